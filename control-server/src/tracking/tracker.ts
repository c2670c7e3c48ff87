// Follows faces through the analysed frames of one stream and says, for any frame id, where heads
// must be opaque: from the hits before and after it. Time is an argument; nothing here reads a clock.
//
// A track:  tentative -> confirmed   (a strong hit, two weak ones with one miss between at most, or
//                                     five doubtful ones)
//           confirmed -> sealed      (a scene cut, or a duplicate of an older track)
//           any -> gone              (tentative with two misses in a row; masked and published to its end)

import type { Detection } from '../detection/detection.ts';
import { CameraPath } from './camera-path.ts';
import { Crowd } from './crowd.ts';
import { mergeDuplicates } from './duplicates.ts';
import type { PicturePair } from './face-flow.ts';
import { type FacePlace, facePlaces } from './face-places.ts';
import { FrameMatching } from './frame-matching.ts';
import type { HeadRegion } from './head-region.ts';
import { type LookPlace, lookPlaceOf, neediestTrack } from './look-places.ts';
import { followUnseen, noteMissed } from './missed-tracks.ts';
import { NewestFrame, type SizedMoment } from './newest-frame.ts';
import { RegionQuery } from './region-query.ts';
import { type FrameMoment, SceneList } from './scene-list.ts';
import { cutTracks, endUnseen, noteSeenAfterCut, sealBefore } from './scene-tracks.ts';
import { placeEvidence } from './second-pass.ts';
import { SightingList } from './sighting.ts';
import { TrackSet } from './track-set.ts';

export { tracksMax } from './track-set.ts';

/** Frames that nobody published for this long are taken as gone: guard mode's delay at a frame a second. */
const unpublishedMs = 15_000;

export interface AnalysedFrame extends SizedMoment {
  readonly detections: readonly Detection[];
}

export interface Evidence extends FrameMoment {
  readonly detections: readonly Detection[];
  /** From a close look at a track: it begins none. */
  readonly isClose?: boolean;
  /** There is no time for a closer look before its frame goes out: what is seen in doubt counts. */
  readonly isFinal?: boolean;
}

export class Tracker {
  readonly #newest = new NewestFrame();
  readonly #crowd = new Crowd();
  readonly #camera = new CameraPath();
  readonly #scenes = new SceneList();
  readonly #sightings = new SightingList();
  readonly #tracks = new TrackSet(this.#newest, this.#crowd);
  readonly #matching = new FrameMatching(this.#tracks);
  readonly #regions = new RegionQuery(this.#newest, this.#crowd, this.#camera);
  #publishedMs = Number.NEGATIVE_INFINITY;
  #forgottenMs = Number.NEGATIVE_INFINITY;

  /** Distinct faces so far; a reset does not take them back. */
  get confirmedTracks(): number {
    return this.#tracks.confirmed;
  }

  /** Tracks that are held now, of every state. */
  get heldTracks(): number {
    return this.#tracks.all.length;
  }

  /** Id of the newest analysed frame, 0 before the first. */
  get latestFrameId(): number {
    return this.#newest.analysed === 0 ? 0 : this.#newest.frameId;
  }

  /** What stands in the room has moved by so many pixels in the picture since the last moment; 0 where that isn't known. */
  moveCamera(timeMs: number, xPx: number, yPx: number): void {
    this.#camera.add(timeMs, xPx, yPx);
  }

  /** Detections of the main pass; frame ids rise, and may skip. */
  addFrame(frame: AnalysedFrame): void {
    if (this.#newest.analysed > 0 && frame.frameId <= this.#newest.frameId) {
      this.addEvidence(frame);
      return;
    }
    this.#newest.enter(frame);
    const scene = this.#scenes.enter(frame);
    sealBefore(this.#tracks.all, scene);
    this.#readSightings(frame, frame.detections, false);
    this.#matching.place(this.#sightings.all, frame.timeMs, scene);
    noteMissed(this.#tracks.all, this.#newest);
    mergeDuplicates(this.#tracks.all);
    this.#prune();
  }

  /**
   * Detections of a second pass over the newest frame or a recent one. They confirm, start and keep
   * tracks; a box that the main pass measured well stays where it is.
   */
  addEvidence(evidence: Evidence): void {
    if (this.#newest.analysed === 0) return;
    const scene = this.#scenes.of(evidence.frameId);
    this.#readSightings(evidence, evidence.detections, true);
    for (const sighting of this.#sightings.all) {
      placeEvidence(this.#tracks, sighting, scene, evidence);
    }
  }

  /** Looks for the faces that the newest frame should show, and did not, where their piece of the picture has gone. */
  followUnseen(pair: PicturePair): void {
    followUnseen(this.#tracks.all, this.#newest, pair);
  }

  /**
   * Where heads must be opaque in a frame: an already analysed one, one between, or one to come.
   * The array and the regions in it are reused by the next call.
   */
  regionsAt(moment: FrameMoment): readonly HeadRegion[] {
    return this.#regions.at(moment, this.#tracks.all);
  }

  /** Whether there is a face that the newest frame should show and did not, or a doubtful one. */
  get needsLook(): boolean {
    return neediestTrack(this.#tracks.all, this.#newest) !== undefined;
  }

  /** The faces that were seen in the newest frame, as they were measured in it. */
  get facePlaces(): FacePlace[] {
    return facePlaces(this.#tracks.all);
  }

  /** Where a close look at the newest frame is needed most; another place each time. */
  takeLookPlace(): LookPlace | undefined {
    const track = neediestTrack(this.#tracks.all, this.#newest);
    return track && lookPlaceOf(track, this.#newest);
  }

  /** The frames before this moment are out: what only they needed is dropped. */
  forgetBefore({ timeMs }: FrameMoment): void {
    if (this.#newest.analysed === 0) return;
    this.#publishedMs = Math.max(this.#publishedMs, Math.min(timeMs, this.#newest.timeMs));
    this.#prune();
  }

  /** Of frames before this moment nothing is known any more: `regionsAt` must not be believed there. */
  get knownFromMs(): number {
    return this.#forgottenMs;
  }

  /**
   * A new scene begins with this frame: nothing is interpolated, carried (beyond a short grace) or
   * filled back across. The frame may have been added already.
   */
  cutBefore(frameId: number): void {
    const scene = this.#scenes.cutBefore(frameId, this.#newest);
    if (scene === undefined) return;
    if (this.#newest.analysed === 0 || this.#newest.frameId < frameId) return;
    cutTracks(this.#tracks, frameId, scene);
  }

  /** The newest frame begins a scene, and all that passes found in it has been added. */
  settleCut(): void {
    endUnseen(this.#tracks.all, this.#newest.timeMs);
  }

  /** Another picture altogether: nothing seen so far says anything about it. */
  reset(): void {
    this.#tracks.clear();
    this.#scenes.clear();
    this.#crowd.clear();
    this.#camera.clear();
    this.#newest.reset();
    this.#publishedMs = Number.NEGATIVE_INFINITY;
    this.#forgottenMs = Number.NEGATIVE_INFINITY;
  }

  #readSightings(moment: FrameMoment, detections: readonly Detection[], isEvidence: boolean): void {
    const { widthPx, heightPx } = this.#newest;
    const { frameId, timeMs } = moment;
    const hasRoom = this.#sightings.read(
      { frameId, timeMs, widthPx, heightPx },
      detections,
      isEvidence,
    );
    if (!hasRoom) this.#crowd.note(timeMs);
    if (frameId !== this.#newest.frameId) return;
    for (const sighting of this.#sightings.all) noteSeenAfterCut(this.#tracks.all, sighting);
  }

  #prune(): void {
    const publishedMs = Math.max(this.#publishedMs, this.#newest.timeMs - unpublishedMs);
    this.#forgottenMs = Math.max(this.#forgottenMs, publishedMs);
    this.#tracks.prune(publishedMs);
    this.#crowd.forgetBefore(publishedMs);
  }
}
