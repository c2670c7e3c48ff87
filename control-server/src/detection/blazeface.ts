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
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import { suppressOverlaps } from './non-maximum-suppression.ts';
import { createPictureFeeds } from './picture-feeds.ts';
import { isWholeIn } from './picture-region.ts';

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

/** Small squares in `squareColumns` along the picture's long side and `squareRows` along its short one. */
const squareColumns = 4;
const squareRows = 2;
/** Side of a small square, of the picture's short and long side; the larger counts. They overlap by a seventh. */
const squareOfShort = 0.59;
const squareOfLong = 0.29;
/** In an order in which neighbours are far apart in time: a face on its way is met sooner. */
export const blazeFaceSquares = [0, 6, 3, 5, 1, 7, 2, 4] as const;

/** One of the small squares that cover the picture together, in whole pixels where it has enough of them. */
export function blazeFaceSquareRegion(
  { widthPx, heightPx }: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
  square: number,
): SquareRegion {
  const longPx = Math.max(widthPx, heightPx);
  const shortPx = Math.min(widthPx, heightPx);
  const sidePx = Math.min(
    shortPx,
    Math.ceil(Math.max(shortPx * squareOfShort, longPx * squareOfLong)),
  );
  const column = square % squareColumns;
  const row = Math.floor(square / squareColumns);
  const alongPx = Math.round(((longPx - sidePx) * column) / (squareColumns - 1));
  const acrossPx = Math.round(((shortPx - sidePx) * row) / (squareRows - 1));
  return widthPx >= heightPx
    ? { xPx: alongPx, yPx: acrossPx, sidePx }
    : { xPx: acrossPx, yPx: alongPx, sidePx };
}

/** Faces larger than this share of a small square are left to the passes over more of the picture. */
const squareFaceShareMax = 0.25;

/** What a small square shows wholly. */
export function wholeInSquare(
  found: readonly Detection[],
  { xPx, yPx, sidePx }: SquareRegion,
  image: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
): Detection[] {
  const region = { xPx, yPx, widthPx: sidePx, heightPx: sidePx };
  return found.filter(
    (face) => face.heightPx <= sidePx * squareFaceShareMax && isWholeIn(region, face, image),
  );
}

/** A detector for any square of the picture. The session stays the caller's. One call at a time. */
export interface BlazeFaceLook {
  detect(image: AnalysisImage, region: SquareRegion): Promise<Detection[]>;
}

/** The session stays the caller's. One call of `detect` at a time. */
export function createBlazeFaceDetector(
  session: InferenceSession,
  part: BlazeFacePart,
): FaceDetector {
  const look = createBlazeFaceLook(session);
  return {
    name: `blazeface-${part}`,
    detect: (image) => look.detect(image, blazeFaceRegion(image, part)),
    async dispose() {},
  };
}

/** On one of the small squares; as above. */
export function createBlazeFaceSquareDetector(
  session: InferenceSession,
  square: number,
): FaceDetector {
  const look = createBlazeFaceLook(session);
  return {
    name: `blazeface-square-${square}`,
    async detect(image) {
      const region = blazeFaceSquareRegion(image, square);
      return wholeInSquare(await look.detect(image, region), region, image);
    },
    async dispose() {},
  };
}

export function createBlazeFaceLook(session: InferenceSession): BlazeFaceLook {
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
    async detect(image, region) {
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
