// How large a head is around what was measured of its face.

import type { Hit } from './hit.ts';
import type { TurnedBounds } from './turned-bounds.ts';

/** The head around a face box (forehead to chin, ear to ear), in units of the face's sides. */
export const headWidths = 1.22;
export const headHeights = 1.2;
/** A measured head box is inside by this much, however the smoother disagrees. */
export const measuredGrowth = 1.05;
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
