// The rule for more faces than there are tracks: the whole frame is masked around that moment.

import type { MutableRegion } from './head-region.ts';
import { backfillMs } from './track.ts';

/** No track has this id. */
const crowdTrackId = 0xffffffff;

export class Crowd {
  /** Moments of frames in which a face found no free track, in the order they were noted. */
  readonly #momentsMs: number[] = [];

  note(timeMs: number): void {
    if (this.#momentsMs.at(-1) !== timeMs) this.#momentsMs.push(timeMs);
  }

  isAround(timeMs: number): boolean {
    return this.#momentsMs.some((atMs) => Math.abs(atMs - timeMs) <= backfillMs);
  }

  forgetBefore(publishedMs: number): void {
    const fromMs = publishedMs - 2 * backfillMs;
    while ((this.#momentsMs[0] ?? Number.POSITIVE_INFINITY) < fromMs) this.#momentsMs.shift();
  }

  clear(): void {
    this.#momentsMs.length = 0;
  }
}

export function coverWholeFrame(region: MutableRegion, widthPx: number, heightPx: number): void {
  region.trackId = crowdTrackId;
  region.centreXPx = widthPx / 2;
  region.centreYPx = heightPx / 2;
  region.halfWidthPx = widthPx / 2;
  region.halfHeightPx = heightPx / 2;
  region.angleRad = 0;
  region.faceWidthPx = widthPx;
  region.faceHeightPx = heightPx;
  region.parts.length = 0;
}
