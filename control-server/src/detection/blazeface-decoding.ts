// From BlazeFace back's raw outputs to boxes in UltraFace's convention.
//
// Each anchor is a point, the middle of its cell; the network says where the face's box and six
// points of it lie from there, in pixels of its 256 x 256 picture.

import { anchorFace, type BoxAdjustment, valuesPerAnchor } from './anchor-face.ts';
import { confidenceOf, reportedScore, type ScoreCalibration } from './confidence-calibration.ts';
import type { Detection } from './detection.ts';
import type { NetworkFace } from './families/detector-family.ts';
import { requireNumbers } from './inference-error.ts';

export const blazeFaceSide = 256;
export const blazeFaceGrids = {
  fine: { cells: 16, anchors: 2 },
  coarse: { cells: 8, anchors: 6 },
} as const;
export type BlazeFaceGrid = (typeof blazeFaceGrids)[keyof typeof blazeFaceGrids];

/**
 * BlazeFace draws a square from the brows to the chin; UltraFace a box from the hairline to the chin,
 * ear to ear. Medians over 1,700 upright faces that both found in photographs and clips.
 */
export const boxAdjustment = {
  width: 0.9,
  height: 1.22,
  up: 0.08,
} as const satisfies BoxAdjustment;

export interface BlazeFaceOutput {
  /** Logits, one an anchor. */
  readonly scores: Float32Array;
  readonly boxes: Float32Array;
  readonly grid: BlazeFaceGrid;
}

/** Where the network's picture lies in the analysis image. */
export interface SquareRegion {
  readonly xPx: number;
  readonly yPx: number;
  readonly sidePx: number;
}

/** All boxes with a reportable score, before suppression, in the analysis image. */
export function decodeBlazeFace(
  output: BlazeFaceOutput,
  region: SquareRegion,
  calibration: ScoreCalibration,
): Detection[] {
  const scale = region.sidePx / blazeFaceSide;
  return blazeFaceFaces(output, reportedScore(calibration)).map((face) => ({
    xPx: region.xPx + face.x * scale,
    yPx: region.yPx + face.y * scale,
    widthPx: face.width * scale,
    heightPx: face.height * scale,
    angleRad: face.angleRad,
    confidence: confidenceOf(face.score, calibration),
  }));
}

/** All boxes from `scoreMin` on, in the network's picture. Throws `inference_invalid`. */
export function blazeFaceFaces(
  { scores, boxes, grid }: BlazeFaceOutput,
  scoreMin: number,
): NetworkFace[] {
  const found: NetworkFace[] = [];
  const logitMin = Math.log(scoreMin / (1 - scoreMin));
  const cellSide = blazeFaceSide / grid.cells;
  const count = grid.cells * grid.cells * grid.anchors;
  for (let anchor = 0; anchor < count; anchor++) {
    const logit = scores[anchor] ?? 0;
    if (!(logit >= logitMin)) {
      if (Number.isNaN(logit)) requireNumbers(logit);
      continue;
    }
    const cell = Math.floor(anchor / grid.anchors);
    const place = {
      x: ((cell % grid.cells) + 0.5) * cellSide,
      y: (Math.floor(cell / grid.cells) + 0.5) * cellSide,
      first: anchor * valuesPerAnchor,
    };
    const score = 1 / (1 + Math.exp(-logit));
    found.push({ ...anchorFace(boxes, place, boxAdjustment), score });
  }
  return found;
}
