// The sampled grids of each track. Colours are taken a few times a second and held in between, because
// a grid whose content changes with every frame lets a viewer add frames up to a sharper face.

import type { HeadRegion } from '../tracking/head-region.ts';
import {
  type CellGrid,
  cellSidePx,
  cellsAcrossFaceMax,
  coarsenGrid,
  createCellGrid,
  type GridSource,
  sampleGrid,
} from './cell-grid.ts';

/** Four samples a second at most, but for a face that turns out to be larger. */
export const sampleIntervalMs = 250;
/** Two seconds of samples: more than a frame can wait for its mask. */
const samplesPerTrack = 8;
const tracksMax = 80;
const unusedMs = 5000;
/** Cells that are drawn larger than they were taken show a smaller part of the face, magnified. */
const cellGrowthMax = 1.25;

interface Sample {
  timeMs: number;
  /** Side of a cell of `fine` when it was taken, source pixels. */
  cellPx: number;
  readonly fine: CellGrid;
  readonly coarse: CellGrid;
  /** Cells across the face that `coarse` was made for; 0: none yet. */
  coarseCells: number;
}

interface TrackSamples {
  trackId: number;
  usedMs: number;
  count: number;
  readonly ring: Sample[];
}

export class GridMemory {
  readonly #tracks = new Map<number, TrackSamples>();
  readonly #free: TrackSamples[] = [];

  get trackCount(): number {
    return this.#tracks.size;
  }

  reset(): void {
    for (const track of this.#tracks.values()) this.#free.push(track);
    this.#tracks.clear();
  }

  /** Samples the regions whose colours are due. `timeMs` is the image's and rises. */
  observe(source: GridSource, regions: readonly HeadRegion[], timeMs: number): void {
    for (const region of regions) {
      const track = this.#tracks.get(region.trackId) ?? this.#start(region.trackId, timeMs);
      track.usedMs = timeMs;
      const newest = track.count > 0 ? sampleAt(track, track.count - 1) : undefined;
      const cellPx = cellSidePx(region, cellsAcrossFaceMax);
      const isDue = newest === undefined || timeMs - newest.timeMs >= sampleIntervalMs;
      if (!isDue && cellPx <= newest.cellPx * cellGrowthMax) continue;
      const sample = sampleAt(track, track.count);
      track.count++;
      sample.timeMs = timeMs;
      sample.cellPx = cellPx;
      sample.coarseCells = 0;
      sampleGrid(source, region, cellsAcrossFaceMax, sample.fine);
    }
    this.#prune(timeMs);
  }

  /**
   * The grid with `cellsAcross` cells a face from the last sample at or before `timeMs`, else the first
   * sample there is; undefined for a track that was never sampled.
   */
  gridFor(trackId: number, timeMs: number, cellsAcross: number): CellGrid | undefined {
    const track = this.#tracks.get(trackId);
    if (track === undefined || track.count === 0) return undefined;
    const oldest = Math.max(0, track.count - samplesPerTrack);
    let index = track.count - 1;
    while (index > oldest && sampleAt(track, index).timeMs > timeMs) index--;
    const sample = sampleAt(track, index);
    if (cellsAcross >= sample.fine.cellsAcross) return sample.fine;
    if (sample.coarseCells !== cellsAcross) {
      coarsenGrid(sample.fine, cellsAcross, sample.coarse);
      sample.coarseCells = cellsAcross;
    }
    return sample.coarse;
  }

  #start(trackId: number, timeMs: number): TrackSamples {
    const track = this.#free.pop() ?? createTrackSamples();
    track.trackId = trackId;
    track.usedMs = timeMs;
    track.count = 0;
    this.#tracks.set(trackId, track);
    return track;
  }

  #prune(timeMs: number): void {
    for (const track of this.#tracks.values()) {
      if (timeMs - track.usedMs <= unusedMs) continue;
      this.#tracks.delete(track.trackId);
      this.#free.push(track);
    }
    while (this.#tracks.size > tracksMax) {
      let idlest: TrackSamples | undefined;
      for (const track of this.#tracks.values()) {
        if (idlest === undefined || track.usedMs < idlest.usedMs) idlest = track;
      }
      if (idlest === undefined) return;
      this.#tracks.delete(idlest.trackId);
      this.#free.push(idlest);
    }
  }
}

function createTrackSamples(): TrackSamples {
  const ring = Array.from({ length: samplesPerTrack }, () => ({
    timeMs: 0,
    cellPx: 1,
    fine: createCellGrid(),
    coarse: createCellGrid(),
    coarseCells: 0,
  }));
  return { trackId: 0, usedMs: 0, count: 0, ring };
}

function sampleAt(track: TrackSamples, index: number): Sample {
  const sample = track.ring[index % samplesPerTrack];
  if (sample === undefined) throw new RangeError(`sample ${index} of ${track.count}`);
  return sample;
}
