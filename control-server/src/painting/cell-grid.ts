// The only thing that is ever taken from a face's pixels: a coarse grid of averaged colours. How
// many cells a face has is the number that decides how much of it can survive a mask.

import type { AnalysisImage } from '../detection/detection.ts';
import type { HeadRegion } from '../tracking/head-region.ts';

/**
 * Ceiling at every setting: 5 x 5 cells a face, counted along the longer side of the face box, so
 * that the shorter side has fewer.
 */
export const cellsAcrossFaceMax = 5;
export const cellsAcrossFaceMin = 2;
/** Sides of a grid, in cells, that reaches over the whole patch; beyond, the outermost cells go on. */
export const gridSideMax = 31;
/** Bits of each channel that are kept. */
export const colourBits = 5;
/** Reads a cell, each way, at most. */
const readsAcrossCell = 8;
/** The patch's feather, and a face that grows before the next sample. */
const sampledBeyondRegion = 1.3;
/** A cell with less than this share of its reads inside the picture takes its neighbour's colour. */
const insideShareMin = 0.25;
const emptyColour = 132;

/**
 * `columns` x `rows` colours (RGB bytes, row after row), both odd; the middle of the middle cell is the
 * centre of the region. A cell is the face's longer side divided by `cellsAcross`.
 */
export interface CellGrid {
  columns: number;
  rows: number;
  cellsAcross: number;
  readonly colours: Uint8Array;
}

export function createCellGrid(): CellGrid {
  return {
    columns: 1,
    rows: 1,
    cellsAcross: 1,
    colours: new Uint8Array(gridSideMax * gridSideMax * 3).fill(emptyColour),
  };
}

/** Cells across the longer side of a face at an intensity of 10 to 100 percent: 5 down to 2. */
export function cellsAcrossFace(intensity: number): number {
  const share = Math.min(1, Math.max(0, (intensity - 10) / 90));
  return Math.round(cellsAcrossFaceMax - (cellsAcrossFaceMax - cellsAcrossFaceMin) * share);
}

/** Side of a cell in source pixels. */
export function cellSidePx(region: HeadRegion, cellsAcross: number): number {
  return Math.max(1, region.faceWidthPx, region.faceHeightPx) / cellsAcross;
}

export function quantise(value: number): number {
  const levels = (1 << colourBits) - 1;
  const level = Math.round((Math.min(255, Math.max(0, value)) * levels) / 255);
  return Math.round((level * 255) / levels);
}

export interface GridSource {
  readonly image: AnalysisImage;
  /** Pixels of the image per pixel of the source. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Red, green, blue as sums of squares, and the number of reads. */
const sums = new Float64Array(gridSideMax * gridSideMax * 4);

/**
 * Averages the image over the cells around `region`. Every pixel belongs to the one cell that holds its
 * middle; of large cells a regular part of the pixels is read. Averages are taken of squared values,
 * which is near enough to light.
 */
export function sampleGrid(
  source: GridSource,
  region: HeadRegion,
  cellsAcross: number,
  grid: CellGrid,
): void {
  const cellPx = cellSidePx(region, cellsAcross);
  grid.cellsAcross = cellsAcross;
  grid.columns = oddCells((region.halfWidthPx * sampledBeyondRegion) / cellPx);
  grid.rows = oddCells((region.halfHeightPx * sampledBeyondRegion) / cellPx);
  const cells = grid.columns * grid.rows;
  sums.fill(0, 0, cells * 4);
  const stride = addPixels(source, region, cellPx, grid);

  const cellPixels = cellPx * cellPx * source.scaleX * source.scaleY;
  const needed = Math.max(1, (insideShareMin * cellPixels) / (stride * stride));
  let isAnyEmpty = false;
  for (let cell = 0; cell < cells; cell++) {
    const reads = sums[cell * 4 + 3] as number;
    if (reads < needed) {
      sums[cell * 4 + 3] = 0;
      isAnyEmpty = true;
      continue;
    }
    for (let channel = 0; channel < 3; channel++) {
      const sum = sums[cell * 4 + channel] as number;
      grid.colours[cell * 3 + channel] = quantise(Math.sqrt(sum / reads));
    }
  }
  if (isAnyEmpty) fillEmpty(grid);
}

/** Cells of half size `halfCells` each way, with one in the middle. */
function oddCells(halfCells: number): number {
  const each = Math.min((gridSideMax - 1) / 2, Math.max(0, Math.ceil(halfCells - 0.5)));
  return 2 * each + 1;
}

/** Adds up the pixels under the grid and returns the distance between two reads. */
function addPixels(source: GridSource, region: HeadRegion, cellPx: number, grid: CellGrid): number {
  const { image, scaleX, scaleY } = source;
  const { data, widthPx, heightPx } = image;
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const halfAlong = (grid.columns / 2) * cellPx;
  const halfAcross = (grid.rows / 2) * cellPx;
  const reachX = Math.abs(cos) * halfAlong + Math.abs(sin) * halfAcross;
  const reachY = Math.abs(sin) * halfAlong + Math.abs(cos) * halfAcross;
  const left = Math.max(0, Math.floor((region.centreXPx - reachX) * scaleX));
  const top = Math.max(0, Math.floor((region.centreYPx - reachY) * scaleY));
  const right = Math.min(widthPx, Math.ceil((region.centreXPx + reachX) * scaleX));
  const bottom = Math.min(heightPx, Math.ceil((region.centreYPx + reachY) * scaleY));
  const stride = Math.max(1, Math.ceil((cellPx * Math.min(scaleX, scaleY)) / readsAcrossCell));

  // A pixel's middle in cells, and how it moves from pixel to pixel.
  const stepX = 1 / (scaleX * cellPx);
  const stepY = 1 / (scaleY * cellPx);
  for (let y = top; y < bottom; y += stride) {
    const offY = (y + 0.5) * stepY - region.centreYPx / cellPx;
    for (let x = left; x < right; x += stride) {
      const offX = (x + 0.5) * stepX - region.centreXPx / cellPx;
      const column = Math.floor(offX * cos + offY * sin + grid.columns / 2);
      const row = Math.floor(offY * cos - offX * sin + grid.rows / 2);
      if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
      const at = (y * widthPx + x) * 4;
      const to = (row * grid.columns + column) * 4;
      const red = data[at] as number;
      const green = data[at + 1] as number;
      const blue = data[at + 2] as number;
      sums[to] = (sums[to] as number) + red * red;
      sums[to + 1] = (sums[to + 1] as number) + green * green;
      sums[to + 2] = (sums[to + 2] as number) + blue * blue;
      sums[to + 3] = (sums[to + 3] as number) + 1;
    }
  }
  return stride;
}

/** Cells outside of the picture take the colour of the nearest one inside. */
function fillEmpty(grid: CellGrid): void {
  const { columns, rows, colours } = grid;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      if ((sums[cell * 4 + 3] as number) > 0) continue;
      const from = nearestFilled(grid, column, row);
      for (let channel = 0; channel < 3; channel++) {
        const colour = from < 0 ? emptyColour : (colours[from * 3 + channel] as number);
        colours[cell * 3 + channel] = colour;
      }
    }
  }
}

function nearestFilled(grid: CellGrid, column: number, row: number): number {
  let nearest = -1;
  let nearestSquare = Number.POSITIVE_INFINITY;
  for (let otherRow = 0; otherRow < grid.rows; otherRow++) {
    const offY = (otherRow - row) ** 2;
    if (offY >= nearestSquare) continue;
    for (let otherColumn = 0; otherColumn < grid.columns; otherColumn++) {
      const cell = otherRow * grid.columns + otherColumn;
      const square = offY + (otherColumn - column) ** 2;
      if (square >= nearestSquare || sums[cell * 4 + 3] === 0) continue;
      nearest = cell;
      nearestSquare = square;
    }
  }
  return nearest;
}

/**
 * A grid of fewer, larger cells, made of the colours of a finer one alone: a change of intensity shows
 * at once and never takes a second look at the face.
 */
export function coarsenGrid(fine: CellGrid, cellsAcross: number, coarse: CellGrid): void {
  const ratio = Math.max(1, fine.cellsAcross / cellsAcross);
  coarse.cellsAcross = fine.cellsAcross / ratio;
  coarse.columns = oddCells(fine.columns / 2 / ratio);
  coarse.rows = oddCells(fine.rows / 2 / ratio);
  for (let row = 0; row < coarse.rows; row++) {
    const top = (row - coarse.rows / 2) * ratio + fine.rows / 2;
    for (let column = 0; column < coarse.columns; column++) {
      const left = (column - coarse.columns / 2) * ratio + fine.columns / 2;
      averageCells(fine, left, top, ratio, coarse, (row * coarse.columns + column) * 3);
    }
  }
}

function averageCells(
  fine: CellGrid,
  left: number,
  top: number,
  side: number,
  coarse: CellGrid,
  to: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let weights = 0;
  const firstRow = Math.max(0, Math.floor(top));
  const firstColumn = Math.max(0, Math.floor(left));
  for (let row = firstRow; row < fine.rows && row < top + side; row++) {
    const height = Math.min(row + 1, top + side) - Math.max(row, top);
    for (let column = firstColumn; column < fine.columns && column < left + side; column++) {
      const weight = height * (Math.min(column + 1, left + side) - Math.max(column, left));
      const at = (row * fine.columns + column) * 3;
      red += weight * (fine.colours[at] as number) ** 2;
      green += weight * (fine.colours[at + 1] as number) ** 2;
      blue += weight * (fine.colours[at + 2] as number) ** 2;
      weights += weight;
    }
  }
  const scale = weights > 0 ? 1 / weights : 0;
  coarse.colours[to] = quantise(Math.sqrt(red * scale));
  coarse.colours[to + 1] = quantise(Math.sqrt(green * scale));
  coarse.colours[to + 2] = quantise(Math.sqrt(blue * scale));
}
