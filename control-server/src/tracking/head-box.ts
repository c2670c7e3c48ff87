// How large a head is around what was measured of its face.

import type { Hit } from './hit.ts';
import type { TurnedBounds } from './turned-bounds.ts';

/** The head around a face box (forehead to chin, ear to ear), in units of the face's sides. */
export const headWidths = 1.22;
export const headHeights = 1.2;
/** A measured head box is inside by this much, however the smoother disagrees. */
export const measuredGrowth = 1.05;
/** Heads turned by less than this (sine) lie within what is masked in any case. */
export const turnedMin = 0.4;
const turnedGrowth = 1.1;
/** Hair makes the head's centre lie above the face's. */
export const headRise = 0.06;

/** The head that was measured in `hit`, carried to the believed face centre (xPx, yPx). */
export function includeMeasured(
  hit: Hit,
  xPx: number,
  yPx: number,
  marginPx: number,
  to: TurnedBounds,
): void {
  const offX = (hit.leftPx + hit.rightPx) / 2 - hit.smoothPosition.a;
  const offY = (hit.topPx + hit.bottomPx) / 2 - hit.smoothPosition.b;
  const halfX = ((hit.rightPx - hit.leftPx) / 2) * headWidths * measuredGrowth + marginPx;
  const halfY = ((hit.bottomPx - hit.topPx) / 2) * headHeights * measuredGrowth + marginPx;
  to.includeUpright(xPx + offX, yPx + offY, halfX, halfY);
}

/** A head that second passes saw turned, around the believed centre: its corners reach out of an upright box. */
export function includeTurned(
  turnRad: number,
  face: { widthPx: number; heightPx: number },
  to: TurnedBounds,
): void {
  if (Math.abs(Math.sin(turnRad)) < turnedMin) return;
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  const along = Math.hypot(face.widthPx * cos, face.heightPx * sin);
  const across = Math.hypot(face.widthPx * sin, face.heightPx * cos);
  const halfAlong = (along / 2) * headWidths * turnedGrowth;
  const halfAcross = (across / 2) * headHeights * turnedGrowth;
  const rise = headRise * across;
  to.includeUpright(
    to.xPx + sin * rise,
    to.yPx - cos * rise,
    Math.abs(cos) * halfAlong + Math.abs(sin) * halfAcross,
    Math.abs(sin) * halfAlong + Math.abs(cos) * halfAcross,
  );
}
