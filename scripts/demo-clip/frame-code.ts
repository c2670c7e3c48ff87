// The frame number as black and white cells along a clip's top and bottom edge, so that a recorded
// frame says which input frame it shows. Made to survive x264, with cells of at least 16 x 16 pixels
// at 640, and masks that reach into it: the strip at the bottom begins with the other half of the
// cells, so that one column of the picture never holds the same cell twice.
//
//   white black | 16 bits, most significant first | 8 check bits | black white

import type { RgbFrame } from './raster.ts';

export const frameNumberMax = 0xffff;

const dataBits = 16;
const checkBits = 8;
const head = [1, 0];
const tail = [0, 1];

export const cellCount = head.length + dataBits + checkBits + tail.length;

export interface CodeStrip {
  readonly cellWidthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly topPx: number;
  /** The code's cell that comes first; the others follow it, round the end. */
  readonly firstCell: number;
}

export interface CodeLayout {
  readonly strips: readonly CodeStrip[];
  /** The rows between the strips, which hold the picture: from the first to before the second. */
  readonly pictureTopPx: number;
  readonly pictureBottomPx: number;
}

export function codeLayout(width: number, height: number): CodeLayout {
  const cellWidthPx = Math.floor(width / cellCount);
  const heightPx = Math.max(16, Math.round(height / 18 / 2) * 2);
  const leftPx = Math.floor((width - cellWidthPx * cellCount) / 2);
  const strip = { cellWidthPx, heightPx, leftPx };
  return {
    strips: [
      { ...strip, topPx: 0, firstCell: 0 },
      { ...strip, topPx: height - heightPx, firstCell: cellCount / 2 },
    ],
    pictureTopPx: heightPx,
    pictureBottomPx: height - heightPx,
  };
}

/** CRC-8: notices any burst of up to eight wrong cells, as a mask on top of them makes. */
function checkOf(frameNumber: number): number {
  let check = 0xa5 ^ (frameNumber >> 8);
  for (const next of [frameNumber & 0xff, 0]) {
    for (let bit = 0; bit < 8; bit++) check = ((check << 1) ^ (check & 0x80 ? 0x107 : 0)) & 0xff;
    check ^= next;
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

/** Undefined where the cells are not a code; one that could not be read makes them none. */
export function decodeCells(cells: readonly (number | undefined)[]): number | undefined {
  const number = Number.parseInt(cells.slice(head.length, head.length + dataBits).join(''), 2);
  if (!Number.isInteger(number) || cells.length !== cellCount) return undefined;
  const expected = encodeFrameNumber(number);
  return expected.every((bit, index) => bit === cells[index]) ? number : undefined;
}

export function drawFrameCode(frame: RgbFrame, frameNumber: number): void {
  const code = encodeFrameNumber(frameNumber);
  for (const strip of codeLayout(frame.width, frame.height).strips) {
    const { topPx, heightPx, leftPx, cellWidthPx, firstCell } = strip;
    frame.data.fill(0, topPx * frame.width * 3, (topPx + heightPx) * frame.width * 3);
    for (let place = 0; place < cellCount; place++) {
      if (code[(firstCell + place) % cellCount] === 0) continue;
      const fromX = leftPx + place * cellWidthPx;
      for (let y = topPx; y < topPx + heightPx; y++) {
        const row = y * frame.width;
        frame.data.fill(255, (row + fromX) * 3, (row + fromX + cellWidthPx) * 3);
      }
    }
  }
}

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => (value >> (count - 1 - index)) & 1);
}
