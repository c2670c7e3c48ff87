// From UltraFace's raw outputs to boxes. The maths is the single-shot detector's: each prior is a
// box at a fixed place, and the network says how the face differs from it.

import { confidenceOf, reportedScore, type ScoreCalibration } from './confidence-calibration.ts';
import type { Detection } from './detection.ts';
import { requireNumbers } from './inference-error.ts';

/** Sides of the priors of each cell, in network pixels. */
const grids = [
  { stride: 8, sides: [10, 16, 24] },
  { stride: 16, sides: [32, 48] },
  { stride: 32, sides: [64, 96] },
  { stride: 64, sides: [128, 192, 256] },
] as const;

/** The network was trained at 320 x 240, where the tallest prior was clipped to the picture. */
const priorHeightMax = 240;
const centreVariance = 0.1;
const sizeVariance = 0.2;
/** Keeps the exponential finite; no face is e^4 times its prior. */
const logSizeMax = 4;

/** Four numbers a prior: centre x, centre y, width, height in network pixels. */
export function ultraFacePriors(networkWidth: number, networkHeight: number): Float32Array {
  const values: number[] = [];
  for (const { stride, sides } of grids) {
    const columns = Math.ceil(networkWidth / stride);
    const rows = Math.ceil(networkHeight / stride);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const side of sides) {
          const height = Math.min(side, priorHeightMax);
          values.push((column + 0.5) * stride, (row + 0.5) * stride, side, height);
        }
      }
    }
  }
  return Float32Array.from(values);
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
    const priorWidth = at(priors, first + 2);
    const priorHeight = at(priors, first + 3);
    const centreX = at(priors, first) + at(locations, first) * centreVariance * priorWidth;
    const centreY = at(priors, first + 1) + at(locations, first + 1) * centreVariance * priorHeight;
    const logWidth = Math.min(logSizeMax, at(locations, first + 2) * sizeVariance);
    const logHeight = Math.min(logSizeMax, at(locations, first + 3) * sizeVariance);
    const width = priorWidth * Math.exp(logWidth);
    const height = priorHeight * Math.exp(logHeight);
    requireNumbers(centreX, centreY, width, height);
    found.push({
      xPx: (centreX - width / 2) * scaleX,
      yPx: (centreY - height / 2) * scaleY,
      widthPx: width * scaleX,
      heightPx: height * scaleY,
      angleRad: 0,
      confidence: confidenceOf(score, calibration),
    });
  }
  return found;
}
