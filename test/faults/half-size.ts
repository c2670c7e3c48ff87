// A recording in which the source fills the upper left quarter of the picture, brought to the size of
// the clip that it is compared with.

import type { GrayFrame } from '../support/gray-frame.ts';

export function upperLeftDoubled(frame: GrayFrame): GrayFrame {
  const { width, height } = frame;
  const at = (x: number, y: number) =>
    frame.data[Math.min(y, height - 1) * width + Math.min(x, width - 1)] ?? 0;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Pixel centres: every second one lies a quarter between its neighbours.
      const fromX = Math.max(0, x / 2 - 0.25);
      const fromY = Math.max(0, y / 2 - 0.25);
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const shareX = fromX - left;
      const shareY = fromY - top;
      const upper = at(left, top) * (1 - shareX) + at(left + 1, top) * shareX;
      const lower = at(left, top + 1) * (1 - shareX) + at(left + 1, top + 1) * shareX;
      data[y * width + x] = Math.round(upper * (1 - shareY) + lower * shareY);
    }
  }
  return { width, height, data };
}
