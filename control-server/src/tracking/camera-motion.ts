// How far the whole picture has moved since the one before it: a camera that is held by hand, knocked or swung round.
// Blocks of the picture each look for where they came from, and vote; so what moves in the picture is outvoted by what
// stands in it, and a picture without texture says nothing. Where they do not stand still they begin at a rough shift
// of the whole picture, which has to be the only one that fits. Pure; results and buffers are reused.

import type { AnalysisImage } from '../detection/detection.ts';
import { type BrightnessGrid, BrightnessPyramid, cellPx } from './brightness-pyramid.ts';
import type { PicturePair } from './face-flow.ts';
import { blockDifference, gridDifference, meanOffset } from './picture-difference.ts';
import { ShiftVotes } from './shift-votes.ts';

/** Content that was at (x, y) in the picture before is at (x + xPx, y + yPx) now; pixels of the analysis image. */
export interface CameraShift {
  /** Share of the blocks with texture that agree, 0 to 1; 0: nothing is known, and the shift is 0. */
  readonly confidence: number;
  readonly xPx: number;
  readonly yPx: number;
}

/** The share that says that nothing but the camera has moved. */
const moveConfidence = 0.65;

/** Whether the picture is the one before, seen by a camera that has moved, and no other scene. */
export function isCameraMove({ confidence, xPx, yPx }: CameraShift): boolean {
  return confidence >= moveConfidence && (xPx !== 0 || yPx !== 0);
}

/** Of the picture's sides, the furthest shift that is looked for. */
const reachShare = 0.22;
/** Cells of the coarse grid that a picture must have each way. */
const coarseSideMin = 8;
/** Another shift that fits nearly as well leaves none of them known. */
const uniqueness = 1.12;
/** Blocks, in cells of the finest grid: their side, and from one to the next. */
const blockSide = 12;
const blockPitch = 16;
/** Cells that a block may have moved otherwise than the whole, at most. */
const stepsMax = 4;
/** What a block's difference must rise by, a cell to either side, for it to know its place: of 1020, and of its difference. */
const riseMin = 4;
const riseOfDifference = 0.15;

export class CameraMotion {
  #now = new BrightnessPyramid();
  #before = new BrightnessPyramid();
  /** Of the images since the beginning, up to two. */
  #count = 0;
  readonly #across = new ShiftVotes();
  readonly #along = new ShiftVotes();
  /** In whole cells of the grid that is looked at. */
  readonly #shift = { x: 0, y: 0, offset: 0 };
  readonly #tried = { x: 0, y: 0, offset: 0 };
  readonly #block = { left: 0, top: 0, side: blockSide };
  readonly #result = { confidence: 0, xPx: 0, yPx: 0 };
  #costs = new Float64Array(0);

  reset(): void {
    this.#count = 0;
  }

  /** Of the image of the last call, in cells of two times `cellPx`; the next call's is another object. */
  get brightness(): BrightnessGrid {
    return this.#now.middle;
  }

  /** The images of the last two calls; undefined before the second. */
  get pictures(): Pick<PicturePair, 'before' | 'now'> | undefined {
    return this.#count < 2 ? undefined : { before: this.#before, now: this.#now };
  }

  /** Since the image of the last call; the same object on every call. */
  estimate(image: AnalysisImage): CameraShift {
    const swap = this.#before;
    this.#before = this.#now;
    this.#now = swap;
    this.#now.read(image);
    this.#count = Math.min(2, this.#count + 1);
    this.#result.confidence = 0;
    this.#result.xPx = 0;
    this.#result.yPx = 0;
    const { fine, coarse } = this.#now;
    const { columns, rows } = this.#before.fine;
    const isComparable =
      this.#count === 2 &&
      fine.columns === columns &&
      fine.rows === rows &&
      Math.min(coarse.columns, coarse.rows) >= coarseSideMin;
    if (!isComparable) return this.#result;
    this.#shift.x = 0;
    this.#shift.y = 0;
    this.#shift.offset = meanOffset(coarse, this.#before.coarse, this.#shift);
    // Most cameras stand still, and are then known to.
    this.#vote(1);
    if (!(this.#across.isStanding && this.#along.isStanding)) {
      if (!this.#findRoughly()) return this.#result;
      this.#refine();
      this.#vote(stepsMax);
    }
    this.#conclude();
    return this.#result;
  }

  #conclude(): void {
    const across = this.#across.count();
    const along = this.#along.count();
    if (across === undefined || along === undefined) return;
    this.#result.confidence = Math.min(across.agreed, along.agreed);
    this.#result.xPx = across.cells * cellPx;
    this.#result.yPx = along.cells * cellPx;
  }

  /** The best shift on the coarse grid; false if one that is not beside it is nearly as good. */
  #findRoughly(): boolean {
    const { columns, rows } = this.#now.coarse;
    const reachX = Math.floor(columns * reachShare);
    const reachY = Math.floor(rows * reachShare);
    const across = 2 * reachX + 1;
    const count = across * (2 * reachY + 1);
    if (this.#costs.length !== count) this.#costs = new Float64Array(count);
    const costs = this.#costs;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < count; at++) {
      // From the middle to both ends: most shifts are small, and what is much worse is soon given up.
      const step = (at + 1) >> 1;
      const index = (count >> 1) + (at % 2 === 0 ? step : -step);
      const x = (index % across) - reachX;
      const y = Math.floor(index / across) - reachY;
      const cost = this.#differenceAt('coarse', x, y, least * uniqueness);
      costs[index] = cost;
      if (cost >= least) continue;
      least = cost;
      best = index;
    }
    const bestX = best % across;
    const bestY = Math.floor(best / across);
    for (let index = 0; index < count; index++) {
      if ((costs[index] as number) >= least * uniqueness) continue;
      const awayX = Math.abs((index % across) - bestX);
      const awayY = Math.abs(Math.floor(index / across) - bestY);
      if (awayX > 1 || awayY > 1) return false;
    }
    this.#shift.x = bestX - reachX;
    this.#shift.y = bestY - reachY;
    // What has come into the picture since has no say in how light it was.
    this.#shift.offset = meanOffset(this.#now.coarse, this.#before.coarse, this.#shift);
    return true;
  }

  /** From the coarse grid's shift by the middle one's to the fine one's. */
  #refine(): void {
    const fromX = this.#shift.x * 2;
    const fromY = this.#shift.y * 2;
    let least = Number.POSITIVE_INFINITY;
    for (let y = fromY - 2; y <= fromY + 2; y++) {
      for (let x = fromX - 2; x <= fromX + 2; x++) {
        const cost = this.#differenceAt('middle', x, y, least);
        if (cost >= least) continue;
        least = cost;
        this.#shift.x = x * 2;
        this.#shift.y = y * 2;
      }
    }
  }

  #differenceAt(level: 'coarse' | 'middle', x: number, y: number, limit: number): number {
    this.#tried.x = x;
    this.#tried.y = y;
    this.#tried.offset = this.#shift.offset;
    return gridDifference(this.#now[level], this.#before[level], this.#tried, limit);
  }

  /** Asks each block that was in both pictures; it may have moved so many cells otherwise than the whole. */
  #vote(steps: number): void {
    const { columns, rows } = this.#now.fine;
    const { x, y } = this.#shift;
    this.#across.clear();
    this.#along.clear();
    const margin = (blockPitch - blockSide) >> 1;
    const fromX = Math.max(0, x) + stepsMax;
    const fromY = Math.max(0, y) + stepsMax;
    const toX = columns + Math.min(0, x) - stepsMax - blockSide;
    const toY = rows + Math.min(0, y) - stepsMax - blockSide;
    for (let top = margin; top <= toY; top += blockPitch) {
      if (top < fromY) continue;
      for (let left = margin; left <= toX; left += blockPitch) {
        if (left < fromX) continue;
        this.#block.left = left;
        this.#block.top = top;
        this.#askBlock((left * 2 > columns ? 1 : 0) + (top * 2 > rows ? 2 : 0), steps);
      }
    }
  }

  /** Where the block has come from: downhill from the shift of the whole. */
  #askBlock(quarter: number, steps: number): void {
    let { x, y } = this.#shift;
    let here = this.#blockAt(x, y);
    let west = 0;
    let east = 0;
    let north = 0;
    let south = 0;
    for (let step = 1; ; step++) {
      west = this.#blockAt(x - 1, y);
      east = this.#blockAt(x + 1, y);
      north = this.#blockAt(x, y - 1);
      south = this.#blockAt(x, y + 1);
      const least = Math.min(west, east, north, south);
      if (least >= here || step >= steps) break;
      if (least === west) x--;
      else if (least === east) x++;
      else if (least === north) y--;
      else y++;
      here = least;
    }
    const riseNeeded = riseMin * blockSide * blockSide + riseOfDifference * here;
    if ((west + east) / 2 - here > riseNeeded) {
      this.#across.add(x + leastBetween(west, here, east), quarter);
    }
    if ((north + south) / 2 - here > riseNeeded) {
      this.#along.add(y + leastBetween(north, here, south), quarter);
    }
  }

  #blockAt(x: number, y: number): number {
    const { offset } = this.#shift;
    return blockDifference(this.#now.fine, this.#before.fine, this.#block, x, y, offset);
  }
}

/** Where the least difference lies, -0.5 to 0.5 cells from the middle one of three, which is the least of them. */
function leastBetween(before: number, here: number, after: number): number {
  const steeper = Math.max(before, after) - here;
  if (steeper <= 0) return 0;
  return Math.max(-0.5, Math.min(0.5, (before - after) / (2 * steeper)));
}
