import { describe, expect, test } from 'vitest';
import {
  decodeFullRange,
  fullRangeAdjustment,
  fullRangeHeightMin,
} from '../../control-server/src/detection/fullrange-decoding.ts';

const calibration = { weakScore: 0.3, strongScore: 0.6 };
const network = { width: 64, height: 32 };
const columns = 16;

interface Face {
  readonly cell: number;
  readonly logit: number;
  /** Of the cell's middle, then the box. */
  readonly box: readonly [number, number, number, number];
  readonly turnDegrees: number;
}

/** Raw outputs with one face, whose eyes and mouth are a turned T. */
function outputOf({ cell, logit, box, turnDegrees }: Face) {
  const count = columns * 8;
  const scores = new Float32Array(count).fill(-100);
  const boxes = new Float32Array(count * 16);
  const turn = (turnDegrees / 180) * Math.PI;
  const turned = (x: number, y: number) => [
    x * Math.cos(turn) - y * Math.sin(turn),
    x * Math.sin(turn) + y * Math.cos(turn),
  ];
  scores[cell] = logit;
  const points = [...turned(-8, -6), ...turned(8, -6), ...turned(0, 2), ...turned(0, 10)];
  boxes.set([...box, ...points], cell * 16);
  return { scores, boxes, network, scaleX: 1, scaleY: 1 };
}

const upright: Face = { cell: 0, logit: 20, box: [0, 0, 40, 40], turnDegrees: 0 };

describe('decodeFullRange', () => {
  test.each([
    ['the first cell', 0, [2, 2]],
    ['the next cell', 1, [6, 2]],
    ['the last cell of a row', columns - 1, [62, 2]],
    ['the next row', columns, [2, 6]],
  ] as const)('the anchor of %s', (_name, cell, [x, y]) => {
    const [found] = decodeFullRange(outputOf({ ...upright, cell }), calibration);
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(x, 4);
    expect((found?.yPx ?? 0) + (found?.heightPx ?? 0) / 2).toBeCloseTo(y, 4);
  });

  test('grows to the common convention: narrower and higher', () => {
    const [found] = decodeFullRange(outputOf(upright), calibration);
    expect(found?.widthPx).toBeCloseTo(40 * fullRangeAdjustment.width, 4);
    expect(found?.heightPx).toBeCloseTo(40 * fullRangeAdjustment.height, 4);
  });

  test.each([0, 30, -45, 90, 135, -170])('a turn of %i degrees', (turnDegrees) => {
    const [found] = decodeFullRange(outputOf({ ...upright, turnDegrees }), calibration);
    expect(found?.angleRad).toBeCloseTo((turnDegrees / 180) * Math.PI, 4);
  });

  test('a face that lies on its side is wider than high', () => {
    const [found] = decodeFullRange(outputOf({ ...upright, turnDegrees: 90 }), calibration);
    expect(found?.widthPx).toBeCloseTo(40 * fullRangeAdjustment.height, 4);
    expect(found?.heightPx).toBeCloseTo(40 * fullRangeAdjustment.width, 4);
  });

  test('is scaled to the image, each axis by its own factor', () => {
    const output = outputOf({ ...upright, cell: columns + 1 });
    const [found] = decodeFullRange({ ...output, scaleX: 2, scaleY: 3 }, calibration);
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(6 * 2, 4);
    expect((found?.yPx ?? 0) + (found?.heightPx ?? 0) / 2).toBeCloseTo(6 * 3, 4);
    expect(found?.widthPx).toBeCloseTo(80 * fullRangeAdjustment.width, 4);
    expect(found?.heightPx).toBeCloseTo(120 * fullRangeAdjustment.height, 4);
  });

  test.each([
    ['hardly a', -3, 0],
    ['a reportable', -1, 1],
    ['an endless', 1e30, 1],
  ])('%s score', (_name, logit, count) => {
    const found = decodeFullRange(outputOf({ ...upright, logit }), calibration);
    expect(found).toHaveLength(count);
    for (const { confidence } of found) expect(confidence).toBeLessThanOrEqual(1);
  });

  test.each([
    [-0.1, 0],
    [0.1, 1],
  ])('a box %f px higher than what it can tell', (morePx, count) => {
    const side = (fullRangeHeightMin + morePx) / fullRangeAdjustment.height;
    const face: Face = { ...upright, box: [0, 0, side, side] };
    expect(decodeFullRange(outputOf(face), calibration)).toHaveLength(count);
  });

  test.each([
    ['a score', { ...upright, logit: Number.NaN }],
    ['a box', { ...upright, box: [0, Number.NaN, 40, 40] as const }],
  ])('%s that is no number is not "no face": it throws', (_name, face) => {
    expect(() => decodeFullRange(outputOf(face), calibration)).toThrow(/returned no numbers/);
  });
});
