// Detections as the tracker takes them in: checked, bounded, best first, in objects that are reused.

import { type Detection, weakConfidence } from '../detection/detection.ts';
import type { SizedMoment } from './newest-frame.ts';

/** Of one frame at most. */
export const sightingsMax = 128;
/** A hit this doubtful still keeps a track alive. */
export const keepAliveConfidence = 0.25;
/** Below weak, but if it persists it is a face as well. */
export const doubtfulConfidence = 0.4;
/** Boxes larger than the frame by more than this say nothing; pixels below 1 are no face. */
const frameSidesMax = 2;

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

function createSighting(): Sighting {
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

/**
 * Fills `to` and says whether the detection can be a face: its box is finite, has an area and
 * touches the frame or its surroundings.
 */
function readDetection(to: Sighting, detection: Detection, frame: SizedMoment): boolean {
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

export class SightingList {
  readonly #sightings: Sighting[] = [];
  readonly #pool: Sighting[] = Array.from({ length: sightingsMax }, createSighting);
  readonly #sorted: Detection[] = [];

  /** Of the frame that was read last, best first. */
  get all(): readonly Sighting[] {
    return this.#sightings;
  }

  /** Reads one frame's detections; false if there was no room for one that is likely a face. */
  read(frame: SizedMoment, detections: readonly Detection[], isEvidence: boolean): boolean {
    this.#sightings.length = 0;
    this.#sorted.length = 0;
    for (const detection of detections) {
      if (detection.confidence >= keepAliveConfidence) this.#sorted.push(detection);
    }
    this.#sorted.sort((a, b) => b.confidence - a.confidence);
    for (const detection of this.#sorted) {
      const sighting = this.#pool[this.#sightings.length];
      if (sighting === undefined) return detection.confidence < weakConfidence;
      if (!readDetection(sighting, detection, frame)) continue;
      sighting.isEvidence = isEvidence;
      this.#sightings.push(sighting);
    }
    return true;
  }
}
