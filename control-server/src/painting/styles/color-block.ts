// Colour block: one colour, from the mean of the face at the lowest intensity to the chosen colour at
// the highest. Always opaque.

import { quantise } from '../cell-grid.ts';
import type { MaskStyle, StyleInput } from '../mask-styles.ts';

export const colorBlock: MaskStyle = { sideMax: 64, draw };

function draw(input: StyleInput, texels: Uint32Array): void {
  const { side, maskColor } = input;
  const chosen = Math.min(1, Math.max(0, (input.intensity - 10) / 90));
  let texel = 0xff;
  for (let channel = 2; channel >= 0; channel--) {
    const target = (maskColor >>> (8 * channel)) & 0xff;
    const mean = quantise(meanOfFace(input, channel));
    texel = (texel << 8) | Math.round(mean + (target - mean) * chosen);
  }
  texels.fill(texel >>> 0, 0, side * side);
}

function meanOfFace(input: StyleInput, channel: number): number {
  const { grid } = input;
  let sum = 0;
  let cells = 0;
  for (let row = 0; row < grid.rows; row++) {
    if (Math.abs(row + 0.5 - grid.rows / 2) > Math.max(0.5, input.faceHalfRows)) continue;
    for (let column = 0; column < grid.columns; column++) {
      if (Math.abs(column + 0.5 - grid.columns / 2) > Math.max(0.5, input.faceHalfColumns))
        continue;
      sum += (grid.colours[(row * grid.columns + column) * 3 + channel] as number) ** 2;
      cells++;
    }
  }
  return Math.sqrt(sum / Math.max(1, cells));
}
