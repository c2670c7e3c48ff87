// Where the picture shows something that no further pass has looked at yet: cells whose brightness is another than when
// it was noted last, outside of what is masked. A face that comes in, grows or turns changes them; a wall doesn't. Pure,
// time passed in; nothing is allocated after the first picture of a size.

import type { ImageRegion } from '../detection/picture-region.ts';
import { type BrightnessGrid, cellPx } from './brightness-pyramid.ts';
import type { HeadPart, HeadRegion } from './head-region.ts';

/** Pixels of the analysis image that a cell is wide and high: those of the pyramid's middle grid. */
export const changeCellPx = 2 * cellPx;
/** Difference of brightness that counts, of 1020: more than noise, at least and at most. */
const changeMin = 16;
const changeMax = 60;
/** Of the picture's median difference, which is what noise makes. */
const changeOfNoise = 7;
/** So many changed cells side by side are something; fewer are noise that got through. */
const clusterMin = 2;
/** Of a mask of several parts, what lies this close to one is not looked at for itself: it is the edge of the same head. */
const partGrowth = 1.25;
const never = Number.POSITIVE_INFINITY;

export interface PictureScale {
  /** Pixels of the image per pixel of the source. */
  readonly x: number;
  readonly y: number;
}

export class PictureChanges {
  #columns = 0;
  #rows = 0;
  /** Brightness when the cell's change was noted last. */
  #noted = new Int16Array(0);
  /** When that was. */
  #changedMs = new Float64Array(0);
  /** Its first change that no further pass has looked at; `never`: none. */
  #unseenMs = new Float64Array(0);
  /** Under a mask in the newest picture. */
  #isMasked = new Uint8Array(0);
  #isVisited = new Uint8Array(0);
  #pile = new Int32Array(0);
  readonly #histogram = new Int32Array(changeMax + 1);
  #isNew = true;
  #newestMs = 0;

  /** The next picture has nothing to do with those before. */
  reset(): void {
    this.#isNew = true;
  }

  /** The picture of this moment, as a grid of cells; times rise. */
  read({ columns, rows, values }: BrightnessGrid, timeMs: number): void {
    const count = columns * rows;
    this.#newestMs = timeMs;
    if (columns !== this.#columns || rows !== this.#rows) this.#allocate(columns, rows);
    if (this.#isNew) {
      this.#isNew = false;
      this.#noted.set(values.subarray(0, count));
      this.#changedMs.fill(timeMs);
      this.#unseenMs.fill(timeMs);
      this.#isMasked.fill(0);
      return;
    }
    const limit = this.#changeThatCounts(values, count);
    for (let cell = 0; cell < count; cell++) {
      const value = values[cell] as number;
      if (Math.abs(value - (this.#noted[cell] as number)) <= limit) continue;
      if (!this.#isInCluster(values, cell, limit)) continue;
      this.#changedMs[cell] = timeMs;
      if ((this.#unseenMs[cell] as number) > timeMs) this.#unseenMs[cell] = timeMs;
    }
    for (let cell = 0; cell < count; cell++) {
      if (this.#changedMs[cell] === timeMs) this.#noted[cell] = values[cell] as number;
    }
  }

  /**
   * These regions, in pixels of the source, are masked in the newest picture: what changes below them can't be seen, and is
   * new when they have gone.
   */
  mask(regions: readonly HeadRegion[], scale: PictureScale): void {
    this.#isMasked.fill(0);
    for (const region of regions) {
      if (region.parts.length === 0) this.#maskBox(region, 1, region, scale);
      for (const part of region.parts) this.#maskBox(part, partGrowth, region, scale);
    }
    for (let cell = 0; cell < this.#isMasked.length; cell++) {
      if (this.#isMasked[cell] === 0 || this.#unseenMs[cell] === never) continue;
      this.#unseenMs[cell] = this.#newestMs;
    }
  }

  /** A further pass has looked at this part of the newest picture, in pixels of the image. */
  see(part: ImageRegion): void {
    this.#forCells(part, (cell) => {
      this.#unseenMs[cell] = never;
      return true;
    });
  }

  /** When the first change happened that can be seen and no further pass has looked at; `Infinity`: there is none. */
  get oldestUnseenMs(): number {
    let oldestMs = never;
    const count = this.#columns * this.#rows;
    for (let cell = 0; cell < count; cell++) {
      if (this.#isMasked[cell] === 1) continue;
      oldestMs = Math.min(oldestMs, this.#unseenMs[cell] as number);
    }
    return oldestMs;
  }

  /** Whether anything that can be seen has changed in this part of the picture after `sinceMs`. */
  hasChangedIn(part: ImageRegion, sinceMs: number): boolean {
    let hasChanged = false;
    this.#forCells(part, (cell) => {
      if (this.#isMasked[cell] === 0 && (this.#changedMs[cell] as number) > sinceMs)
        hasChanged = true;
      return !hasChanged;
    });
    return hasChanged;
  }

  /**
   * The largest spot of cells side by side that changed and that no further pass has looked at, in pixels of the image;
   * undefined where there is none of two cells at least.
   */
  largestUnseenSpot(): ImageRegion | undefined {
    const count = this.#columns * this.#rows;
    let most = clusterMin - 1;
    let spot: ImageRegion | undefined;
    const isVisited = this.#isVisited;
    isVisited.set(this.#isMasked);
    for (let cell = 0; cell < count; cell++) {
      if (isVisited[cell] === 1 || this.#unseenMs[cell] === never) continue;
      const { cells, region } = this.#spotFrom(cell, isVisited);
      if (cells <= most) continue;
      most = cells;
      spot = region;
    }
    return spot;
  }

  #spotFrom(first: number, isVisited: Uint8Array): { cells: number; region: ImageRegion } {
    const columns = this.#columns;
    let [left, top, right, bottom] = [columns, this.#rows, 0, 0];
    let height = 0;
    let cells = 0;
    this.#pile[height++] = first;
    isVisited[first] = 1;
    while (height > 0) {
      const cell = this.#pile[--height] as number;
      const column = cell % columns;
      const row = (cell - column) / columns;
      cells++;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
      for (let y = Math.max(0, row - 1); y <= Math.min(this.#rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          const next = y * columns + x;
          if (isVisited[next] === 1 || this.#unseenMs[next] === never) continue;
          isVisited[next] = 1;
          this.#pile[height++] = next;
        }
      }
    }
    return {
      cells,
      region: {
        xPx: left * changeCellPx,
        yPx: top * changeCellPx,
        widthPx: (right - left) * changeCellPx,
        heightPx: (bottom - top) * changeCellPx,
      },
    };
  }

  /** A multiple of the median difference: most of a picture stands still, and differs by its noise. */
  #changeThatCounts(values: Int16Array, count: number): number {
    this.#histogram.fill(0);
    for (let cell = 0; cell < count; cell++) {
      const off = Math.abs((values[cell] as number) - (this.#noted[cell] as number));
      const bin = Math.min(changeMax, off);
      this.#histogram[bin] = (this.#histogram[bin] as number) + 1;
    }
    let below = 0;
    let median = 0;
    while (below * 2 < count && median < changeMax) below += this.#histogram[median++] as number;
    return Math.max(changeMin, Math.min(changeMax, changeOfNoise * (median - 1)));
  }

  /** Whether a neighbour has changed as well. */
  #isInCluster(values: Int16Array, cell: number, limit: number): boolean {
    const columns = this.#columns;
    const column = cell % columns;
    const row = (cell - column) / columns;
    for (let y = Math.max(0, row - 1); y <= Math.min(this.#rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        const other = y * columns + x;
        if (other === cell) continue;
        const off = Math.abs((values[other] as number) - (this.#noted[other] as number));
        if (off > limit) return true;
      }
    }
    return false;
  }

  /** Marks the cells that lie in the grown box, and in the region around it, with all of their area. */
  #maskBox(box: HeadPart, growth: number, region: HeadPart, { x, y }: PictureScale): void {
    const cellX = changeCellPx / x;
    const cellY = changeCellPx / y;
    const cos = Math.abs(Math.cos(box.angleRad));
    const sin = Math.abs(Math.sin(box.angleRad));
    const reachX = (cos * box.halfWidthPx + sin * box.halfHeightPx) * growth;
    const reachY = (sin * box.halfWidthPx + cos * box.halfHeightPx) * growth;
    const fromColumn = Math.max(0, Math.floor((box.centreXPx - reachX) / cellX));
    const toColumn = Math.min(this.#columns - 1, Math.floor((box.centreXPx + reachX) / cellX));
    const fromRow = Math.max(0, Math.floor((box.centreYPx - reachY) / cellY));
    const toRow = Math.min(this.#rows - 1, Math.floor((box.centreYPx + reachY) / cellY));
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) {
        place.xPx = (column + 0.5) * cellX;
        place.yPx = (row + 0.5) * cellY;
        place.widthPx = cellX;
        place.heightPx = cellY;
        if (!holdsCell(box, growth) || !holdsCell(region, 1)) continue;
        this.#isMasked[row * this.#columns + column] = 1;
      }
    }
  }

  /** Calls `look` for each cell whose middle lies in the part, until it returns false. */
  #forCells({ xPx, yPx, widthPx, heightPx }: ImageRegion, look: (cell: number) => boolean): void {
    const fromColumn = Math.max(0, Math.round(xPx / changeCellPx));
    const fromRow = Math.max(0, Math.round(yPx / changeCellPx));
    const toColumn = Math.min(this.#columns, Math.round((xPx + widthPx) / changeCellPx));
    const toRow = Math.min(this.#rows, Math.round((yPx + heightPx) / changeCellPx));
    for (let row = fromRow; row < toRow; row++) {
      for (let column = fromColumn; column < toColumn; column++) {
        if (!look(row * this.#columns + column)) return;
      }
    }
  }

  #allocate(columns: number, rows: number): void {
    const count = columns * rows;
    this.#columns = columns;
    this.#rows = rows;
    this.#noted = new Int16Array(count);
    this.#changedMs = new Float64Array(count);
    this.#unseenMs = new Float64Array(count);
    this.#isMasked = new Uint8Array(count);
    this.#isVisited = new Uint8Array(count);
    this.#pile = new Int32Array(count);
    this.#isNew = true;
  }
}

/** The cell that is looked at: its middle and its sides, in pixels of the source. */
const place = { xPx: 0, yPx: 0, widthPx: 0, heightPx: 0 };

/** Whether all of the cell lies in the grown box; a cell's corners are taken to lie along the box's sides. */
function holdsCell(box: HeadPart, growth: number): boolean {
  const cos = Math.cos(box.angleRad);
  const sin = Math.sin(box.angleRad);
  const reach = (Math.abs(cos) + Math.abs(sin)) / 2;
  const offX = place.xPx - box.centreXPx;
  const offY = place.yPx - box.centreYPx;
  return (
    Math.abs(offX * cos + offY * sin) <= box.halfWidthPx * growth - place.widthPx * reach &&
    Math.abs(offY * cos - offX * sin) <= box.halfHeightPx * growth - place.heightPx * reach
  );
}
