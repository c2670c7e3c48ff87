// One face over time: its hits, whether it counts as a face, and until when it is masked.

import type { Detection } from '../detection/detection.ts';
import { createMotionState, type MotionState, predictMotion } from './motion-filter.ts';
import { type Hit, TrackHistory } from './track-history.ts';

/** Without a hit a track is masked this long: after its first hit, and when well established. */
const coastMsMin = 400;
const coastMsMax = 1500;
const establishedHits = 12;
/** A track that another one covers may hide a second head: it waits this long for it. */
const coveredCoastMs = 3000;
/** A face that was lost while it reached over the frame's border may still be there in part. */
const borderCoastMs = 2500;
/** A face that comes back near where it was lost continues its track. */
export const reentryMs = 3000;
/** Motion is believed for this long after the last hit, then fades over as much again. */
const fullMotionSeconds = 0.3;
const fadeSeconds = 0.3;

/** Boxes larger than the frame by more than this say nothing; pixels below 1 are no face. */
const frameSidesMax = 2;

/** Seconds of constant velocity that are worth `seconds` of a motion that fades. */
export function believedSeconds(seconds: number): number {
  if (seconds <= fullMotionSeconds) return seconds;
  const faded = 1 - Math.exp(-(seconds - fullMotionSeconds) / fadeSeconds);
  return fullMotionSeconds + fadeSeconds * faded;
}

/** A detection as the tracker uses it: finite, centred, its sides bounded. */
export interface Sighting {
  frameId: number;
  timeMs: number;
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
  angleRad: number;
  confidence: number;
  isEvidence: boolean;
  isUsed: boolean;
}

export function createSighting(): Sighting {
  return {
    frameId: 0,
    timeMs: 0,
    xPx: 0,
    yPx: 0,
    widthPx: 0,
    heightPx: 0,
    angleRad: 0,
    confidence: 0,
    isEvidence: false,
    isUsed: false,
  };
}

export interface FrameMoment {
  readonly frameId: number;
  readonly timeMs: number;
}

/**
 * Fills `to` and says whether the detection can be a face: its box is finite, has an area and
 * touches the frame or its surroundings.
 */
export function readDetection(
  to: Sighting,
  detection: Detection,
  frame: FrameMoment & { readonly widthPx: number; readonly heightPx: number },
): boolean {
  const { xPx, yPx, widthPx, heightPx, angleRad, confidence } = detection;
  const isMeasured =
    Number.isFinite(xPx) &&
    Number.isFinite(yPx) &&
    Number.isFinite(widthPx) &&
    Number.isFinite(heightPx) &&
    Number.isFinite(confidence);
  if (!isMeasured || widthPx < 1 || heightPx < 1) return false;
  const beyondX = frame.widthPx * frameSidesMax;
  const beyondY = frame.heightPx * frameSidesMax;
  const left = Math.max(xPx, -beyondX);
  const top = Math.max(yPx, -beyondY);
  const right = Math.min(xPx + widthPx, frame.widthPx + beyondX);
  const bottom = Math.min(yPx + heightPx, frame.heightPx + beyondY);
  if (right - left < 1 || bottom - top < 1) return false;
  to.frameId = frame.frameId;
  to.timeMs = frame.timeMs;
  to.xPx = (left + right) / 2;
  to.yPx = (top + bottom) / 2;
  to.widthPx = right - left;
  to.heightPx = bottom - top;
  to.angleRad = Number.isFinite(angleRad) ? angleRad : 0;
  to.confidence = confidence;
  to.isEvidence = false;
  to.isUsed = false;
  return true;
}

/** What was emitted lately, so that a region shrinks slowly whatever shrinks below it. */
export class SlowRelease {
  readonly #timesMs = new Float64Array(8).fill(Number.NEGATIVE_INFINITY);
  readonly #halfWidths = new Float64Array(8);
  readonly #halfHeights = new Float64Array(8);
  #next = 0;

  clear(): void {
    this.#timesMs.fill(Number.NEGATIVE_INFINITY);
  }

  /** Largest earlier half width, decayed to `timeMs`; 0 without one. */
  halfWidthAt(timeMs: number): number {
    return this.#largest(this.#halfWidths, timeMs);
  }

  halfHeightAt(timeMs: number): number {
    return this.#largest(this.#halfHeights, timeMs);
  }

  remember(timeMs: number, halfWidthPx: number, halfHeightPx: number): void {
    this.#timesMs[this.#next] = timeMs;
    this.#halfWidths[this.#next] = halfWidthPx;
    this.#halfHeights[this.#next] = halfHeightPx;
    this.#next = (this.#next + 1) % this.#timesMs.length;
  }

  #largest(values: Float64Array, timeMs: number): number {
    let largest = 0;
    for (let index = 0; index < values.length; index++) {
      const ageMs = timeMs - (this.#timesMs[index] as number);
      if (!(ageMs > 0 && ageMs < releaseMs * 4)) continue;
      largest = Math.max(largest, (values[index] as number) * Math.exp(-ageMs / releaseMs));
    }
    return largest;
  }
}

/** Time constant of shrinking. */
export const releaseMs = 500;

export class Track {
  id = 0;
  isConfirmed = false;
  hits = 0;
  /** Those of at least weak confidence. */
  weakHits = 0;
  /** Number of the analysed frame that gave the last hit. */
  lastAnalysed = 0;
  /** Nothing before this frame is masked because of this track: the scene began here. */
  masksFromFrameId = 0;
  /** No hit is taken any more; masked until `endsMs` at most. */
  isSealed = false;
  endsMs = Number.POSITIVE_INFINITY;
  /** The last moment at which a track with hits lay over this one. */
  coveredMs = Number.NEGATIVE_INFINITY;
  /** The last hit reached over the frame's border. */
  isAtBorder = false;
  duplicateOf = 0;
  duplicateFrames = 0;
  readonly history = new TrackHistory();
  readonly release = new SlowRelease();
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
    this.lastAnalysed = analysed;
    this.masksFromFrameId = masksFromFrameId;
    this.isSealed = false;
    this.endsMs = Number.POSITIVE_INFINITY;
    this.coveredMs = Number.NEGATIVE_INFINITY;
    this.isAtBorder = false;
    this.duplicateOf = 0;
    this.duplicateFrames = 0;
    this.hit = undefined;
    this.history.clear();
    this.release.clear();
  }

  /** Until when the track is masked if nothing more is seen of it. */
  get masksUntilMs(): number {
    const lastMs = this.history.last.timeMs;
    const established = Math.min(1, this.hits / establishedHits);
    const longestMs = this.isAtBorder ? borderCoastMs : coastMsMax;
    let untilMs = lastMs + coastMsMin + (longestMs - coastMsMin) * established;
    if (this.coveredMs > lastMs) {
      untilMs = Math.max(untilMs, Math.min(this.coveredMs + coastMsMin, lastMs + coveredCoastMs));
    }
    return Math.min(untilMs, this.endsMs);
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
    predictMotion(this.expectedSize, last.size, Math.min(seconds, fullMotionSeconds), 1);
    this.expectedSizePx = Math.exp((this.expectedSize.a + this.expectedSize.b) / 2);
  }
}
