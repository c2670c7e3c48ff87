import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellCount,
  codeLayout,
  decodeCells,
  drawFrameCode,
  encodeFrameNumber,
  frameNumberMax,
} from '../../scripts/demo-clip/frame-code.ts';
import { createFrame } from '../../scripts/demo-clip/raster.ts';
import { readFrameCode } from './frame-code-reader.ts';
import { type GrayFrame, grayOf } from './gray-frame.ts';

const sizes = [
  { width: 640, height: 360 },
  { width: 1280, height: 720 },
  { width: 854, height: 480 },
];
const frameNumber = fc.integer({ min: 0, max: frameNumberMax });

function drawn(number: number, size = { width: 640, height: 360 }): GrayFrame {
  const frame = createFrame(size.width, size.height);
  frame.data.fill(90);
  drawFrameCode(frame, number);
  return grayOf(frame.data, { ...size, channels: 3 });
}

/** As a mask would: one grey over a part of a strip. */
function paint(
  frame: GrayFrame,
  part: { strip: number; fromX: number; toX: number; value: number },
): void {
  const strip = codeLayout(frame.width, frame.height).strips[part.strip];
  if (!strip) throw new Error('There is no such strip.');
  for (let y = strip.topPx; y < strip.topPx + strip.heightPx; y++) {
    const row = y * frame.width;
    frame.data.fill(part.value, row + part.fromX, row + Math.min(frame.width, part.toX));
  }
}

describe('the frame code', () => {
  it.each(sizes)('comes back from a picture of $width x $height', (size) => {
    fc.assert(
      fc.property(frameNumber, (number) => readFrameCode(drawn(number, size)) === number),
      { numRuns: 25 },
    );
  });

  it('survives noise, less contrast and a soft edge between cells', () => {
    fc.assert(
      fc.property(frameNumber, fc.integer({ min: 1, max: 2 ** 31 }), (number, seed) => {
        const frame = drawn(number);
        let state = seed;
        const { width, data } = frame;
        const soft = data.map((value, at) =>
          at % width > 1 ? (value + (data[at - 1] ?? 0) + (data[at - 2] ?? 0)) / 3 : value,
        );
        const worn = soft.map((value) => {
          state = (Math.imul(state, 1103515245) + 12345) >>> 0;
          return 30 + value * 0.7 + ((state >>> 16) % 17) - 8;
        });
        return readFrameCode({ ...frame, data: worn }) === number;
      }),
      { numRuns: 20 },
    );
  });

  it('is not read where one cell was changed', () => {
    fc.assert(
      fc.property(frameNumber, fc.integer({ min: 0, max: cellCount - 1 }), (number, cell) => {
        const cells = encodeFrameNumber(number);
        cells[cell] = 1 - (cells[cell] ?? 0);
        return decodeCells(cells) !== number;
      }),
    );
  });

  it('notices every single wrong cell', () => {
    fc.assert(
      fc.property(frameNumber, fc.integer({ min: 0, max: cellCount - 1 }), (number, cell) => {
        const cells = encodeFrameNumber(number);
        cells[cell] = 1 - (cells[cell] ?? 0);
        return decodeCells(cells) === undefined;
      }),
    );
  });

  it('notices up to eight wrong cells in a row', () => {
    fc.assert(
      fc.property(
        frameNumber,
        fc.integer({ min: 0, max: cellCount - 8 }),
        fc.integer({ min: 1, max: 255 }),
        (number, first, pattern) => {
          const cells = encodeFrameNumber(number).map((bit, cell) =>
            cell >= first && cell < first + 8 ? bit ^ ((pattern >> (cell - first)) & 1) : bit,
          );
          return decodeCells(cells) === undefined;
        },
      ),
    );
  });

  it.each([0, 1])('is read where a mask hides strip %i', (strip) => {
    const frame = drawn(4711);
    paint(frame, { strip, fromX: 0, toX: frame.width, value: 120 });
    expect(readFrameCode(frame)).toBe(4711);
  });

  it('is put together where masks of any grey hide a third of both strips', () => {
    const third = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(frameNumber, third, fc.integer({ min: 70, max: 180 }), (number, part, value) => {
        const frame = drawn(number);
        const [fromX, toX] = [(part * frame.width) / 3, ((part + 1) * frame.width) / 3];
        for (const strip of [0, 1]) paint(frame, { strip, fromX, toX, value });
        return readFrameCode(frame) === number;
      }),
      { numRuns: 40 },
    );
  });

  it('is never another number under masks of any grey', () => {
    const mask = fc.record({
      strip: fc.constantFrom(0, 1),
      fromX: fc.integer({ min: 0, max: 639 }),
      widthPx: fc.integer({ min: 1, max: 180 }),
      value: fc.integer({ min: 0, max: 255 }),
    });
    let wrong = 0;
    fc.assert(
      fc.property(frameNumber, fc.array(mask, { minLength: 1, maxLength: 2 }), (number, masks) => {
        const frame = drawn(number);
        for (const { widthPx, ...place } of masks) {
          paint(frame, { ...place, toX: place.fromX + widthPx });
        }
        const read = readFrameCode(frame);
        if (read !== undefined && read !== number) wrong++;
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(wrong).toBe(0);
  });

  it('is refused where the strips say different numbers', () => {
    const frame = drawn(12);
    const other = drawn(13);
    const half = (frame.width * frame.height) / 2;
    frame.data.set(other.data.subarray(half), half);
    expect(readFrameCode(frame)).toBeUndefined();
  });

  it('is not read in flat, black or striped pictures', () => {
    const size = { width: 640, height: 360 };
    const pixels = size.width * size.height;
    for (const value of [0, 90, 255]) {
      expect(readFrameCode({ ...size, data: new Uint8Array(pixels).fill(value) })).toBeUndefined();
    }
    const stripes = Uint8Array.from({ length: pixels }, (_unused, at) =>
      ((at % size.width) + Math.floor(at / size.width)) % 32 < 16 ? 20 : 220,
    );
    expect(readFrameCode({ ...size, data: stripes })).toBeUndefined();
  });

  it('lies inside the picture', () => {
    for (const { width, height } of sizes) {
      const { strips, pictureTopPx, pictureBottomPx } = codeLayout(width, height);
      expect(strips.map(({ topPx }) => topPx)).toEqual([0, pictureBottomPx]);
      expect(pictureBottomPx).toBe(height - pictureTopPx);
      for (const { leftPx, heightPx, cellWidthPx } of strips) {
        expect(leftPx).toBeGreaterThanOrEqual(0);
        expect(heightPx).toBe(pictureTopPx);
        expect(cellWidthPx).toBeGreaterThanOrEqual(16);
      }
    }
  });

  it('refuses numbers that do not fit', () => {
    for (const number of [-1, 1.5, frameNumberMax + 1]) {
      expect(() => encodeFrameNumber(number)).toThrow(RangeError);
    }
  });
});
