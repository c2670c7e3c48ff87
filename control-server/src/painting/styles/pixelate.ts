// Pixelate: the cells themselves. A texel on the edge of two cells shows them by area, so that edges are
// crisp at any size and stand still when the face moves.

import type { MaskStyle, StyleInput } from '../mask-styles.ts';

const sideMax = 256;
/** For each texel column: the cell of its left edge, the next one, and the share of the first. */
const firstCell = new Int32Array(sideMax);
const secondCell = new Int32Array(sideMax);
const firstShare = new Float32Array(sideMax);

export const pixelate: MaskStyle = { sideMax, draw };

function draw(input: StyleInput, texels: Uint32Array): void {
  const { grid, side } = input;
  for (let x = 0; x < side; x++) {
    const left = input.left + x * input.columnStep;
    firstCell[x] = clampCell(left, grid.columns);
    secondCell[x] = clampCell(left + input.columnStep, grid.columns);
    firstShare[x] = shareOfFirst(left, input.columnStep);
  }
  let drawnRow = -1;
  for (let y = 0; y < side; y++) {
    const top = input.top + y * input.rowStep;
    const row = clampCell(top, grid.rows);
    const nextRow = clampCell(top + input.rowStep, grid.rows);
    if (row === nextRow && row === drawnRow) {
      texels.copyWithin(y * side, (y - 1) * side, y * side);
      continue;
    }
    drawnRow = row === nextRow ? row : -1;
    drawRow(input, texels, y, row, nextRow, shareOfFirst(top, input.rowStep));
  }
}

function drawRow(
  input: StyleInput,
  texels: Uint32Array,
  y: number,
  row: number,
  nextRow: number,
  rowShare: number,
): void {
  const { grid, side } = input;
  for (let x = 0; x < side; x++) {
    const column = firstCell[x] as number;
    const nextColumn = secondCell[x] as number;
    const share = firstShare[x] as number;
    const a = (row * grid.columns + column) * 3;
    const b = (row * grid.columns + nextColumn) * 3;
    const c = (nextRow * grid.columns + column) * 3;
    const d = (nextRow * grid.columns + nextColumn) * 3;
    let texel = 0xff;
    for (let channel = 2; channel >= 0; channel--) {
      const upper = mix(grid.colours[a + channel], grid.colours[b + channel], share);
      const lower = mix(grid.colours[c + channel], grid.colours[d + channel], share);
      texel = (texel << 8) | (upper * rowShare + lower * (1 - rowShare) + 0.5);
    }
    texels[y * side + x] = texel;
  }
}

function mix(first: number | undefined, second: number | undefined, share: number): number {
  return (first as number) * share + (second as number) * (1 - share);
}

function clampCell(at: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(at)));
}

/** How much of the texel that begins at `from` and spans `step` cells lies in its first cell. */
function shareOfFirst(from: number, step: number): number {
  return Math.min(1, (Math.floor(from) + 1 - from) / step);
}
