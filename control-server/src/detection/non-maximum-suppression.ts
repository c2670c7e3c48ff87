// Keeps the best of the boxes that lie on the same face.

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

/** Best first. Boxes that are not finite, or empty, are dropped. */
export function suppressOverlaps(candidates: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  const ordered = candidates.filter(isBox).sort((a, b) => b.confidence - a.confidence);
  for (const candidate of ordered.slice(0, candidatesMax)) {
    if (kept.every((better) => overlapOf(better, candidate) <= sameFaceOverlap)) {
      kept.push(candidate);
    }
  }
  return kept;
}

function isBox(one: Detection): boolean {
  return (
    one.widthPx > 0 &&
    one.heightPx > 0 &&
    Number.isFinite(one.xPx + one.yPx + one.widthPx + one.heightPx) &&
    Number.isFinite(one.angleRad + one.confidence)
  );
}
