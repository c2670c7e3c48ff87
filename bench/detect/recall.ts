// The arithmetic of detection: which detection shows which face, how many faces are found at a rate of
// false positives, and the average precision. Pure.

import type { Detection } from '../../control-server/src/detection/detection.ts';
import { overlapOf } from '../../control-server/src/detection/non-maximum-suppression.ts';
import type { LabelledFace } from './labelled-picture.ts';

/** Intersection over union from which a detection shows a face. */
export const foundOverlap = 0.4;

/** A face, and the confidence of the detection that shows it; null: none does. */
export interface ScoredFace {
  readonly face: LabelledFace;
  readonly confidence: number | null;
}

export interface ScoredPictures {
  readonly pictures: number;
  readonly faces: readonly ScoredFace[];
  /** Confidences of the detections that show no face, highest first. */
  readonly falsePositives: readonly number[];
}

/**
 * One picture. Each detection, best first, takes the face that it overlaps most of those still to be had;
 * one that overlaps only a face to be ignored counts for nothing.
 */
export function scorePicture(
  faces: readonly LabelledFace[],
  detections: readonly Detection[],
): ScoredPictures {
  const confidences = new Map<LabelledFace, number>();
  const falsePositives: number[] = [];
  for (const detection of [...detections].sort((a, b) => b.confidence - a.confidence)) {
    const shown = faces.filter((face) => overlapWith(face, detection) >= foundOverlap);
    const best = shown
      .filter((face) => !face.isIgnored && !confidences.has(face))
      .sort((a, b) => overlapWith(b, detection) - overlapWith(a, detection))[0];
    if (best) confidences.set(best, detection.confidence);
    else if (!shown.some(({ isIgnored }) => isIgnored)) falsePositives.push(detection.confidence);
  }
  return {
    pictures: 1,
    faces: faces
      .filter(({ isIgnored }) => !isIgnored)
      .map((face) => ({ face, confidence: confidences.get(face) ?? null })),
    falsePositives,
  };
}

export function joinScores(scores: readonly ScoredPictures[]): ScoredPictures {
  return {
    pictures: scores.reduce((sum, { pictures }) => sum + pictures, 0),
    faces: scores.flatMap(({ faces }) => faces),
    falsePositives: scores.flatMap(({ falsePositives }) => falsePositives).sort((a, b) => b - a),
  };
}

/**
 * Detections count above this confidence, exclusive, if there may be so many false positives a picture: the lowest
 * bound that allows no more.
 */
export function confidenceBound(
  { pictures, falsePositives }: ScoredPictures,
  falsePositivesPerPicture: number,
): number {
  return falsePositives[Math.floor(pictures * falsePositivesPerPicture + 1e-9)] ?? 0;
}

/** 0 to 1; null of no faces. */
export function recallAbove(faces: readonly ScoredFace[], bound: number): number | null {
  if (faces.length === 0) return null;
  return foundAbove(faces, bound) / faces.length;
}

export function foundAbove(faces: readonly ScoredFace[], bound: number): number {
  return faces.filter(({ confidence }) => confidence !== null && confidence > bound).length;
}

/** False positives a picture with at least this confidence. */
export function falsePositiveRate(
  { pictures, falsePositives }: ScoredPictures,
  confidence: number,
): number {
  return falsePositives.filter((one) => one >= confidence).length / Math.max(1, pictures);
}

/**
 * Area under precision over recall, precision made monotonous (as PASCAL VOC has it since 2010); null of no
 * faces. Detections of equal confidence are taken together.
 */
export function averagePrecision({ faces, falsePositives }: ScoredPictures): number | null {
  if (faces.length === 0) return null;
  const hits = faces.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  const levels = [...new Set([...hits, ...falsePositives])].sort((a, b) => a - b);
  let area = 0;
  let precisionMax = 0;
  let found = hits.length;
  let wrong = falsePositives.length;
  const countOf = tallied(hits);
  const wrongOf = tallied(falsePositives);
  // From the lowest confidence up: the best precision at this recall or a higher one is known then.
  for (const level of levels) {
    precisionMax = Math.max(precisionMax, found / (found + wrong));
    const here = countOf.get(level) ?? 0;
    area += (here / faces.length) * precisionMax;
    found -= here;
    wrong -= wrongOf.get(level) ?? 0;
  }
  return area;
}

function tallied(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function overlapWith({ xPx, yPx, widthPx, heightPx }: LabelledFace, detection: Detection): number {
  return overlapOf(detection, { xPx, yPx, widthPx, heightPx, angleRad: 0, confidence: 1 });
}
