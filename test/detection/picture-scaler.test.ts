// The addon's scalePicture against the plain definition of what it does.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNativeAddon } from '../../control-server/src/channel/native-addon.ts';

const { scalePicture } = loadNativeAddon();

interface Span {
  readonly first: number;
  readonly last: number;
}

/** One channel of one sample, without rounding; 0 outside of the picture. */
function bilinear(
  pixels: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  c: number,
) {
  if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return 0;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number) => pixels[(row * width + column) * 4 + c] ?? 0;
  const upper = at(left, top) * (1 - (x - left)) + at(right, top) * (x - left);
  const lower = at(left, bottom) * (1 - (x - left)) + at(right, bottom) * (x - left);
  return upper * (1 - (y - top)) + lower * (y - top);
}

const place = (index: number, count: number, { first, last }: Span) =>
  count < 2 ? first : first + ((last - first) * index) / (count - 1);

/** Samples so near the edge that either answer is right are left out. */
const isOnEdge = (position: number, length: number) =>
  Math.abs(position) < 0.01 || Math.abs(position - (length - 1)) < 0.01;

describe('scalePicture', () => {
  it('samples bilinearly inside and black outside, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 24 });
    const span = fc.record({
      first: fc.double({ min: -8, max: 30, noNaN: true }),
      last: fc.double({ min: -8, max: 30, noNaN: true }),
    });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        span,
        span,
        fc.integer(),
        (w, h, tw, th, across, down, seed) => {
          const from = Uint8Array.from(
            { length: w * h * 4 },
            (_none, i) => (i * 89 + seed * 31) & 255,
          );
          const to = new Uint8Array(tw * th * 4).fill(77);
          scalePicture(from, w, h, across.first, across.last, down.first, down.last, to, tw, th);
          for (let y = 0; y < th; y++) {
            for (let x = 0; x < tw; x++) {
              const [px, py] = [place(x, tw, across), place(y, th, down)];
              if (isOnEdge(px, w) || isOnEdge(py, h)) continue;
              for (let c = 0; c < 4; c++) {
                const wanted = bilinear(from, w, h, px, py, c);
                // Positions are rounded to a 256th of a pixel.
                expect(Math.abs((to[(y * tw + x) * 4 + c] ?? -1) - wanted)).toBeLessThanOrEqual(2);
              }
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('copies a picture of the same size', () => {
    const from = Uint8Array.from({ length: 7 * 5 * 4 }, (_none, i) => (i * 37) & 255);
    const to = new Uint8Array(from.length);
    scalePicture(from, 7, 5, 0, 6, 0, 4, to, 7, 5);
    expect(to).toEqual(from);
  });

  it.each([
    ['a source without size', [new Uint8Array(16), 0, 2, 0, 1, 0, 1, new Uint8Array(16), 2, 2]],
    [
      'a source longer than its buffer',
      [new Uint8Array(15), 2, 2, 0, 1, 0, 1, new Uint8Array(16), 2, 2],
    ],
    [
      'a target longer than its buffer',
      [new Uint8Array(16), 2, 2, 0, 1, 0, 1, new Uint8Array(15), 2, 2],
    ],
    ['a target without end', [new Uint8Array(16), 2, 2, 0, 1, 0, 1, new Uint8Array(16), 5000, 1]],
    [
      'a place that is no number',
      [new Uint8Array(16), 2, 2, Number.NaN, 1, 0, 1, new Uint8Array(16), 2, 2],
    ],
  ] as const)('refuses %s', (_what, args) => {
    const [from, w, h, x0, x1, y0, y1, to, tw, th] = args;
    expect(() => scalePicture(from, w, h, x0, x1, y0, y1, to, tw, th)).toThrow(
      expect.objectContaining({ code: 'argument_invalid' }),
    );
  });
});
