// The test picture of the frame host, as the daemon of these tests needs it: which frame a picture
// says it is, and where its secret lies. The same as obs-plugin/host/test-picture.cpp, frame-code.cpp
// and picture-reader.cpp; a difference shows as a secret that no mask covers.

export interface Size {
  width: number;
  height: number;
}

/** Pixels; the far edges are exclusive. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const codeCells = 16;
const frameNumberMax = 4095;
const stepX = 5;
const stepY = 3;
/** libobs tones the white of an extended space down to 188. */
const whiteMin = 150;
const blackMax = 55;

function checkBits(number: number): number {
  return ((number & 15) * 3 + ((number >> 4) & 15) * 5 + ((number >> 8) & 15) * 7 + 9) & 15;
}

function codeHeight(height: number): number {
  return Math.max(2, Math.floor(height / 8));
}

/** The frame that comes `ahead` frames after `number`; numbers go round from the last to 1. */
export function frameNumberAfter(number: number, ahead: number): number {
  return ((((number - 1 + ahead) % frameNumberMax) + frameNumberMax) % frameNumberMax) + 1;
}

/** The secret of frame `number` with the margin that a mask adds. */
export function patchBox({ width, height }: Size, number: number): Box {
  const bar = codeHeight(height);
  const middle = height - 2 * bar;
  const side = Math.max(2, Math.floor(Math.min(width, middle) / 4));
  const margin = side >= 8 ? 2 : 1;
  const left = (number * stepX) % (width - side - 2 * margin + 1);
  const top = bar + ((number * stepY) % (middle - side - 2 * margin + 1));
  return { left, top, right: left + side + 2 * margin, bottom: top + side + 2 * margin };
}

/** The colour that says which frame id a mask was made for: the lowest twelve bits of it. */
export function maskColor(frameId: number): readonly [number, number, number] {
  return [
    20 + 12 * (frameId & 15),
    140 + 6 * ((frameId >> 4) & 15),
    20 + 12 * ((frameId >> 8) & 15),
  ];
}

/** What `maskColor` says about an id. */
export const maskIdCount = 4096;

/** The frame number in an RGBA picture; undefined where there is none. */
export function readFrameNumber(rgba: Uint8Array, { width, height }: Size): number | undefined {
  const row = Math.floor(codeHeight(height) / 2);
  let cells = 0;
  for (let cell = 0; cell < codeCells; cell++) {
    const from = Math.floor((cell * width + codeCells - 1) / codeCells);
    const to = Math.floor(((cell + 1) * width + codeCells - 1) / codeCells);
    const x = Math.floor((from + to - 1) / 2);
    const top = cellAt(rgba, (row * width + x) * 4);
    const bottom = cellAt(rgba, ((height - 1 - row) * width + x) * 4);
    if (top === undefined || bottom === undefined || top === bottom) return undefined;
    cells = (cells << 1) | top;
  }
  const number = (cells >> 4) & frameNumberMax;
  return number !== 0 && ((number << 4) | checkBits(number)) === cells ? number : undefined;
}

/** 1 white, 0 black. */
function cellAt(rgba: Uint8Array, at: number): 0 | 1 | undefined {
  const channels = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
  if (Math.min(...channels) >= whiteMin) return 1;
  return Math.max(...channels) <= blackMax ? 0 : undefined;
}
