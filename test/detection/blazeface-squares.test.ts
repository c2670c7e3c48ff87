// The small squares together show every small face whole, whatever the picture's shape.

import { describe, expect, test } from 'vitest';
import {
  blazeFaceSquareRegion,
  blazeFaceSquares,
  wholeInSquare,
} from '../../control-server/src/detection/blazeface.ts';

const sizes = [
  { widthPx: 640, heightPx: 360 },
  { widthPx: 360, heightPx: 640 },
  { widthPx: 480, heightPx: 360 },
  { widthPx: 840, heightPx: 360 },
  { widthPx: 400, heightPx: 400 },
];
const faceAt = (xPx: number, yPx: number, sidePx: number) => ({
  xPx,
  yPx,
  widthPx: sidePx,
  heightPx: sidePx,
  angleRad: 0,
  confidence: 1,
});

describe.each(sizes)('squares of $widthPx x $heightPx', (size) => {
  const squares = blazeFaceSquares.map((square) => blazeFaceSquareRegion(size, square));

  test('are all different and lie inside of it', () => {
    expect(new Set(squares.map(({ xPx, yPx }) => `${xPx} ${yPx}`)).size).toBe(8);
    for (const { xPx, yPx, sidePx } of squares) {
      expect(Math.min(xPx, yPx)).toBeGreaterThanOrEqual(0);
      expect(xPx + sidePx).toBeLessThanOrEqual(size.widthPx);
      expect(yPx + sidePx).toBeLessThanOrEqual(size.heightPx);
    }
  });

  test('show every face of 5 % of the height whole in one of them', () => {
    const side = Math.floor(Math.min(size.widthPx, size.heightPx) * 0.05);
    for (let x = 0; x + side <= size.widthPx; x += side / 2) {
      for (let y = 0; y + side <= size.heightPx; y += side / 2) {
        const face = faceAt(x, y, side);
        const isWhole = squares.some((square) => wholeInSquare([face], square, size).length === 1);
        expect(isWhole, `a face at ${x}, ${y}`).toBe(true);
      }
    }
  });
});

test('a face that an inner edge cuts, or that is large, is left to other passes', () => {
  const [size] = sizes;
  if (!size) throw new Error('no size');
  const square = blazeFaceSquareRegion(size, 0);
  expect(wholeInSquare([faceAt(square.sidePx - 20, 50, 20)], square, size)).toEqual([]);
  expect(wholeInSquare([faceAt(20, 20, 80)], square, size)).toEqual([]);
  expect(wholeInSquare([faceAt(-4, -4, 20)], square, size)).toHaveLength(1);
});
