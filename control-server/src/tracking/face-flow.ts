// Where a face went that no detector sees any more, as one is not that dashes by in a blur: its piece of the picture is
// looked for in the next picture, and from there in the next. It is no sighting: a mask is laid over where it leads, too, and
// a face that is seen again there is the same one. Pure; buffers are reused.

import { type BrightnessGrid, type BrightnessPyramid, cellPx } from './brightness-pyramid.ts';

/** Two pictures in a row, and pixels of the analysis image for each pixel of the source. */
export interface PicturePair {
  readonly before: BrightnessPyramid;
  readonly now: BrightnessPyramid;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Centre and size in pixels of the source. */
export interface FollowedPiece {
  readonly xPx: number;
  readonly yPx: number;
  readonly sizePx: number;
  /** Where it is expected to have moved. */
  readonly guessX: number;
  readonly guessY: number;
}

export interface FlowPlace {
  xPx: number;
  yPx: number;
}

/** Of the face: what surrounds it moves otherwise. */
const pieceOfFace = 0.8;
/** Cells of a piece: fewer tell nothing, and of more every second is enough. */
const pieceCellsMin = 5;
const pieceCellsMax = 14;
/** Around the guess, in sides of the piece. */
const reachOfPiece = 0.9;
/** Mean difference of a cell, of 1020, with which a piece still is the same. */
const sameDifferenceMax = 70;

const levels = ['fine', 'middle', 'coarse'] as const;
/** In cells of the grid that is looked at; reused. */
const block = { left: 0, top: 0, side: 0 };

/** Fills `to` with where the piece is now; false where it is not to be found. */
export function followPiece(pair: PicturePair, piece: FollowedPiece, to: FlowPlace): boolean {
  let cell = cellPx;
  for (const level of levels) {
    block.side = Math.round((piece.sizePx * pieceOfFace * pair.scaleX) / cell);
    if (block.side < pieceCellsMin) return false;
    if (block.side <= pieceCellsMax || level === 'coarse') {
      return search(pair.before[level], pair.now[level], pair, piece, cell, to);
    }
    cell *= 2;
  }
  return false;
}

/** On one level of the pyramids, whose cells are `cell` pixels of the analysis image. */
function search(
  before: BrightnessGrid,
  now: BrightnessGrid,
  { scaleX, scaleY }: PicturePair,
  piece: FollowedPiece,
  cell: number,
  to: FlowPlace,
): boolean {
  const { columns, rows } = now;
  if (before.columns !== columns || before.rows !== rows) return false;
  const { side } = block;
  block.left = Math.round((piece.xPx * scaleX) / cell - side / 2);
  block.top = Math.round((piece.yPx * scaleY) / cell - side / 2);
  const { left, top } = block;
  if (left < 0 || top < 0 || left + side > columns || top + side > rows) return false;
  const guessX = Math.round(((piece.guessX - piece.xPx) * scaleX) / cell);
  const guessY = Math.round(((piece.guessY - piece.yPx) * scaleY) / cell);
  const reach = Math.ceil(side * reachOfPiece);
  const fromX = Math.max(-left, guessX - reach);
  const toX = Math.min(columns - side - left, guessX + reach);
  const fromY = Math.max(-top, guessY - reach);
  const toY = Math.min(rows - side - top, guessY + reach);
  let least = sameDifferenceMax * side * side;
  let isFound = false;
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      const difference = blockMoved(before, now, x, y, least);
      if (difference >= least) continue;
      least = difference;
      isFound = true;
      to.xPx = piece.xPx + (x * cell) / scaleX;
      to.yPx = piece.yPx + (y * cell) / scaleY;
    }
  }
  return isFound;
}

/** Sum of differences between the block before and x, y cells further on now; one that reaches `limit` is not told to its end. */
function blockMoved(
  before: BrightnessGrid,
  now: BrightnessGrid,
  x: number,
  y: number,
  limit: number,
): number {
  const { left, top, side } = block;
  const { columns, values } = before;
  const later = now.values;
  const on = y * columns + x;
  let sum = 0;
  for (let row = top; row < top + side; row++) {
    const from = row * columns + left;
    for (let at = from; at < from + side; at++) {
      sum = (sum + Math.abs((values[at] as number) - (later[at + on] as number))) | 0;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}

const placesMax = 64;

/** The places that one track was followed to since its last hit, oldest first. */
export class FaceFlow {
  readonly #timesMs = new Float64Array(placesMax);
  readonly #xPx = new Float64Array(placesMax);
  readonly #yPx = new Float64Array(placesMax);
  #count = 0;

  get length(): number {
    return this.#count;
  }

  get lastMs(): number {
    return this.#count === 0
      ? Number.NEGATIVE_INFINITY
      : (this.#timesMs[this.#count - 1] as number);
  }

  clear(): void {
    this.#count = 0;
  }

  /** Times rise. No more than there is room for. */
  add(timeMs: number, xPx: number, yPx: number): void {
    if (this.#count === placesMax) return;
    this.#timesMs[this.#count] = timeMs;
    this.#xPx[this.#count] = xPx;
    this.#yPx[this.#count] = yPx;
    this.#count++;
  }

  /** Fills `to` with the place at `timeMs`, carried on once more after the last one; false before the first. */
  at(timeMs: number, to: FlowPlace): boolean {
    if (this.#count < 2 || timeMs < (this.#timesMs[0] as number)) return false;
    let next = 1;
    while (next < this.#count - 1 && (this.#timesMs[next] as number) < timeMs) next++;
    const fromMs = this.#timesMs[next - 1] as number;
    const spanMs = (this.#timesMs[next] as number) - fromMs;
    const share = spanMs > 0 ? Math.min(2, (timeMs - fromMs) / spanMs) : 0;
    const x = this.#xPx[next - 1] as number;
    const y = this.#yPx[next - 1] as number;
    to.xPx = x + ((this.#xPx[next] as number) - x) * share;
    to.yPx = y + ((this.#yPx[next] as number) - y) * share;
    return true;
  }
}
