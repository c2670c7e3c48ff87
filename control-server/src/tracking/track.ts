// One face over time: its hits, whether it counts as a face, and until when it is masked.

import { strongConfidence } from '../detection/detection.ts';
import { FaceFlow, type FlowPlace } from './face-flow.ts';
import type { Hit } from './hit.ts';
import { createMotionState, type MotionState, predictMotion } from './motion-filter.ts';
import type { FrameMoment } from './scene-list.ts';
import { SlowRelease } from './slow-release.ts';
import { TrackHistory } from './track-history.ts';

/** Without a hit a track is masked this long: after its first hit, and when well established. */
const coastMsMin = 400;
const coastMsMax = 1500;
const establishedHits = 12;
/** On a slow machine that is too short for a second chance: so many analysed frames without it are waited for. */
export const coastFramesMin = 4;
/** One that no detector was ever sure of is mostly no face. */
const doubtfulCoastMsMax = 700;
/** A track that another one covers may hide a second head: it waits this long for it. */
const coveredCoastMs = 3000;
/** A face that was lost while it reached over the frame's border may still be there in part. */
const borderCoastMs = 2000;
/** A face that comes back near where it was lost continues its track. */
export const reentryMs = 3000;
/** How far before its first hit a face is masked, if the frames have not gone out yet. */
export const backfillMs = 1000;
/** Motion is believed for this long after the last hit, then fades over as much again. */
const fullMotionSeconds = 0.3;
/** Of a face that was looked for and not seen: a hit that was none says nothing of its motion. */
const unseenMotionSeconds = 0.15;

/** Seconds of constant velocity that are worth `seconds` of a motion that fades. */
export function believedSeconds(seconds: number, wasLookedFor = false): number {
  const full = wasLookedFor ? unseenMotionSeconds : fullMotionSeconds;
  if (seconds <= full) return seconds;
  return full + full * (1 - Math.exp(-(seconds - full) / full));
}

const flowPlace: FlowPlace = { xPx: 0, yPx: 0 };

export class Track {
  id = 0;
  isConfirmed = false;
  hits = 0;
  /** Those of at least weak confidence. */
  weakHits = 0;
  /** Seen by the main pass; by a second one. */
  hasMainHit = false;
  hasEvidence = false;
  /** Of all hits. */
  bestConfidence = 0;
  /** Number of the analysed frame that gave the last hit. */
  lastAnalysed = 0;
  /** Number of the analysed frame at which a close look at it was taken last. */
  lookedAt = 0;
  /** Nothing before this frame is masked because of this track: the scene began here. */
  masksFromFrameId = 0;
  /** No hit is taken any more; masked until `endsMs` at most. */
  isSealed = false;
  endsMs = Number.POSITIVE_INFINITY;
  /** Something like a face was seen at its place after the cut that sealed it. */
  isSeenAfterCut = false;
  /** The last moment at which a track with hits lay over this one. */
  coveredMs = Number.NEGATIVE_INFINITY;
  /** The moment of the last analysed frame that a miss in it is forgiven, whatever the time. */
  forgivenMs = Number.NEGATIVE_INFINITY;
  /** The last hit reached over the frame's border. */
  isAtBorder = false;
  duplicateOf = 0;
  duplicateFrames = 0;
  readonly history = new TrackHistory();
  readonly release = new SlowRelease();
  /** Of the head as it was seen turned. */
  readonly turnedRelease = new SlowRelease();
  /** Where its piece of the picture went since the last hit. */
  readonly flow = new FaceFlow();
  /** Where the filter expects the face at the moment of the last `predict`. */
  readonly expected: MotionState = createMotionState();
  readonly expectedSize: MotionState = createMotionState();
  expectedSizePx = 0;
  /** The hit of the frame that is being added, if it has one yet. */
  hit: Hit | undefined;

  start(id: number, analysed: number, masksFromFrameId: number): void {
    this.id = id;
    this.isConfirmed = false;
    this.hits = 0;
    this.weakHits = 0;
    this.hasMainHit = false;
    this.hasEvidence = false;
    this.bestConfidence = 0;
    this.lastAnalysed = analysed;
    this.lookedAt = 0;
    this.masksFromFrameId = masksFromFrameId;
    this.isSealed = false;
    this.endsMs = Number.POSITIVE_INFINITY;
    this.isSeenAfterCut = false;
    this.coveredMs = Number.NEGATIVE_INFINITY;
    this.forgivenMs = Number.NEGATIVE_INFINITY;
    this.isAtBorder = false;
    this.duplicateOf = 0;
    this.duplicateFrames = 0;
    this.hit = undefined;
    this.history.clear();
    this.release.clear();
    this.turnedRelease.clear();
    this.flow.clear();
  }

  /** Of some hit a detector was sure that it shows a face. */
  get isSure(): boolean {
    return this.bestConfidence >= strongConfidence;
  }

  /** Its piece of the picture was found again since the last hit. */
  get isFollowed(): boolean {
    return this.flow.length > 1 && this.flow.lastMs > this.history.last.timeMs;
  }

  /** Until when the track is masked if nothing more is seen of it. */
  get masksUntilMs(): number {
    const lastMs = this.history.last.timeMs;
    const established = Math.min(1, this.hits / establishedHits);
    const sureCoastMs = this.isAtBorder ? borderCoastMs : coastMsMax;
    const longestMs = this.isSure ? sureCoastMs : doubtfulCoastMsMax;
    const coastMs = (longest: number) => coastMsMin + (longest - coastMsMin) * established;
    let untilMs = Math.max(lastMs + coastMs(longestMs), this.forgivenMs);
    if (this.isSure && this.coveredMs > lastMs) {
      const hiddenUntilMs = lastMs + coastMs(coveredCoastMs);
      untilMs = Math.max(untilMs, Math.min(this.coveredMs + coastMsMin, hiddenUntilMs));
    }
    return Math.min(untilMs, this.endsMs);
  }

  /** Whether a face may be where this track says, in any frame: before, between and after hits. */
  masksAt(moment: FrameMoment): boolean {
    const { timeMs } = moment;
    if (!this.isConfirmed || moment.frameId < this.masksFromFrameId) return false;
    if (timeMs > this.masksUntilMs && !(this.history.last.timeMs >= timeMs)) return false;
    return !(timeMs < this.history.first.timeMs - backfillMs);
  }

  canTake(timeMs: number): boolean {
    return !this.isSealed && timeMs - this.history.last.timeMs <= reentryMs;
  }

  /** Sets `expected` for `timeMs`, at or after the last hit. */
  predict(timeMs: number): void {
    const { last } = this.history;
    const seconds = Math.max(0, timeMs - last.timeMs) / 1000;
    const noise = Math.max(
      last.positionNoise,
      (8 * Math.sqrt(last.widthPx * last.heightPx)) ** 2 / 30,
    );
    predictMotion(this.expected, last.position, seconds, noise);
    const believed = believedSeconds(seconds);
    this.expected.a = last.position.a + last.position.velocityA * believed;
    this.expected.b = last.position.b + last.position.velocityB * believed;
    if (this.isFollowed && this.flow.at(timeMs, flowPlace)) {
      this.expected.a = flowPlace.xPx;
      this.expected.b = flowPlace.yPx;
    }
    predictMotion(this.expectedSize, last.size, Math.min(seconds, fullMotionSeconds), 1);
    this.expectedSizePx = Math.exp((this.expectedSize.a + this.expectedSize.b) / 2);
  }
}
