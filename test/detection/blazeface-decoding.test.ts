import { describe, expect, test } from 'vitest';
import { blazeFaceRegion } from '../../control-server/src/detection/blazeface.ts';
import {
  blazeFaceGrids,
  boxAdjustment,
  decodeBlazeFace,
} from '../../control-server/src/detection/blazeface-decoding.ts';

const calibration = { weakScore: 0.3, strongScore: 0.6 };
const wholeRegion = { xPx: 0, yPx: 0, sidePx: 256 };

interface Face {
  readonly anchor: number;
  readonly logit: number;
  /** Of the cell's middle, then the box. */
  readonly box: readonly [number, number, number, number];
  readonly turnDegrees: number;
}

/** Raw outputs of the fine grid with one face, whose eyes and mouth are a turned T. */
function fineOutput({ anchor, logit, box, turnDegrees }: Face) {
  const grid = blazeFaceGrids.fine;
  const count = grid.cells ** 2 * grid.anchors;
  const scores = new Float32Array(count).fill(-100);
  const boxes = new Float32Array(count * 16);
  const turn = (turnDegrees / 180) * Math.PI;
  const turned = (x: number, y: number) => [
    x * Math.cos(turn) - y * Math.sin(turn),
    x * Math.sin(turn) + y * Math.cos(turn),
  ];
  scores[anchor] = logit;
  const points = [...turned(-8, -6), ...turned(8, -6), ...turned(0, 2), ...turned(0, 10)];
  boxes.set([...box, ...points], anchor * 16);
  return { grid, scores, boxes };
}

const upright: Face = { anchor: 0, logit: 20, box: [0, 0, 40, 40], turnDegrees: 0 };

describe('decodeBlazeFace', () => {
  test.each([
    ['the first', 0, [8, 8]],
    ['the second of the same cell', 1, [8, 8]],
    ['the next cell', 2, [24, 8]],
    ['the next row', 32, [8, 24]],
  ] as const)('the anchor of %s', (_name, anchor, [x, y]) => {
    const [found] = decodeBlazeFace(fineOutput({ ...upright, anchor }), wholeRegion, calibration);
    const up = boxAdjustment.up * 40;
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(x, 4);
    expect((found?.yPx ?? 0) + (found?.heightPx ?? 0) / 2).toBeCloseTo(y - up, 4);
  });

  test('grows to the common convention: narrower, higher, reaching further up', () => {
    const [found] = decodeBlazeFace(fineOutput(upright), wholeRegion, calibration);
    expect(found?.widthPx).toBeCloseTo(40 * boxAdjustment.width, 4);
    expect(found?.heightPx).toBeCloseTo(40 * boxAdjustment.height, 4);
    const bottom = (found?.yPx ?? 0) + (found?.heightPx ?? 0);
    expect(found?.yPx).toBeLessThan(8 - 20);
    expect(bottom).toBeGreaterThan(8 + 20);
  });

  test.each([0, 30, -45, 90, 135, -170])('a turn of %i degrees', (turnDegrees) => {
    const output = fineOutput({ ...upright, turnDegrees });
    const [found] = decodeBlazeFace(output, wholeRegion, calibration);
    expect(found?.angleRad).toBeCloseTo((turnDegrees / 180) * Math.PI, 4);
  });

  test('a face that lies on its side is wider than high, and grows towards its own forehead', () => {
    const output = fineOutput({ ...upright, turnDegrees: 90 });
    const [found] = decodeBlazeFace(output, wholeRegion, calibration);
    expect(found?.widthPx).toBeCloseTo(40 * boxAdjustment.height, 4);
    expect(found?.heightPx).toBeCloseTo(40 * boxAdjustment.width, 4);
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(8 + boxAdjustment.up * 40, 4);
  });

  test('is placed and scaled by the region', () => {
    const [found] = decodeBlazeFace(
      fineOutput(upright),
      { xPx: 100, yPx: -50, sidePx: 512 },
      calibration,
    );
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(100 + 16, 4);
    expect(found?.widthPx).toBeCloseTo(80 * boxAdjustment.width, 4);
  });

  test.each([
    ['hardly', -3, 0],
    ['a reportable', -1, 1],
    ['an endless', 1e30, 1],
  ])('%s score', (_name, logit, count) => {
    const found = decodeBlazeFace(fineOutput({ ...upright, logit }), wholeRegion, calibration);
    expect(found).toHaveLength(count);
    for (const { confidence } of found) expect(confidence).toBeLessThanOrEqual(1);
  });

  test('a score that is no number is not "no face": it throws', () => {
    const output = fineOutput({ ...upright, logit: Number.NaN });
    expect(() => decodeBlazeFace(output, wholeRegion, calibration)).toThrow(/returned no numbers/);
  });
});

describe('blazeFaceRegion', () => {
  test.each([
    [640, 360, 'whole', { xPx: 0, yPx: -140, sidePx: 640 }],
    [640, 360, 'leading', { xPx: 0, yPx: 0, sidePx: 360 }],
    [640, 360, 'trailing', { xPx: 280, yPx: 0, sidePx: 360 }],
    [360, 640, 'leading', { xPx: 0, yPx: 0, sidePx: 360 }],
    [360, 640, 'trailing', { xPx: 0, yPx: 280, sidePx: 360 }],
    [640, 200, 'trailing', { xPx: 320, yPx: -60, sidePx: 320 }],
    [1, 1, 'whole', { xPx: 0, yPx: 0, sidePx: 1 }],
  ] as const)('%i x %i, %s', (widthPx, heightPx, part, region) => {
    expect(blazeFaceRegion({ widthPx, heightPx }, part)).toEqual(region);
  });
});
