// The frame number as black and white cells along a clip's top and bottom edge, so that a recorded
// frame says which input frame it shows. Each strip holds the code twice, side by side: a mask may hide
// three of the four copies. Made to survive x264 and scaling: cells of 13 x 20 pixels at 640 x 360, and
// all edges at shares of the picture, so that a scaled picture has them where one of its size has.
//
//   white black | 16 bits, most significant first | 4 check bits | black white

import type { RgbFrame } from './raster.ts';

export const frameNumberMax = 0xffff;

const dataBits = 16;
const checkBits = 4;
const head = [1, 0];
const tail = [0, 1];

export const cellCount = head.length + dataBits + checkBits + tail.length;

/** One copy of the code, pixels of the picture; its cells are equally wide. */
export interface CodeCopy {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The height of either strip. */
export function codeHeight(height: number): number {
  return Math.max(16, Math.round(height / 18));
}

export function codeCopies(width: number, height: number): readonly CodeCopy[] {
  const heightPx = codeHeight(height);
  const widthPx = width / 2;
  return [0, height - heightPx].flatMap((topPx) =>
    [0, widthPx].map((leftPx) => ({ leftPx, topPx, widthPx, heightPx })),
  );
}

/** Nibbles summed with weights that differ, so that swapped or shifted cells do not pass. */
function checkOf(frameNumber: number): number {
  let check = 0b1010;
  for (let nibble = 0; nibble < 4; nibble++) {
    check = (check * 3 + ((frameNumber >> (nibble * 4)) & 0xf) * 5 + nibble) & 0xf;
  }
  return check;
}

/** One value a cell, 1 is white. */
export function encodeFrameNumber(frameNumber: number): number[] {
  if (!Number.isInteger(frameNumber) || frameNumber < 0 || frameNumber > frameNumberMax) {
    throw new RangeError(`A frame number must be from 0 to ${frameNumberMax}, not ${frameNumber}.`);
  }
  return [
    ...head,
    ...bits(frameNumber, dataBits),
    ...bits(checkOf(frameNumber), checkBits),
    ...tail,
  ];
}

/** Undefined where the cells are not a code. */
export function decodeCells(cells: readonly number[]): number | undefined {
  const number = Number.parseInt(cells.slice(head.length, head.length + dataBits).join(''), 2);
  if (!Number.isInteger(number) || cells.length !== cellCount) return undefined;
  const expected = encodeFrameNumber(number);
  return expected.every((bit, index) => bit === cells[index]) ? number : undefined;
}

export function drawFrameCode(frame: RgbFrame, frameNumber: number): void {
  const cells = encodeFrameNumber(frameNumber);
  for (const { leftPx, topPx, widthPx, heightPx } of codeCopies(frame.width, frame.height)) {
    cells.forEach((bit, cell) => {
      const fromX = Math.round(leftPx + (cell * widthPx) / cellCount);
      const toX = Math.round(leftPx + ((cell + 1) * widthPx) / cellCount);
      for (let y = topPx; y < topPx + heightPx; y++) {
        const row = y * frame.width;
        frame.data.fill(bit === 1 ? 255 : 0, (row + fromX) * 3, (row + toX) * 3);
      }
    });
  }
}

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => (value >> (count - 1 - index)) & 1);
}
