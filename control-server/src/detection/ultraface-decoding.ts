// From UltraFace's raw outputs to boxes, against the priors of any size (see prior-box.ts).

import { confidenceOf, reportedScore, type ScoreCalibration } from './confidence-calibration.ts';
import type { Detection } from './detection.ts';
import { requireNumbers } from './inference-error.ts';
import { priorBox } from './prior-box.ts';

/** Sides of the priors of each cell, in network pixels. */
const grids = [
  { stride: 8, sides: [10, 16, 24] },
  { stride: 16, sides: [32, 48] },
  { stride: 32, sides: [64, 96] },
  { stride: 64, sides: [128, 192, 256] },
] as const;

/** The network was trained at 320 x 240, where the tallest prior was clipped to the picture. */
const priorHeightMax = 240;

/** Four numbers a prior: centre x, centre y, width, height in network pixels. */
export function ultraFacePriors(networkWidth: number, networkHeight: number): Float32Array {
  const sized = grids.map(({ stride, sides }) => ({
    stride,
    sides,
    columns: Math.ceil(networkWidth / stride),
    rows: Math.ceil(networkHeight / stride),
  }));
  const count = sized.reduce(
    (sum, { sides, columns, rows }) => sum + sides.length * columns * rows,
    0,
  );
  // Of its size from the start: five of them are made before a stream's first mask.
  const values = new Float32Array(count * 4);
  let at = 0;
  for (const { stride, sides, columns, rows } of sized) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const side of sides) {
          values[at++] = (column + 0.5) * stride;
          values[at++] = (row + 0.5) * stride;
          values[at++] = side;
          values[at++] = Math.min(side, priorHeightMax);
        }
      }
    }
  }
  return values;
}

export interface UltraFaceOutput {
  /** Background, face; a pair a prior. */
  readonly scores: Float32Array;
  /** Four a prior. */
  readonly locations: Float32Array;
  readonly priors: Float32Array;
  /** Pixels of the analysis image for one of the network. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** All boxes with a reportable score, before suppression. Throws `inference_invalid`. */
export function decodeUltraFace(
  { scores, locations, priors, scaleX, scaleY }: UltraFaceOutput,
  calibration: ScoreCalibration,
): Detection[] {
  const found: Detection[] = [];
  const scoreMin = reportedScore(calibration);
  const at = (array: Float32Array, index: number) => array[index] ?? 0;
  for (let prior = 0; prior * 4 < priors.length; prior++) {
    const score = at(scores, prior * 2 + 1);
    if (!(score >= scoreMin)) {
      if (Number.isNaN(score)) requireNumbers(score);
      continue;
    }
    const first = prior * 4;
    const { x, y, width, height } = priorBox(
      [at(priors, first), at(priors, first + 1), at(priors, first + 2), at(priors, first + 3)],
      locations,
      first,
    );
    found.push({
      xPx: x * scaleX,
      yPx: y * scaleY,
      widthPx: width * scaleX,
      heightPx: height * scaleY,
      angleRad: 0,
      confidence: confidenceOf(score, calibration),
    });
  }
  return found;
}
