// The size at which a network of free size sees a picture: about a wanted area, with the aspect kept to within the rounding.

import type { NetworkSize } from './families/detector-family.ts';

const sizeMin = 32;
/** Enlarging a small picture further only costs time. */
const enlargementMax = 2;

/** Sides are multiples of `step`, which divides 32. */
export function networkSizeFor(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  areaPx: number,
  step: number,
): NetworkSize {
  const scale = Math.min(enlargementMax, Math.sqrt(areaPx / (widthPx * heightPx)));
  const rounded = (px: number) => Math.max(sizeMin, Math.round((px * scale) / step) * step);
  return { width: rounded(widthPx), height: rounded(heightPx) };
}
