import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellsAcrossFace,
  cellsAcrossFaceMax,
  cellsAcrossFaceMin,
  coarsenGrid,
  colourBits,
  createCellGrid,
  gridSideMax,
  quantise,
  sampleGrid,
} from '../../control-server/src/painting/cell-grid.ts';
import { imageOf, noise, regionOf } from './faces.ts';

function gridOf(image: ReturnType<typeof noise>, region = regionOf(), cells = cellsAcrossFaceMax) {
  const grid = createCellGrid();
  sampleGrid({ image, scaleX: 1, scaleY: 1 }, region, cells, grid);
  return grid;
}

describe('cellsAcrossFace', () => {
  it('falls from 5 to 2 and never rises', () => {
    expect(cellsAcrossFace(10)).toBe(5);
    expect(cellsAcrossFace(100)).toBe(2);
    for (let intensity = 11; intensity <= 100; intensity++) {
      expect(cellsAcrossFace(intensity)).toBeLessThanOrEqual(cellsAcrossFace(intensity - 1));
    }
  });

  it.each([-50, 0, 9, 101, 1000, Number.POSITIVE_INFINITY])(
    'stays in bounds at %s',
    (intensity) => {
      expect(cellsAcrossFace(intensity)).toBeLessThanOrEqual(cellsAcrossFaceMax);
      expect(cellsAcrossFace(intensity)).toBeGreaterThanOrEqual(cellsAcrossFaceMin);
    },
  );
});

it('no more than 5 x 5 cells lie in a face of any shape', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 400 }),
      fc.integer({ min: 10, max: 400 }),
      (faceWidthPx, faceHeightPx) => {
        const cellPx = Math.max(faceWidthPx, faceHeightPx) / cellsAcrossFaceMax;
        const halfWidthPx = faceWidthPx;
        const region = regionOf({
          faceWidthPx,
          faceHeightPx,
          halfWidthPx,
          halfHeightPx: faceHeightPx,
        });
        const grid = gridOf(noise(3), region);
        expect(grid.cellsAcross).toBe(cellsAcrossFaceMax);
        expect(faceWidthPx / cellPx).toBeLessThanOrEqual(5);
        expect(faceHeightPx / cellPx).toBeLessThanOrEqual(5);
        expect(grid.columns).toBeLessThanOrEqual(gridSideMax);
        expect(grid.columns % 2).toBe(1);
        expect(grid.rows % 2).toBe(1);
      },
    ),
    { numRuns: 30 },
  );
});

it('colours keep 5 bits a channel', () => {
  const { colours, columns, rows } = gridOf(noise(4));
  expect(columns * rows).toBeGreaterThan(25);
  for (const colour of colours.subarray(0, columns * rows * 3))
    expect(quantise(colour)).toBe(colour);
  const levels = new Set(Array.from({ length: 256 }, (_, value) => quantise(value)));
  expect(levels.size).toBe(2 ** colourBits);
});

it('one changed pixel changes one cell at most', () => {
  const original = noise(5);
  const before = gridOf(original).colours.slice();
  fc.assert(
    fc.property(
      fc.integer({ min: 220, max: 420 }),
      fc.integer({ min: 70, max: 290 }),
      fc.integer({ min: -180, max: 180 }),
      (x, y, degrees) => {
        const region = regionOf({ angleRad: (degrees * Math.PI) / 180 });
        const reference = degrees === 0 ? before : gridOf(original, region).colours;
        const at = (y * 640 + x) * 4;
        const kept = original.data.slice(at, at + 3);
        original.data.set(
          Array.from(kept, (value) => 255 - value),
          at,
        );
        const after = gridOf(original, region);
        original.data.set(kept, at);
        const changed = new Set<number>();
        for (let index = 0; index < after.columns * after.rows * 3; index++) {
          if (after.colours[index] !== reference[index]) changed.add(Math.floor(index / 3));
        }
        expect(changed.size).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 100 },
  );
});

it('cells are averages: fine texture disappears', () => {
  const checks = imageOf(640, 360, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
  const { colours, columns, rows } = gridOf(checks);
  const used = colours.subarray(0, columns * rows * 3);
  expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(255 / 15);
});

it('large cells are still averages, of a bounded number of reads', () => {
  const stripes = imageOf(640, 360, (x) => (x % 7 < 3 ? [250, 250, 250] : [5, 5, 5]));
  const region = regionOf({
    faceWidthPx: 300,
    faceHeightPx: 340,
    halfWidthPx: 200,
    halfHeightPx: 170,
  });
  const { colours, columns, rows } = gridOf(stripes, region);
  for (const colour of colours.subarray(0, columns * rows * 3)) {
    expect(colour).toBeGreaterThan(90);
    expect(colour).toBeLessThan(235);
  }
});

describe('at the border', () => {
  const red = imageOf(640, 360, () => [255, 0, 0]);

  it.each([
    ['over the corner', 0, 0],
    ['over the right edge', 640, 180],
    ['just outside', -50, 180],
  ])('%s: cells outside take the colour of the nearest inside', (_name, centreXPx, centreYPx) => {
    const { colours, columns, rows } = gridOf(red, regionOf({ centreXPx, centreYPx }));
    for (let cell = 0; cell < columns * rows; cell++) {
      expect(Array.from(colours.subarray(cell * 3, cell * 3 + 3))).toEqual([255, 0, 0]);
    }
  });

  it('wholly outside: one neutral colour', () => {
    const { colours, columns, rows } = gridOf(red, regionOf({ centreXPx: 5000 }));
    expect(new Set(colours.subarray(0, columns * rows * 3)).size).toBe(1);
  });
});

it('a coarser grid is made of the finer one: smooth colours stay, texture goes', () => {
  const slope = imageOf(640, 360, (x) => [Math.min(255, x / 2.5), 100, 100]);
  const coarse = createCellGrid();
  coarsenGrid(gridOf(slope), 2, coarse);
  expect(coarse.cellsAcross).toBe(2);
  const direct = gridOf(slope, regionOf(), 2);
  const middle = (grid: typeof coarse) => {
    const cell = ((grid.rows - 1) / 2) * grid.columns + (grid.columns - 1) / 2;
    return grid.colours[cell * 3] ?? 0;
  };
  expect(Math.abs(middle(coarse) - middle(direct))).toBeLessThanOrEqual(255 / 31 + 1);
});
