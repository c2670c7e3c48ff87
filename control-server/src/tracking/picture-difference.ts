// How much a picture differs from another one that is shifted by whole cells. Pure arithmetic, the inner loops of
// camera-motion.ts.

import type { BrightnessGrid } from './brightness-pyramid.ts';

/** Differences beyond this, of 1020, count as this: something moved there by itself. */
const differenceMax = 120;

/** Content at (x, y) has come from (x - shift.x, y - shift.y), and become lighter by `offset`. */
export interface CellShift {
  x: number;
  y: number;
  offset: number;
}

/** How much lighter the picture has become, where both grids show the same. */
export function meanOffset(
  now: BrightnessGrid,
  before: BrightnessGrid,
  { x, y }: Pick<CellShift, 'x' | 'y'>,
): number {
  const { columns, rows, values } = now;
  const fromX = Math.max(0, x);
  const toX = Math.min(columns, columns + x);
  const fromY = Math.max(0, y);
  const toY = Math.min(rows, rows + y);
  const back = -y * columns - x;
  let sum = 0;
  for (let row = fromY; row < toY; row++) {
    const end = row * columns + toX;
    for (let at = row * columns + fromX; at < end; at++) {
      sum += (values[at] as number) - (before.values[at + back] as number);
    }
  }
  return Math.round(sum / ((toX - fromX) * (toY - fromY)));
}

/**
 * Mean difference over what both grids show, in every second row.
 *
 * @returns Infinity where it is more than `limit`
 */
export function gridDifference(
  now: BrightnessGrid,
  before: BrightnessGrid,
  { x, y, offset }: CellShift,
  limit: number,
): number {
  const { columns, rows, values } = now;
  const old = before.values;
  const fromX = Math.max(0, x);
  const toX = Math.min(columns, columns + x);
  const fromY = Math.max(0, y);
  const toY = Math.min(rows, rows + y);
  const back = -y * columns - x;
  const count = ((toY - fromY + 1) >> 1) * (toX - fromX);
  const limitSum = limit * count;
  let sum = 0;
  for (let row = fromY; row < toY; row += 2) {
    const end = row * columns + toX;
    for (let at = row * columns + fromX; at < end; at++) {
      const off = Math.abs((values[at] as number) - (old[at + back] as number) - offset) | 0;
      sum = (sum + (off < differenceMax ? off : differenceMax)) | 0;
    }
    if (sum > limitSum) return Number.POSITIVE_INFINITY;
  }
  return sum / count;
}

/** Sum of differences in one block; it must lie inside both grids. */
export function blockDifference(
  now: BrightnessGrid,
  before: BrightnessGrid,
  { left, top, side }: { readonly left: number; readonly top: number; readonly side: number },
  x: number,
  y: number,
  offset: number,
): number {
  const { columns, values } = now;
  const old = before.values;
  const back = -y * columns - x;
  let sum = 0;
  for (let row = top; row < top + side; row++) {
    const from = row * columns + left;
    for (let at = from; at < from + side; at++) {
      sum = (sum + Math.abs((values[at] as number) - (old[at + back] as number) - offset)) | 0;
    }
  }
  return sum;
}
