// From a model's own score to the confidence that all models share (see detection.ts).

import { reportedConfidence, strongConfidence, weakConfidence } from './detection.ts';

/** Raw scores, between 0 and 1, at which a model makes 0.1 and 1 false positives an image. */
export interface ScoreCalibration {
  readonly strongScore: number;
  readonly weakScore: number;
}

/** Measured at an overlap of 0.4 on photographs of streets, crowds and people with covered faces. */
export const scoreCalibrations = {
  ultraFace320: { strongScore: 0.9, weakScore: 0.59 },
  ultraFace448: { strongScore: 0.87, weakScore: 0.37 },
  ultraFace640: { strongScore: 0.93, weakScore: 0.54 },
  blazeFace: { strongScore: 0.58, weakScore: 0.34 },
  fullRange320: { strongScore: 0.51, weakScore: 0.27 },
  fullRange640: { strongScore: 0.45, weakScore: 0.24 },
} as const satisfies Record<string, ScoreCalibration>;

/** Straight lines through (0, 0), (weak, `weakConfidence`), (strong, `strongConfidence`), (1, 1). */
export function confidenceOf(score: number, calibration: ScoreCalibration): number {
  const { weakScore, strongScore } = calibration;
  if (score <= 0) return 0;
  if (score >= 1) return 1;
  if (score < weakScore) return (score / weakScore) * weakConfidence;
  if (score < strongScore) {
    const share = (score - weakScore) / (strongScore - weakScore);
    return weakConfidence + share * (strongConfidence - weakConfidence);
  }
  return strongConfidence + ((score - strongScore) / (1 - strongScore)) * (1 - strongConfidence);
}

/** The score below which a detection is not reported. */
export function reportedScore(calibration: ScoreCalibration): number {
  return (reportedConfidence / weakConfidence) * calibration.weakScore;
}
