// Answers where heads must be opaque in one frame, in an array and regions that are reused.

import type { CameraPath } from './camera-path.ts';
import { type Crowd, coverWholeFrame } from './crowd.ts';
import { coverHead } from './head-coverage.ts';
import {
  createRegion,
  type HeadRegion,
  type MutableRegion,
  shareFaceSizes,
  touchesFrame,
} from './head-region.ts';
import type { NewestFrame } from './newest-frame.ts';
import type { FrameMoment } from './scene-list.ts';
import type { Track } from './track.ts';
import { tracksMax } from './track-set.ts';

export class RegionQuery {
  readonly #newest: NewestFrame;
  readonly #crowd: Crowd;
  readonly #regions: MutableRegion[] = [];
  /** One each, and one for the whole frame. */
  readonly #pool: MutableRegion[] = Array.from({ length: tracksMax + 1 }, createRegion);
  readonly #coverage;

  constructor(newest: NewestFrame, crowd: Crowd, camera: CameraPath) {
    this.#coverage = {
      timeMs: 0,
      frameIntervalMs: 0,
      analysedMs: 0,
      widthPx: 1,
      heightPx: 1,
      camera,
    };
    this.#newest = newest;
    this.#crowd = crowd;
  }

  /** The array and the regions in it are reused by the next call. */
  at(moment: FrameMoment, tracks: readonly Track[]): readonly HeadRegion[] {
    const { timeMs } = moment;
    const { widthPx, heightPx, frameIntervalMs, timeMs: analysedMs } = this.#newest;
    this.#regions.length = 0;
    this.#coverage.timeMs = timeMs;
    this.#coverage.frameIntervalMs = frameIntervalMs;
    this.#coverage.analysedMs = analysedMs;
    this.#coverage.widthPx = widthPx;
    this.#coverage.heightPx = heightPx;
    for (const track of tracks) {
      if (!track.masksAt(moment)) continue;
      const region = this.#pool[this.#regions.length];
      if (region === undefined) break;
      coverHead(track, this.#coverage, region);
      if (touchesFrame(region, widthPx, heightPx)) this.#regions.push(region);
    }
    shareFaceSizes(this.#regions);
    if (this.#crowd.isAround(timeMs)) this.#addWholeFrame(widthPx, heightPx);
    return this.#regions;
  }

  #addWholeFrame(widthPx: number, heightPx: number): void {
    const region = this.#pool[this.#regions.length];
    if (region === undefined) return;
    coverWholeFrame(region, widthPx, heightPx);
    this.#regions.push(region);
  }
}
