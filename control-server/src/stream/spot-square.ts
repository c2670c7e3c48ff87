// Where to look closely because something has changed there.

import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { ImageRegion } from '../detection/picture-region.ts';
import type { AnalysedPicture } from './analysed-picture.ts';

/** A spot larger than this, of the picture's longer side, is no place to look at closely. */
const spotShareMax = 0.4;
/** The square's side, of the spot's longer one: what moves is blurred, and is told best when it is small in what is seen. */
const sideOfSpot = 6;

/** Around a spot of the image that has changed; undefined where there is none, or it is no place to look at. */
export function squareAroundSpot(
  spot: ImageRegion | undefined,
  picture: AnalysedPicture,
): SquareRegion | undefined {
  if (!spot) return undefined;
  const { widthPx, heightPx } = picture.facts;
  const longPx = Math.max(spot.widthPx, spot.heightPx);
  if (longPx > Math.max(widthPx, heightPx) * spotShareMax) return undefined;
  const { x, y } = picture.scale;
  return picture.squareAround({
    xPx: (spot.xPx + spot.widthPx / 2) / x,
    yPx: (spot.yPx + spot.heightPx / 2) / y,
    sidePx: (longPx * sideOfSpot) / x,
  });
}
