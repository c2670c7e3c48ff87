// Where a close look is needed most: at faces that the newest frame should show and the passes over it
// did not, at places of which one pass alone, in doubt, has said that there is a face, and at turned heads,
// which may turn on.

import { strongConfidence, weakConfidence } from '../detection/detection.ts';
import { turnedAgeMs } from './hits-around.ts';
import type { NewestFrame } from './newest-frame.ts';
import type { Track } from './track.ts';
import { turnedMin } from './turned-head.ts';

/** A square in pixels of the source. */
export interface LookPlace {
  readonly xPx: number;
  readonly yPx: number;
  readonly sidePx: number;
}

/** In face sizes: enough around the face for a detector to know it, and for it to have moved. */
const sideOfFace = 5;
/** How far a head is turned must be known anew after this. */
const turnedLookMs = 120;
/** So much more for each second since it was seen, in which it can have gone anywhere. */
const sideOfFacePerSecond = 6;

/** The track in need that was looked at longest ago. */
export function neediestTrack(tracks: readonly Track[], newest: NewestFrame): Track | undefined {
  let neediest: Track | undefined;
  for (const track of tracks) {
    if (!needsLook(track, newest)) continue;
    if (neediest === undefined || track.lookedAt < neediest.lookedAt) neediest = track;
  }
  return neediest;
}

/** Where the track is expected in the newest frame. It counts as looked at from now on. */
export function lookPlaceOf(track: Track, newest: NewestFrame): LookPlace {
  track.lookedAt = newest.analysed;
  track.predict(newest.timeMs);
  const { expected, expectedSizePx } = track;
  const unseenSeconds = Math.max(0, newest.timeMs - track.history.last.timeMs) / 1000;
  const sidePx = expectedSizePx * (sideOfFace + sideOfFacePerSecond * unseenSeconds);
  return { xPx: expected.a, yPx: expected.b, sidePx };
}

function needsLook(track: Track, newest: NewestFrame): boolean {
  if (track.isSealed || track.lookedAt === newest.analysed) return false;
  if (track.isConfirmed && track.masksUntilMs < newest.timeMs) return false;
  if (!track.isConfirmed) return true;
  if (track.hit === undefined) return true;
  // What only a further pass saw, in doubt, may have been seen small, and its place is as doubtful.
  const sureConfidence = track.hit.isEvidence ? strongConfidence : weakConfidence;
  if (track.hit.confidence < sureConfidence) return true;
  const turnedMs = turnedAgeMs(track.history, newest.timeMs, turnedMin);
  return turnedMs !== undefined && turnedMs > turnedLookMs;
}
