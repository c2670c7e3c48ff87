// The tracks that are held: how one is born, takes a hit, becomes a face, and is let go. There are
// `tracksMax` at most; a face that finds no place among them makes the frame crowded.

import { strongConfidence, weakConfidence } from '../detection/detection.ts';
import type { Crowd } from './crowd.ts';
import type { Hit } from './hit.ts';
import { reachesOut } from './matching.ts';
import type { NewestFrame } from './newest-frame.ts';
import type { Scene } from './scene-list.ts';
import type { Sighting } from './sighting.ts';
import { Track } from './track.ts';

export const tracksMax = 64;
/** A second weak hit must come within this many analysed frames, the first one counted. */
const tentativeFrames = 3;
/** One that a second pass began waits longer, and for its first close look: these take turns. */
const tentativeEvidenceFrames = 6;
const tentativeUnlookedFrames = 20;
/** Hits below weak that persist are a face as well: so many, with no more than two misses in a row. */
const doubtfulHits = 5;
/**
 * A face taller than this share of the picture is seen surely, or by the main pass and a second one:
 * what only one of them sees, and doubts, is a soft background.
 */
const largeFaceShare = 0.4;
/** Nor is one that is so much wider than high, however sure the main pass is. */
const wideFaceAspect = 1.15;
/** Hits this much older than the last published frame still shape the smoothed track. */
const memoryMs = 400;
const hitsKept = 3;

export class TrackSet {
  readonly #newest: NewestFrame;
  readonly #crowd: Crowd;
  readonly #tracks: Track[] = [];
  readonly #free: Track[] = [];
  #nextId = 1;
  #confirmed = 0;

  constructor(newest: NewestFrame, crowd: Crowd) {
    this.#newest = newest;
    this.#crowd = crowd;
  }

  /** Oldest first. */
  get all(): readonly Track[] {
    return this.#tracks;
  }

  /** Distinct faces so far; clearing does not take them back. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** A new track with this sighting as its first hit; undefined if there is no place for it. */
  begin(sighting: Sighting, scene: Scene): Track | undefined {
    const track = this.#takeTrack(sighting.confidence);
    if (track === undefined) {
      this.#crowd.note(sighting.timeMs);
      return undefined;
    }
    track.start(this.#nextId++, this.#newest.analysed, scene.masksFromFrameId);
    this.#tracks.push(track);
    this.hit(track, sighting);
    return track;
  }

  /** The hits from `frameId` on, where `scene` begins, become a track of their own. */
  split(track: Track, frameId: number, scene: Scene): void {
    const later = this.#takeTrack(1);
    if (later === undefined) {
      this.#crowd.note(this.#newest.timeMs);
      return;
    }
    later.start(this.#nextId++, this.#newest.analysed, scene.masksFromFrameId);
    track.history.moveFrom(frameId, later.history);
    later.hits = later.history.length;
    track.hits = Math.max(1, track.hits - later.hits);
    later.bestConfidence = track.bestConfidence;
    later.hasMainHit = track.hasMainHit;
    later.hasEvidence = track.hasEvidence;
    later.hit = later.history.findFrame(this.#newest.frameId);
    track.hit = undefined;
    this.#tracks.push(later);
    if (track.isConfirmed) this.confirm(later);
  }

  /** The track takes the sighting as a hit, which may make it a face. */
  hit(track: Track, sighting: Sighting): void {
    const hit: Hit = track.history.add(sighting);
    track.hits++;
    track.bestConfidence = Math.max(track.bestConfidence, sighting.confidence);
    if (sighting.frameId === this.#newest.frameId) {
      track.hit = hit;
      track.lastAnalysed = this.#newest.analysed;
      track.isAtBorder = reachesOut(hit, this.#newest);
    }
    const isLarge = sighting.heightPx > this.#newest.heightPx * largeFaceShare;
    const isWide = sighting.widthPx > sighting.heightPx * wideFaceAspect;
    if (sighting.isEvidence) track.hasEvidence = true;
    else track.hasMainHit = true;
    const mayConfirm = !isLarge || (track.hasEvidence && track.hasMainHit);
    if (sighting.confidence >= weakConfidence) track.weakHits++;
    const isFace =
      (sighting.confidence >= strongConfidence && (mayConfirm || !isWide)) ||
      (mayConfirm && (track.weakHits >= 2 || track.hits >= doubtfulHits));
    if (isFace) this.confirm(track);
  }

  confirm(track: Track): void {
    if (track.isConfirmed) return;
    track.isConfirmed = true;
    this.#confirmed++;
  }

  /** Lets go of hits and tracks that no frame after `publishedMs` needs, and of tracks that came to nothing. */
  prune(publishedMs: number): void {
    for (let index = this.#tracks.length - 1; index >= 0; index--) {
      const track = this.#tracks[index];
      if (track === undefined) continue;
      track.history.prune(publishedMs - memoryMs, hitsKept);
      if (!this.#isOver(track, publishedMs)) continue;
      this.#tracks.splice(index, 1);
      this.#free.push(track);
    }
  }

  clear(): void {
    for (const track of this.#tracks) this.#free.push(track);
    this.#tracks.length = 0;
  }

  #isOver(track: Track, publishedMs: number): boolean {
    if (track.isConfirmed) {
      const isPublished = track.masksUntilMs < publishedMs - memoryMs;
      return isPublished && !track.canTake(this.#newest.timeMs);
    }
    return track.isSealed || this.#newest.analysed - track.lastAnalysed >= patienceOf(track) - 1;
  }

  /** A free track; a strong sighting may take the place of a tentative one. */
  #takeTrack(confidence: number): Track | undefined {
    if (this.#tracks.length < tracksMax) return this.#free.pop() ?? new Track();
    if (confidence < strongConfidence) return undefined;
    const index = this.#tracks.findIndex((track) => !track.isConfirmed && track.hit === undefined);
    if (index < 0) return undefined;
    return this.#tracks.splice(index, 1)[0];
  }
}

/** Analysed frames without a hit after which a tentative track is over. */
function patienceOf(track: Track): number {
  if (track.hasMainHit) return tentativeFrames;
  return track.lookedAt > 0 ? tentativeEvidenceFrames : tentativeUnlookedFrames;
}
