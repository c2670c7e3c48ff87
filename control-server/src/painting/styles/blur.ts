// Blur: the same cells, joined by a cubic B-spline. Smooth to look at, and not a bit more of the face
// than the cells hold: the spline only spreads them further.

import { gridSideMax } from '../cell-grid.ts';
import type { MaskStyle, StyleInput } from '../mask-styles.ts';

const sideMax = 64;
const taps = 4;
const columnCells = new Int32Array(sideMax * taps);
const columnWeights = new Float32Array(sideMax * taps);
const rowCells = new Int32Array(sideMax * taps);
const rowWeights = new Float32Array(sideMax * taps);
/** The grid's rows, each spread to the picture's width: red, green, blue. */
const spread = new Float32Array(gridSideMax * sideMax * 3);

export const blur: MaskStyle = { sideMax, draw };

function draw(input: StyleInput, texels: Uint32Array): void {
  const { grid, side } = input;
  fillTaps(columnCells, columnWeights, side, input.left, input.columnStep, grid.columns);
  fillTaps(rowCells, rowWeights, side, input.top, input.rowStep, grid.rows);
  spreadRows(input);
  for (let y = 0; y < side; y++) {
    const tap = y * taps;
    const w0 = rowWeights[tap] as number;
    const w1 = rowWeights[tap + 1] as number;
    const w2 = rowWeights[tap + 2] as number;
    const w3 = rowWeights[tap + 3] as number;
    const r0 = (rowCells[tap] as number) * side * 3;
    const r1 = (rowCells[tap + 1] as number) * side * 3;
    const r2 = (rowCells[tap + 2] as number) * side * 3;
    const r3 = (rowCells[tap + 3] as number) * side * 3;
    for (let x = 0; x < side; x++) {
      let texel = 0xff;
      for (let channel = 2; channel >= 0; channel--) {
        const at = x * 3 + channel;
        const value =
          (spread[r0 + at] as number) * w0 +
          (spread[r1 + at] as number) * w1 +
          (spread[r2 + at] as number) * w2 +
          (spread[r3 + at] as number) * w3;
        texel = (texel << 8) | (value + 0.5);
      }
      texels[y * side + x] = texel;
    }
  }
}

function spreadRows(input: StyleInput): void {
  const { grid, side } = input;
  for (let row = 0; row < grid.rows; row++) {
    for (let x = 0; x < side; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let value = 0;
        for (let tap = 0; tap < taps; tap++) {
          const cell = row * grid.columns + (columnCells[x * taps + tap] as number);
          value +=
            (grid.colours[cell * 3 + channel] as number) *
            (columnWeights[x * taps + tap] as number);
        }
        spread[(row * side + x) * 3 + channel] = value;
      }
    }
  }
}

/** For each texel the four cells around its middle and their weights, which sum to 1. */
function fillTaps(
  cells: Int32Array,
  weights: Float32Array,
  side: number,
  from: number,
  step: number,
  count: number,
): void {
  for (let texel = 0; texel < side; texel++) {
    const middle = from + (texel + 0.5) * step - 0.5;
    const base = Math.floor(middle);
    const t = middle - base;
    const rest = 1 - t;
    const at = texel * taps;
    weights[at] = (rest * rest * rest) / 6;
    weights[at + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
    weights[at + 2] = (3 * rest * rest * rest - 6 * rest * rest + 4) / 6;
    weights[at + 3] = (t * t * t) / 6;
    for (let tap = 0; tap < taps; tap++) {
      cells[at + tap] = Math.min(count - 1, Math.max(0, base + tap - 1));
    }
  }
}
