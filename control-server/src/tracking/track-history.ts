// What was seen of one face: its hits in order of time, filtered forwards as they arrive and
// smoothed backwards when asked. Nodes are recycled, so that a running tracker allocates nothing.

import {
  copyMeasured,
  createHit,
  extendHit,
  type Hit,
  type HitSource,
  noteTurn,
  setBox,
} from './hit.ts';
import { filterHit } from './hit-filter.ts';
import { copyMotion, smoothMotion } from './motion-filter.ts';

/** Hits of one track at most: two seconds at 120 frames a second. */
const hitsMax = 256;

export class TrackHistory {
  readonly #hits: Hit[] = [];
  readonly #free: Hit[] = [];
  #isSmooth = true;

  get length(): number {
    return this.#hits.length;
  }

  at(index: number): Hit {
    const hit = this.#hits[index];
    if (hit === undefined) throw new RangeError(`hit ${index} of ${this.#hits.length}`);
    return hit;
  }

  get first(): Hit {
    return this.at(0);
  }

  get last(): Hit {
    return this.at(this.#hits.length - 1);
  }

  /** Index of the last hit at or before `timeMs`, -1 if all are later. */
  indexAt(timeMs: number): number {
    let index = this.#hits.length - 1;
    while (index >= 0 && this.at(index).timeMs > timeMs) index--;
    return index;
  }

  findFrame(frameId: number): Hit | undefined {
    for (let index = this.#hits.length - 1; index >= 0; index--) {
      const hit = this.at(index);
      if (hit.frameId === frameId) return hit;
      if (hit.frameId < frameId) return undefined;
    }
    return undefined;
  }

  clear(): void {
    for (const hit of this.#hits) this.#free.push(hit);
    this.#hits.length = 0;
    this.#isSmooth = true;
  }

  /** Adds a hit where its time belongs; late ones make the later hits be filtered again. */
  add(source: HitSource): Hit {
    if (this.#hits.length >= hitsMax) this.#dropFirst();
    const hit = this.#free.pop() ?? createHit();
    hit.frameId = source.frameId;
    hit.timeMs = source.timeMs;
    hit.confidence = source.confidence;
    hit.isEvidence = source.isEvidence;
    hit.angleCos = Math.cos(source.angleRad);
    hit.angleSin = Math.sin(source.angleRad);
    hit.turnCos = 0;
    hit.turnSin = 0;
    if (source.isEvidence) noteTurn(hit, source);
    setBox(hit, source);

    const index = this.indexAt(source.timeMs) + 1;
    this.#hits.push(hit);
    for (let at = this.#hits.length - 1; at > index; at--) {
      this.#hits[at] = this.at(at - 1);
    }
    this.#hits[index] = hit;
    this.#filterFrom(index);
    return hit;
  }

  /** Puts a better measurement in the place of a doubtful one of the same frame. */
  replace(hit: Hit, source: HitSource): void {
    const { leftPx, topPx, rightPx, bottomPx } = hit;
    setBox(hit, source);
    hit.confidence = source.confidence;
    hit.isEvidence = source.isEvidence;
    extendHit(hit, leftPx, topPx, rightPx, bottomPx);
    this.#filterFrom(this.#hits.indexOf(hit));
  }

  /** Moves the hits from `frameId` on to `to`, which must be empty. */
  moveFrom(frameId: number, to: TrackHistory): void {
    const first = this.#hits.findIndex((hit) => hit.frameId >= frameId);
    if (first < 0) return;
    for (const hit of this.#hits.splice(first)) {
      const moved = to.#free.pop() ?? createHit();
      copyMeasured(moved, hit);
      to.#hits.push(moved);
      this.#free.push(hit);
    }
    this.#isSmooth = false;
    to.#filterFrom(0);
  }

  /** Forgets hits before `timeMs`, but keeps `keep` of them at least. */
  prune(timeMs: number, keep: number): void {
    while (this.#hits.length > keep && this.at(0).timeMs < timeMs) this.#dropFirst();
  }

  /** Runs the smoother if a hit came since it last ran. */
  smooth(): void {
    if (this.#isSmooth) return;
    this.#isSmooth = true;
    let next: Hit | undefined;
    for (let index = this.#hits.length - 1; index >= 0; index--) {
      const hit = this.at(index);
      if (next === undefined) {
        copyMotion(hit.smoothPosition, hit.position);
        copyMotion(hit.smoothSize, hit.size);
      } else {
        const seconds = Math.max(0, next.timeMs - hit.timeMs) / 1000;
        const { positionNoise, sizeNoise } = next;
        smoothMotion(hit.smoothPosition, hit.position, next.smoothPosition, seconds, positionNoise);
        smoothMotion(hit.smoothSize, hit.size, next.smoothSize, seconds, sizeNoise);
      }
      next = hit;
    }
  }

  #dropFirst(): void {
    const hit = this.#hits.shift();
    if (hit !== undefined) this.#free.push(hit);
  }

  #filterFrom(index: number): void {
    this.#isSmooth = false;
    for (let at = index; at < this.#hits.length; at++) {
      filterHit(this.at(at), at > 0 ? this.at(at - 1) : undefined);
    }
  }
}
