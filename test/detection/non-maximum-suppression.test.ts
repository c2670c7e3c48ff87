import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Detection } from '../../control-server/src/detection/detection.ts';
import {
  overlapOf,
  suppressOverlaps,
} from '../../control-server/src/detection/non-maximum-suppression.ts';

function box(
  xPx: number,
  yPx: number,
  widthPx: number,
  heightPx: number,
  confidence = 0.9,
): Detection {
  return { xPx, yPx, widthPx, heightPx, angleRad: 0, confidence };
}

describe('overlapOf', () => {
  test.each([
    ['the same', box(0, 0, 10, 10), box(0, 0, 10, 10), 1],
    ['half of each', box(0, 0, 10, 10), box(5, 0, 10, 10), 1 / 3],
    ['one inside the other', box(0, 0, 10, 10), box(0, 0, 5, 5), 0.25],
    ['side by side', box(0, 0, 10, 10), box(10, 0, 10, 10), 0],
    ['one empty', box(0, 0, 10, 10), box(5, 5, 0, 0), 0],
  ])('%s', (_name, a, b, expected) => {
    expect(overlapOf(a, b)).toBeCloseTo(expected);
    expect(overlapOf(b, a)).toBeCloseTo(expected);
  });
});

describe('suppressOverlaps', () => {
  test('two faces with three boxes make two detections, best first', () => {
    const found = suppressOverlaps([
      box(0, 0, 10, 10, 0.6),
      box(50, 0, 10, 10, 0.9),
      box(1, 0, 10, 10, 0.3),
    ]);
    expect(found.map(({ confidence }) => confidence)).toEqual([0.9, 0.6]);
  });

  test('the box is the mean by confidence; confidence and angle are the best', () => {
    const turned = { ...box(0, 0, 12, 10, 0.6), angleRad: 0.5 };
    expect(suppressOverlaps([box(3, 0, 9, 10, 0.3), turned])).toEqual([
      {
        xPx: expect.closeTo(1),
        yPx: 0,
        widthPx: expect.closeTo(11),
        heightPx: expect.closeTo(10),
        angleRad: 0.5,
        confidence: 0.6,
      },
    ]);
  });

  test('faces that merely touch stay two', () => {
    expect(suppressOverlaps([box(0, 0, 10, 10), box(5, 0, 10, 10)])).toHaveLength(2);
  });

  test.each([
    ['an endless place', box(Number.POSITIVE_INFINITY, 0, 10, 10)],
    ['no number as a place', box(0, Number.NaN, 10, 10)],
    ['no width', box(0, 0, 0, 10)],
    ['a negative height', box(0, 0, 10, -1)],
    ['no confidence', box(0, 0, 10, 10, 0)],
    ['no number as an angle', { ...box(0, 0, 10, 10), angleRad: Number.NaN }],
  ])('drops %s', (_name, bad) => {
    const good = box(0, 0, 10, 10, 0.5);
    expect(suppressOverlaps([bad, good])).toEqual([good]);
  });

  const anyBox = fc.record({
    xPx: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    yPx: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    widthPx: fc.double({ min: 1, max: 1e3, noNaN: true }),
    heightPx: fc.double({ min: 1, max: 1e3, noNaN: true }),
    angleRad: fc.double({ min: -3, max: 3, noNaN: true }),
    confidence: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });

  test('every candidate is found, or overlaps a better one', () => {
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 40 }), (candidates) => {
        const found = suppressOverlaps(candidates);
        const confidences = found.map(({ confidence }) => confidence);
        expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
        for (const candidate of candidates) {
          const isCovered = candidates.some(
            (better) =>
              confidences.includes(better.confidence) &&
              better.confidence >= candidate.confidence &&
              (better === candidate || overlapOf(better, candidate) > 0.4),
          );
          expect(isCovered).toBe(true);
        }
      }),
    );
  });

  test('a picture full of boxes ends', () => {
    const many = Array.from({ length: 30_000 }, (_, at) =>
      box((at % 200) * 20, Math.floor(at / 200) * 20, 10, 10, 0.3 + (at % 7) / 10),
    );
    expect(suppressOverlaps(many)).toHaveLength(2048);
  });
});
