// Follows faces through the analysed frames of one stream and says, for any frame id, where heads
// must be opaque: from the hits before and after it. Time is an argument; nothing here reads a clock.
//
// A track:  tentative -> confirmed   (a strong hit, two weak ones with one miss between at most, or
//                                     five doubtful ones)
//           confirmed -> sealed      (a scene cut, or a duplicate of an older track)
//           any -> gone              (tentative with two misses in a row; masked and published to its end)

import { type Detection, strongConfidence, weakConfidence } from '../detection/detection.ts';
import { Assignment, forbiddenCost } from './assignment.ts';
import { coverHead, createRegion, type MutableRegion, touchesFrame } from './head-coverage.ts';
import type { HeadRegion } from './head-region.ts';
import {
  boxCost,
  covers,
  extendByFace,
  isLikeSized,
  matchCost,
  overlap,
  reachesOut,
  sticksOut,
} from './matching.ts';
import { type FrameMoment, type Scene, SceneList } from './scene-list.ts';
import { createSighting, readDetection, type Sighting } from './sighting.ts';
import { Track } from './track.ts';
import type { Hit } from './track-history.ts';

export const tracksMax = 64;
const sightingsMax = 128;
/** A hit this doubtful still keeps a track alive. */
export const keepAliveConfidence = 0.25;
/** A second weak hit must come within this many analysed frames, the first one counted. */
const tentativeFrames = 3;
/** Hits below weak that persist are a face as well: so many, with no more than two misses in a row. */
const doubtfulConfidence = 0.4;
const doubtfulHits = 5;
/** How far before its first hit a face is masked, if the frames have not gone out yet. */
const backfillMs = 1000;
/** Hits this much older than the last published frame still shape the smoothed track. */
const memoryMs = 400;
/** Frames that nobody published for this long are taken as gone. */
const unpublishedMs = 5000;
const hitsKept = 3;
/** A face that is expected outside of the frame for this long has left; it may have turned back. */
const leftMs = 800;

const duplicateOverlap = 0.5;
const mergeOverlap = 0.6;
const mergeFrames = 5;
const continuedOverlap = 0.3;
/** How far a second pass's box may lie from the face it shows, in face sizes. */
const sameFrameReach = 0.6;
const betweenReach = 1;

export interface AnalysedFrame {
  readonly frameId: number;
  readonly timeMs: number;
  /** Of the source; detections are in its pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly detections: readonly Detection[];
}

export interface Evidence {
  readonly frameId: number;
  readonly timeMs: number;
  readonly detections: readonly Detection[];
}

export class Tracker {
  readonly #tracks: Track[] = [];
  readonly #free: Track[] = [];
  readonly #scenes = new SceneList();
  readonly #assignment = new Assignment(tracksMax, sightingsMax);
  readonly #candidates: Track[] = [];
  readonly #sightings: Sighting[] = [];
  readonly #pool: Sighting[] = Array.from({ length: sightingsMax }, createSighting);
  readonly #regions: MutableRegion[] = [];
  readonly #regionPool: MutableRegion[] = Array.from({ length: tracksMax + 1 }, createRegion);
  readonly #sorted: Detection[] = [];
  /** Moments of frames in which a face found no free track: the whole frame is masked around them. */
  readonly #crowdedMs: number[] = [];
  readonly #coverage = { timeMs: 0, frameIntervalMs: 1000 / 30, widthPx: 1, heightPx: 1 };
  readonly #frame = { frameId: 0, timeMs: 0, widthPx: 1, heightPx: 1 };
  #analysed = 0;
  #nextId = 1;
  #confirmedTracks = 0;
  #publishedMs = Number.NEGATIVE_INFINITY;

  /** Distinct faces so far; a reset does not take them back. */
  get confirmedTracks(): number {
    return this.#confirmedTracks;
  }

  /** Tracks that are held now, of every state. */
  get heldTracks(): number {
    return this.#tracks.length;
  }

  /** Id of the newest analysed frame, 0 before the first. */
  get latestFrameId(): number {
    return this.#analysed === 0 ? 0 : this.#frame.frameId;
  }

  /** Detections of the main pass; frame ids rise, and may skip. */
  addFrame(frame: AnalysedFrame): void {
    if (this.#analysed > 0 && frame.frameId <= this.#frame.frameId) {
      this.addEvidence(frame);
      return;
    }
    this.#measureInterval(frame);
    this.#analysed++;
    this.#frame.frameId = frame.frameId;
    this.#frame.timeMs = frame.timeMs;
    this.#frame.widthPx = frame.widthPx;
    this.#frame.heightPx = frame.heightPx;
    const scene = this.#scenes.enter(frame);
    this.#sealBefore(scene);

    for (const track of this.#tracks) track.hit = undefined;
    this.#readSightings(frame, frame.detections, false);
    this.#match(frame.timeMs, weakConfidence, 1);
    this.#match(frame.timeMs, doubtfulConfidence, weakConfidence);
    this.#match(frame.timeMs, keepAliveConfidence, doubtfulConfidence);
    this.#placeRest(scene);
    this.#settle(frame.timeMs);
  }

  /**
   * Detections of a second pass over the newest frame or a recent one. They confirm, start and keep
   * tracks; a box that the main pass measured well stays where it is.
   */
  addEvidence(evidence: Evidence): void {
    if (this.#analysed === 0) return;
    const scene = this.#scenes.of(evidence.frameId);
    this.#readSightings({ ...evidence }, evidence.detections, true);
    for (const sighting of this.#sightings) {
      this.#addSighting(sighting, scene);
    }
  }

  /**
   * Where heads must be opaque in a frame: an already analysed one, one between, or one to come.
   * The array and the regions in it are reused by the next call.
   */
  regionsAt(moment: FrameMoment): readonly HeadRegion[] {
    const { timeMs } = moment;
    const { widthPx, heightPx } = this.#frame;
    this.#regions.length = 0;
    this.#coverage.timeMs = timeMs;
    this.#coverage.widthPx = widthPx;
    this.#coverage.heightPx = heightPx;
    for (const track of this.#tracks) {
      if (!track.isConfirmed || moment.frameId < track.masksFromFrameId) continue;
      if (timeMs > track.masksUntilMs && !(track.history.last.timeMs >= timeMs)) continue;
      if (timeMs < track.history.first.timeMs - backfillMs) continue;
      const region = this.#regionPool[this.#regions.length];
      if (region === undefined) break;
      coverHead(track, this.#coverage, region);
      if (touchesFrame(region, widthPx, heightPx)) this.#regions.push(region);
    }
    if (this.#crowdedMs.some((atMs) => Math.abs(atMs - timeMs) <= backfillMs)) {
      this.#coverWholeFrame(widthPx, heightPx);
    }
    return this.#regions;
  }

  /** The frames before this one are out: what only they needed is dropped. */
  forgetBefore(frameId: number): void {
    if (this.#analysed === 0) return;
    const { timeMs, frameId: latestId } = this.#frame;
    const behindMs = (latestId - frameId) * this.#coverage.frameIntervalMs * 1.5;
    this.#publishedMs = Math.max(this.#publishedMs, timeMs - Math.max(0, behindMs));
    this.#prune();
  }

  /**
   * A new scene begins with this frame: nothing is interpolated, carried (beyond a short grace) or
   * filled back across. The frame may have been added already.
   */
  cutBefore(frameId: number): void {
    const scene = this.#scenes.cutBefore(frameId, this.#frame);
    if (scene === undefined) return;
    if (this.#analysed === 0 || this.#frame.frameId < frameId) return;
    const held = this.#tracks.length;
    for (let index = 0; index < held; index++) {
      const track = this.#tracks[index];
      if (track === undefined || track.isSealed || track.history.last.frameId < frameId) continue;
      if (track.history.first.frameId >= frameId) {
        track.masksFromFrameId = Math.max(track.masksFromFrameId, scene.masksFromFrameId);
        continue;
      }
      this.#split(track, frameId, scene);
    }
    this.#sealBefore(scene);
  }

  /** Another picture altogether: nothing seen so far says anything about it. */
  reset(): void {
    for (const track of this.#tracks) this.#free.push(track);
    this.#tracks.length = 0;
    this.#scenes.clear();
    this.#crowdedMs.length = 0;
    this.#analysed = 0;
    this.#publishedMs = Number.NEGATIVE_INFINITY;
  }

  #measureInterval(frame: FrameMoment): void {
    if (this.#analysed === 0) return;
    const ids = frame.frameId - this.#frame.frameId;
    const measuredMs = (frame.timeMs - this.#frame.timeMs) / ids;
    if (!(measuredMs >= 4 && measuredMs <= 200)) return;
    this.#coverage.frameIntervalMs += (measuredMs - this.#coverage.frameIntervalMs) * 0.1;
  }

  #readSightings(moment: FrameMoment, detections: readonly Detection[], isEvidence: boolean): void {
    this.#sightings.length = 0;
    this.#sorted.length = 0;
    for (const detection of detections) {
      if (detection.confidence >= keepAliveConfidence) this.#sorted.push(detection);
    }
    this.#sorted.sort((a, b) => b.confidence - a.confidence);
    const { widthPx, heightPx } = this.#frame;
    const frame = { frameId: moment.frameId, timeMs: moment.timeMs, widthPx, heightPx };
    for (const detection of this.#sorted) {
      const sighting = this.#pool[this.#sightings.length];
      if (sighting === undefined) {
        if (detection.confidence >= weakConfidence) this.#noteCrowd(moment.timeMs);
        break;
      }
      if (!readDetection(sighting, detection, frame)) continue;
      sighting.isEvidence = isEvidence;
      this.#sightings.push(sighting);
    }
  }

  /** Matches unused sightings of a range of confidence with tracks that have no hit yet. */
  #match(timeMs: number, fromConfidence: number, toConfidence: number): void {
    const candidates = this.#candidates;
    candidates.length = 0;
    for (const track of this.#tracks) {
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
      this.#hit(track, sighting);
    }
  }

  #hit(track: Track, sighting: Sighting): Hit {
    const hit = track.history.add(sighting);
    track.hits++;
    if (sighting.frameId === this.#frame.frameId) {
      track.hit = hit;
      track.lastAnalysed = this.#analysed;
      track.isAtBorder = reachesOut(hit, this.#frame);
    }
    if (sighting.confidence >= weakConfidence) track.weakHits++;
    const isFace =
      sighting.confidence >= strongConfidence || track.weakHits >= 2 || track.hits >= doubtfulHits;
    if (isFace) this.#confirm(track);
    return hit;
  }

  #confirm(track: Track): void {
    if (track.isConfirmed) return;
    track.isConfirmed = true;
    this.#confirmedTracks++;
  }

  /** What no track took: a second box of a face that has one, a new face, or noise. */
  #placeRest(scene: Scene): void {
    for (const sighting of this.#sightings) {
      if (sighting.isUsed) continue;
      const owner = this.#ownerOf(sighting);
      if (owner !== undefined) {
        extendByFace(owner, sighting);
        continue;
      }
      const isContinued = this.#continuesSealed(sighting);
      if (!isContinued && sighting.confidence < doubtfulConfidence) continue;
      const track = this.#begin(sighting, scene);
      // The cut may have been none: what lies where a face was is one, however weak.
      if (isContinued && track !== undefined) this.#confirm(track);
    }
  }

  /** Whether a face of the scene before, still in its grace, was where the sighting is. */
  #continuesSealed(sighting: Sighting): boolean {
    for (const track of this.#tracks) {
      if (!track.isSealed || !track.isConfirmed || sighting.timeMs > track.endsMs) continue;
      if (sighting.timeMs > track.masksUntilMs) continue;
      if (overlap(track.history.last, sighting) >= continuedOverlap) return true;
    }
    return false;
  }

  /** The hit of this frame that the sighting is a second box of. */
  #ownerOf(sighting: Sighting): Hit | undefined {
    const least = sighting.confidence >= weakConfidence ? duplicateOverlap : 0.2;
    let best: Hit | undefined;
    let bestOverlap = least;
    for (const track of this.#tracks) {
      if (track.hit === undefined || !isLikeSized(track.hit, sighting)) continue;
      const shared = overlap(track.hit, sighting);
      if (shared < bestOverlap) continue;
      best = track.hit;
      bestOverlap = shared;
    }
    return best;
  }

  #begin(sighting: Sighting, scene: Scene): Track | undefined {
    const track = this.#takeTrack(sighting.confidence);
    if (track === undefined) {
      this.#noteCrowd(sighting.timeMs);
      return undefined;
    }
    track.start(this.#nextId++, this.#analysed, scene.masksFromFrameId);
    this.#tracks.push(track);
    this.#hit(track, sighting);
    return track;
  }

  /** A free track; a strong sighting may take the place of a tentative one. */
  #takeTrack(confidence: number): Track | undefined {
    if (this.#tracks.length < tracksMax) return this.#free.pop() ?? new Track();
    if (confidence < strongConfidence) return undefined;
    const index = this.#tracks.findIndex((track) => !track.isConfirmed && track.hit === undefined);
    if (index < 0) return undefined;
    return this.#tracks.splice(index, 1)[0];
  }

  #noteCrowd(timeMs: number): void {
    if (this.#crowdedMs.at(-1) !== timeMs) this.#crowdedMs.push(timeMs);
  }

  /** Covered tracks, duplicates, tracks that left or were never confirmed. */
  #settle(timeMs: number): void {
    for (const track of this.#tracks) {
      if (track.hit !== undefined || !track.isConfirmed || !track.canTake(timeMs)) continue;
      for (const other of this.#tracks) {
        if (other.hit !== undefined && covers(other.hit, track)) track.coveredMs = timeMs;
      }
      track.predict(timeMs);
      this.#noteLeft(track, timeMs);
    }
    this.#findDuplicates();
    this.#prune();
  }

  #noteLeft(track: Track, timeMs: number): void {
    if (timeMs - track.history.last.timeMs < leftMs) return;
    const reach = track.expectedSizePx;
    const { a, b } = track.expected;
    const { widthPx, heightPx } = this.#frame;
    if (a > -reach && b > -reach && a < widthPx + reach && b < heightPx + reach) return;
    track.isSealed = true;
    track.endsMs = Math.min(track.endsMs, timeMs);
  }

  #findDuplicates(): void {
    for (const [index, younger] of this.#tracks.entries()) {
      if (younger.hit === undefined || !younger.isConfirmed) continue;
      let older: Track | undefined;
      for (let at = 0; at < index && older === undefined; at++) {
        const other = this.#tracks[at];
        if (other?.hit === undefined || !other.isConfirmed) continue;
        if (overlap(other.hit, younger.hit) >= mergeOverlap) older = other;
      }
      if (older?.hit === undefined) {
        younger.duplicateFrames = 0;
        continue;
      }
      younger.duplicateFrames = younger.duplicateOf === older.id ? younger.duplicateFrames + 1 : 1;
      younger.duplicateOf = older.id;
      extendByFace(older.hit, younger.hit);
      if (younger.duplicateFrames < mergeFrames) continue;
      younger.isSealed = true;
      younger.endsMs = younger.history.last.timeMs;
    }
  }

  #prune(): void {
    const nowMs = this.#frame.timeMs;
    const publishedMs = Math.max(this.#publishedMs, nowMs - unpublishedMs);
    for (let index = this.#tracks.length - 1; index >= 0; index--) {
      const track = this.#tracks[index];
      if (track === undefined) continue;
      track.history.prune(publishedMs - memoryMs, hitsKept);
      const isPublished = track.masksUntilMs < publishedMs - memoryMs;
      const isGone = track.isConfirmed
        ? isPublished && !track.canTake(nowMs)
        : this.#analysed - track.lastAnalysed >= tentativeFrames - 1;
      if (!isGone && !(track.isSealed && !track.isConfirmed)) continue;
      this.#tracks.splice(index, 1);
      this.#free.push(track);
    }
    while ((this.#crowdedMs[0] ?? nowMs) < publishedMs - 2 * backfillMs) this.#crowdedMs.shift();
  }

  #sealBefore(scene: Scene): void {
    for (const track of this.#tracks) {
      if (track.history.first.frameId >= scene.firstFrameId) continue;
      track.isSealed = true;
      track.endsMs = Math.min(track.endsMs, scene.graceUntilMs);
    }
  }

  /** The hits from the cut on become a track of their own. */
  #split(track: Track, frameId: number, scene: Scene): void {
    const later = this.#takeTrack(1);
    if (later === undefined) {
      this.#noteCrowd(this.#frame.timeMs);
      return;
    }
    later.start(this.#nextId++, this.#analysed, scene.masksFromFrameId);
    track.history.moveFrom(frameId, later.history);
    later.hits = later.history.length;
    track.hits = Math.max(1, track.hits - later.hits);
    later.hit = later.history.findFrame(this.#frame.frameId);
    track.hit = undefined;
    this.#tracks.push(later);
    if (track.isConfirmed) this.#confirm(later);
  }

  /** One sighting of a second pass. */
  #addSighting(sighting: Sighting, scene: Scene): void {
    const { frameId } = sighting;
    let best: Track | undefined;
    let bestCost = forbiddenCost;
    for (const track of this.#tracks) {
      if (track.isSealed || track.masksFromFrameId > frameId) continue;
      const own = track.history.findFrame(frameId);
      const cost =
        own === undefined
          ? this.#costNear(track, sighting)
          : boxCost(own, sighting, sameFrameReach);
      if (cost >= bestCost) continue;
      best = track;
      bestCost = cost;
    }
    if (best === undefined) {
      if (sighting.confidence >= weakConfidence) this.#begin(sighting, scene);
      return;
    }
    const own = best.history.findFrame(frameId);
    if (own === undefined) {
      if (!best.isConfirmed && sighting.confidence < doubtfulConfidence) return;
      this.#hit(best, sighting);
      return;
    }
    // Two models agree on this face: that is the second hit.
    if (sighting.confidence >= weakConfidence) this.#confirm(best);
    const isDoubtful = own.confidence < weakConfidence && sighting.confidence > own.confidence;
    if (isDoubtful && !own.isEvidence) best.history.replace(own, sighting);
    else if (isLikeSized(own, sighting) && sticksOut(own, sighting)) extendByFace(own, sighting);
  }

  /** Cost against a track that has no hit in the sighting's frame. */
  #costNear(track: Track, sighting: Sighting): number {
    const { history } = track;
    const index = history.indexAt(sighting.timeMs);
    if (index === history.length - 1) {
      if (!track.canTake(sighting.timeMs)) return forbiddenCost;
      track.predict(sighting.timeMs);
      return matchCost(track, sighting, sighting.timeMs);
    }
    const after = history.at(index + 1);
    const before = index >= 0 ? history.at(index) : after;
    const spanMs = after.timeMs - before.timeMs;
    const share = spanMs > 0 ? (sighting.timeMs - before.timeMs) / spanMs : 0;
    const moved = {
      xPx: before.xPx + (after.xPx - before.xPx) * share,
      yPx: before.yPx + (after.yPx - before.yPx) * share,
      widthPx: before.widthPx + (after.widthPx - before.widthPx) * share,
      heightPx: before.heightPx + (after.heightPx - before.heightPx) * share,
    };
    return boxCost(moved, sighting, betweenReach);
  }

  #coverWholeFrame(widthPx: number, heightPx: number): void {
    const region = this.#regionPool[this.#regions.length];
    if (region === undefined) return;
    region.trackId = 0xffffffff;
    region.centreXPx = widthPx / 2;
    region.centreYPx = heightPx / 2;
    region.halfWidthPx = widthPx / 2;
    region.halfHeightPx = heightPx / 2;
    region.angleRad = 0;
    region.faceWidthPx = widthPx;
    region.faceHeightPx = heightPx;
    this.#regions.push(region);
  }
}
