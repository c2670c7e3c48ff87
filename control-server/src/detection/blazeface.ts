// BlazeFace back 256 on a square of the analysis image: better than UltraFace at turned and
// half-covered faces, and the one that knows how far a face is turned.

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import {
  type BlazeFaceGrid,
  blazeFaceGrids,
  blazeFaceSide,
  decodeBlazeFace,
  type SquareRegion,
} from './blazeface-decoding.ts';
import { scoreCalibrations } from './confidence-calibration.ts';
import type { AnalysisImage, FaceDetector } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import { suppressOverlaps } from './non-maximum-suppression.ts';
import { createPictureFeeds } from './picture-feeds.ts';

/** `leading`: at the left, or the top of an upright picture; `trailing`: at the right or the bottom. */
export const blazeFaceParts = ['whole', 'leading', 'trailing'] as const;
export type BlazeFacePart = (typeof blazeFaceParts)[number];

/**
 * The whole picture in a square, or one of two squares that cover it together. Each square is as
 * large as the picture's short side, or half of its long side where that is more.
 */
export function blazeFaceRegion(
  { widthPx, heightPx }: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
  part: BlazeFacePart,
): SquareRegion {
  const longPx = Math.max(widthPx, heightPx);
  const shortPx = Math.min(widthPx, heightPx);
  const sidePx = part === 'whole' ? longPx : Math.max(shortPx, longPx / 2);
  const alongPx = part === 'trailing' ? longPx - sidePx : 0;
  const acrossPx = (shortPx - sidePx) / 2;
  return widthPx >= heightPx
    ? { xPx: alongPx, yPx: acrossPx, sidePx }
    : { xPx: acrossPx, yPx: alongPx, sidePx };
}

/** The session stays the caller's. One call of `detect` at a time. */
export function createBlazeFaceDetector(
  session: InferenceSession,
  part: BlazeFacePart,
): FaceDetector {
  const feeds = createPictureFeeds();
  const fine = gridOutput(blazeFaceGrids.fine);
  const coarse = gridOutput(blazeFaceGrids.coarse);
  const fetches = {
    fine_scores: fine.scoreTensor,
    fine_boxes: fine.boxTensor,
    coarse_scores: coarse.scoreTensor,
    coarse_boxes: coarse.boxTensor,
  };

  return {
    name: `blazeface-${part}`,
    async detect(image) {
      const region = blazeFaceRegion(image, part);
      const { xPx, yPx, sidePx } = region;
      const view = {
        region: { xPx, yPx, widthPx: sidePx, heightPx: sidePx },
        networkWidth: blazeFaceSide,
        networkHeight: blazeFaceSide,
      };
      await session.run(feeds.fill(image, view, exposureGain(image)), fetches);
      const candidates = [fine, coarse].flatMap((output) =>
        decodeBlazeFace(output, region, scoreCalibrations.blazeFace),
      );
      return suppressOverlaps(candidates);
    },
    async dispose() {},
  };
}

function gridOutput(grid: BlazeFaceGrid) {
  const count = grid.cells * grid.cells * grid.anchors;
  const scores = new Float32Array(count);
  const boxes = new Float32Array(count * 16);
  return {
    grid,
    scores,
    boxes,
    scoreTensor: new Tensor('float32', scores, [1, count, 1]),
    boxTensor: new Tensor('float32', boxes, [1, count, 16]),
  };
}
