// A picture's brightness on three grids, each half as fine as the one before. Buffers are allocated once.

import { limit } from '../../../protocol/names.ts';
import type { AnalysisImage } from '../detection/detection.ts';

/** Pixels a cell of the finest grid is wide and high. */
export const cellPx = 4;
const sideMax = Math.ceil(limit.analysisSide / cellPx);

/** Values of 0 to 1020: four of 0 to 255 added up. */
export interface BrightnessGrid {
  columns: number;
  rows: number;
  readonly values: Int16Array;
}

function createGrid(side: number): BrightnessGrid {
  return { columns: 0, rows: 0, values: new Int16Array(side * side) };
}

export class BrightnessPyramid {
  readonly fine: BrightnessGrid = createGrid(sideMax);
  readonly middle: BrightnessGrid = createGrid(sideMax >> 1);
  readonly coarse: BrightnessGrid = createGrid(sideMax >> 2);

  read(image: AnalysisImage): void {
    sample(image, this.fine);
    halve(this.fine, this.middle);
    halve(this.middle, this.coarse);
  }
}

/** Four pixels of each cell; green stands for brightness, of which it makes up most. */
function sample({ data, widthPx, heightPx }: AnalysisImage, to: BrightnessGrid): void {
  to.columns = Math.floor(widthPx / cellPx);
  to.rows = Math.floor(heightPx / cellPx);
  const near = cellPx >> 2;
  const far = near + (cellPx >> 1);
  const { columns, rows, values } = to;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let upper = ((row * cellPx + near) * widthPx + near) * 4 + 1;
    let lower = ((row * cellPx + far) * widthPx + near) * 4 + 1;
    const aside = (far - near) * 4;
    for (let column = 0; column < columns; column++) {
      values[at++] =
        (data[upper] as number) +
        (data[upper + aside] as number) +
        (data[lower] as number) +
        (data[lower + aside] as number);
      upper += cellPx * 4;
      lower += cellPx * 4;
    }
  }
}

function halve(from: BrightnessGrid, to: BrightnessGrid): void {
  to.columns = from.columns >> 1;
  to.rows = from.rows >> 1;
  let at = 0;
  for (let row = 0; row < to.rows; row++) {
    let upper = row * 2 * from.columns;
    let lower = upper + from.columns;
    for (let column = 0; column < to.columns; column++) {
      to.values[at++] =
        ((from.values[upper] as number) +
          (from.values[upper + 1] as number) +
          (from.values[lower] as number) +
          (from.values[lower + 1] as number)) >>
        2;
      upper += 2;
      lower += 2;
    }
  }
}
