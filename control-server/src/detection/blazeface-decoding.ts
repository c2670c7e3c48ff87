// From BlazeFace back's raw outputs to boxes in UltraFace's convention.
//
// Each anchor is a point, the middle of its cell; the network says where the face's box and six
// points of it lie from there, in pixels of its 256 x 256 picture.

import { confidenceOf, reportedScore, type ScoreCalibration } from './confidence-calibration.ts';
import type { Detection } from './detection.ts';
import { faceAngle } from './face-angle.ts';
import type { NetworkFace } from './families/detector-family.ts';
import { requireNumbers } from './inference-error.ts';

export const blazeFaceSide = 256;
export const blazeFaceGrids = {
  fine: { cells: 16, anchors: 2 },
  coarse: { cells: 8, anchors: 6 },
} as const;
export type BlazeFaceGrid = (typeof blazeFaceGrids)[keyof typeof blazeFaceGrids];

/** Centre x, y, width, height, then x, y of six points. */
const valuesPerAnchor = 16;
/** Of the points: right and left eye (the face's own sides), nose, mouth, right and left ear. */
const rightEye = 4;
const leftEye = 6;
const mouth = 10;

/**
 * BlazeFace draws a square from the brows to the chin; UltraFace a box from the hairline to the chin,
 * ear to ear. Medians over 1,700 upright faces that both found in photographs and clips. `up` is
 * how far the middle moves towards the forehead, in BlazeFace's heights.
 */
export const boxAdjustment = { width: 0.9, height: 1.22, up: 0.08 } as const;

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
    const anchorX = ((cell % grid.cells) + 0.5) * cellSide;
    const anchorY = (Math.floor(cell / grid.cells) + 0.5) * cellSide;
    const first = anchor * valuesPerAnchor;
    const value = (index: number) => boxes[first + index] ?? 0;
    const point = (index: number): [number, number] => [value(index), value(index + 1)];
    const angleRad = faceAngle({
      rightEye: point(rightEye),
      leftEye: point(leftEye),
      mouth: point(mouth),
    });
    const sin = Math.sin(angleRad);
    const cos = Math.cos(angleRad);
    const faceWidth = value(2) * boxAdjustment.width;
    const faceHeight = value(3) * boxAdjustment.height;
    // The upright box around the turned face, taken as an ellipse.
    const width = Math.hypot(faceWidth * cos, faceHeight * sin);
    const height = Math.hypot(faceWidth * sin, faceHeight * cos);
    const up = value(3) * boxAdjustment.up;
    const centreX = anchorX + value(0) + up * sin;
    const centreY = anchorY + value(1) - up * cos;
    requireNumbers(centreX, centreY, width, height, angleRad);
    const [x, y] = [centreX - width / 2, centreY - height / 2];
    found.push({ x, y, width, height, angleRad, score: 1 / (1 + Math.exp(-logit)) });
  }
  return found;
}
