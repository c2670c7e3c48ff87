import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CodeCopy,
  cellCount,
  codeCopies,
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

function fillCopy(frame: GrayFrame, copy: CodeCopy, value: number): void {
  for (let y = copy.topPx; y < copy.topPx + copy.heightPx; y++) {
    const row = y * frame.width;
    frame.data.fill(value, row + copy.leftPx, row + copy.leftPx + copy.widthPx);
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
      fc.property(frameNumber, fc.integer({ min: 0, max: 23 }), (number, cell) => {
        const cells = encodeFrameNumber(number);
        cells[cell] = 1 - (cells[cell] ?? 0);
        return decodeCells(cells) !== number;
      }),
    );
  });

  it('notices every single wrong cell', () => {
    fc.assert(
      fc.property(frameNumber, fc.integer({ min: 0, max: 23 }), (number, cell) => {
        const cells = encodeFrameNumber(number);
        cells[cell] = 1 - (cells[cell] ?? 0);
        return decodeCells(cells) === undefined;
      }),
    );
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

  it('lies along the edges of the picture', () => {
    for (const { width, height } of sizes) {
      const copies = codeCopies(width, height);
      expect(copies).toHaveLength(4);
      for (const { leftPx, topPx, widthPx, heightPx } of copies) {
        expect(topPx === 0 || topPx + heightPx === height).toBe(true);
        expect(leftPx === 0 || leftPx + widthPx === width).toBe(true);
        expect(widthPx / cellCount).toBeGreaterThanOrEqual(13);
      }
    }
  });

  it('needs one copy of the four', () => {
    const size = { width: 640, height: 360 };
    fc.assert(
      fc.property(frameNumber, fc.nat(3), (number, left) => {
        const frame = drawn(number, size);
        codeCopies(size.width, size.height).forEach((copy, at) => {
          if (at !== left) fillCopy(frame, copy, 128);
        });
        return readFrameCode(frame) === number;
      }),
      { numRuns: 25 },
    );
  });

  it('is not read where its copies disagree', () => {
    const size = { width: 640, height: 360 };
    const top = drawn(17, size);
    const bottom = drawn(18, size);
    const half = (size.height / 2) * size.width;
    top.data.set(bottom.data.subarray(half), half);
    expect(readFrameCode(bottom)).toBe(18);
    expect(readFrameCode(top)).toBeUndefined();
  });

  it('is found again when the picture is scaled up', () => {
    const small = { width: 480, height: 270 };
    const large = { width: 640, height: 360 };
    fc.assert(
      fc.property(frameNumber, (number) => {
        const from = drawn(number, small);
        const data = Uint8Array.from({ length: large.width * large.height }, (_unused, at) => {
          const x = Math.floor(((at % large.width) * small.width) / large.width);
          const y = Math.floor((Math.floor(at / large.width) * small.height) / large.height);
          return from.data[y * small.width + x] ?? 0;
        });
        return readFrameCode({ ...large, data }) === number;
      }),
      { numRuns: 25 },
    );
  });

  it('refuses numbers that do not fit', () => {
    for (const number of [-1, 1.5, frameNumberMax + 1]) {
      expect(() => encodeFrameNumber(number)).toThrow(RangeError);
    }
  });
});
