// The frame number as black and white cells along a clip's bottom edge, so that a recorded frame
// says which input frame it shows. Made to survive x264: cells of at least 16 x 16 pixels at 640.
//
//   white black | 16 bits, most significant first | 4 check bits | black white

import type { RgbFrame } from './raster.ts';

export const frameNumberMax = 0xffff;

const dataBits = 16;
const checkBits = 4;
const head = [1, 0];
const tail = [0, 1];

export const cellCount = head.length + dataBits + checkBits + tail.length;

export interface CodeLayout {
  readonly cellWidthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly topPx: number;
}

export function codeLayout(width: number, height: number): CodeLayout {
  const cellWidthPx = Math.floor(width / cellCount);
  const heightPx = Math.max(16, Math.round(height / 18 / 2) * 2);
  return {
    cellWidthPx,
    heightPx,
    leftPx: Math.floor((width - cellWidthPx * cellCount) / 2),
    topPx: height - heightPx,
  };
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
  const layout = codeLayout(frame.width, frame.height);
  frame.data.fill(0, layout.topPx * frame.width * 3);
  encodeFrameNumber(frameNumber).forEach((bit, cell) => {
    if (bit === 0) return;
    const fromX = layout.leftPx + cell * layout.cellWidthPx;
    for (let y = layout.topPx; y < frame.height; y++) {
      const row = y * frame.width;
      frame.data.fill(255, (row + fromX) * 3, (row + fromX + layout.cellWidthPx) * 3);
    }
  });
}

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => (value >> (count - 1 - index)) & 1);
}
