// From the full-range detector's raw outputs to boxes in UltraFace's convention, for any size that the network sees: a
// cell of 4 x 4 pixels is one anchor.

import { anchorFace, type BoxAdjustment, valuesPerAnchor } from './anchor-face.ts';
import { confidenceOf, reportedScore, type ScoreCalibration } from './confidence-calibration.ts';
import type { Detection } from './detection.ts';
import type { NetworkSize } from './families/detector-family.ts';
import { requireNumbers } from './inference-error.ts';

export const fullRangeCellPx = 4;

/** Medians over some 400 upright faces that both it and UltraFace found in photographs. */
export const fullRangeAdjustment = {
  width: 0.87,
  height: 1.14,
  up: 0,
} as const satisfies BoxAdjustment;

/** In pixels of the network. Below this it finds few faces, and all that it finds in rooms without anybody. */
export const fullRangeHeightMin = 12;

export interface FullRangeOutput {
  /** Logits, one a cell, row by row. */
  readonly scores: Float32Array;
  readonly boxes: Float32Array;
  readonly network: NetworkSize;
  /** Pixels of the analysis image for one of the network. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** All boxes with a reportable score that are large enough, before suppression. Throws `inference_invalid`. */
export function decodeFullRange(
  { scores, boxes, network, scaleX, scaleY }: FullRangeOutput,
  calibration: ScoreCalibration,
): Detection[] {
  const found: Detection[] = [];
  const scoreMin = reportedScore(calibration);
  const logitMin = Math.log(scoreMin / (1 - scoreMin));
  const columns = network.width / fullRangeCellPx;
  const count = columns * (network.height / fullRangeCellPx);
  for (let cell = 0; cell < count; cell++) {
    const logit = scores[cell] ?? 0;
    if (!(logit >= logitMin)) {
      if (Number.isNaN(logit)) requireNumbers(logit);
      continue;
    }
    const anchor = {
      x: ((cell % columns) + 0.5) * fullRangeCellPx,
      y: (Math.floor(cell / columns) + 0.5) * fullRangeCellPx,
      first: cell * valuesPerAnchor,
    };
    const face = anchorFace(boxes, anchor, fullRangeAdjustment);
    if (face.height < fullRangeHeightMin) continue;
    found.push({
      xPx: face.x * scaleX,
      yPx: face.y * scaleY,
      widthPx: face.width * scaleX,
      heightPx: face.height * scaleY,
      angleRad: face.angleRad,
      confidence: confidenceOf(1 / (1 + Math.exp(-logit)), calibration),
    });
  }
  return found;
}
