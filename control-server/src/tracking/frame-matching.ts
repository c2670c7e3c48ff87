// One analysed frame's sightings given to tracks: the surest first, and what no track took is a
// second box of a face, a new face, or noise.

import { weakConfidence } from '../detection/detection.ts';
import { Assignment, forbiddenCost } from './assignment.ts';
import { ownerOf } from './duplicates.ts';
import { extendByFace, matchCost } from './matching.ts';
import type { Scene } from './scene-list.ts';
import { continuesSealed } from './scene-tracks.ts';
import {
  doubtfulConfidence,
  keepAliveConfidence,
  type Sighting,
  sightingsMax,
} from './sighting.ts';
import type { Track } from './track.ts';
import { type TrackSet, tracksMax } from './track-set.ts';

export class FrameMatching {
  readonly #tracks: TrackSet;
  readonly #assignment = new Assignment(tracksMax, sightingsMax);
  readonly #candidates: Track[] = [];
  #sightings: readonly Sighting[] = [];

  constructor(tracks: TrackSet) {
    this.#tracks = tracks;
  }

  /** The sightings are those of the newest frame, taken at `timeMs`, best first. */
  place(sightings: readonly Sighting[], timeMs: number, scene: Scene): void {
    this.#sightings = sightings;
    for (const track of this.#tracks.all) track.hit = undefined;
    this.#match(timeMs, weakConfidence, 1);
    this.#match(timeMs, doubtfulConfidence, weakConfidence);
    this.#match(timeMs, keepAliveConfidence, doubtfulConfidence);
    this.#placeRest(scene);
  }

  /** Matches unused sightings of a range of confidence with tracks that have no hit yet. */
  #match(timeMs: number, fromConfidence: number, toConfidence: number): void {
    const candidates = this.#candidates;
    candidates.length = 0;
    for (const track of this.#tracks.all) {
      if (track.hit !== undefined || !track.canTake(timeMs)) continue;
      if (!track.isConfirmed && fromConfidence < doubtfulConfidence) continue;
      track.predict(timeMs);
      candidates.push(track);
    }
    const columns = this.#sightings.length;
    if (candidates.length === 0 || columns === 0) return;
    let isAnyPossible = false;
    for (const [row, track] of candidates.entries()) {
      for (const [column, sighting] of this.#sightings.entries()) {
        const inRange =
          !sighting.isUsed &&
          sighting.confidence >= fromConfidence &&
          (sighting.confidence < toConfidence || toConfidence >= 1);
        const cost = inRange ? matchCost(track, sighting, timeMs) : forbiddenCost;
        if (cost < forbiddenCost) isAnyPossible = true;
        this.#assignment.setCost(row, column, columns, cost);
      }
    }
    if (!isAnyPossible) return;
    this.#assignment.solve(candidates.length, columns);
    for (const [row, track] of candidates.entries()) {
      const sighting = this.#sightings[this.#assignment.columnOfRow[row] ?? -1];
      if (sighting === undefined) continue;
      sighting.isUsed = true;
      this.#tracks.hit(track, sighting);
    }
  }

  #placeRest(scene: Scene): void {
    for (const sighting of this.#sightings) {
      if (sighting.isUsed) continue;
      const owner = ownerOf(this.#tracks.all, sighting);
      if (owner !== undefined) {
        extendByFace(owner, sighting);
        continue;
      }
      const isContinued = continuesSealed(this.#tracks.all, sighting);
      if (!isContinued && sighting.confidence < doubtfulConfidence) continue;
      const track = this.#tracks.begin(sighting, scene);
      // The cut may have been none: what lies where a face was is one, however weak.
      if (isContinued && track !== undefined) this.#tracks.confirm(track);
    }
  }
}
