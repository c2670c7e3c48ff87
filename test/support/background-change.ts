// How much of a picture changed where nobody is.

import { type Box, type GrayFrame, pixelsOf, scaledBox } from './gray-frame.ts';

/** Masks reach beyond the person they belong to; this much around each is not counted. */
const grownBy = 1.3;
/** Grey levels: above what x264 and the colour conversion do. */
const differenceMin = 24;

/** The share, from 0 to 1, of background pixels that differ clearly. */
export function backgroundChange(
  original: GrayFrame,
  shown: GrayFrame,
  people: readonly Box[],
): number {
  const isPerson = new Uint8Array(original.data.length);
  for (const box of people) {
    const { left, top, right, bottom } = pixelsOf(scaledBox(box, grownBy), original);
    for (let y = top; y < bottom; y++) {
      isPerson.fill(1, y * original.width + left, y * original.width + Math.max(left, right));
    }
  }
  let counted = 0;
  let changed = 0;
  for (let index = 0; index < isPerson.length; index++) {
    if (isPerson[index]) continue;
    counted++;
    const difference = (original.data[index] ?? 0) - (shown.data[index] ?? 0);
    if (Math.abs(difference) > differenceMin) changed++;
  }
  return counted === 0 ? 0 : changed / counted;
}
