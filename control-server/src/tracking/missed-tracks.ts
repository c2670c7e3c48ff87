// Faces that were expected in the newest frame and not seen there: hidden by another one, or gone.

import { covers } from './matching.ts';
import type { NewestFrame } from './newest-frame.ts';
import { coastFramesMin, type Track } from './track.ts';

/** A face that is expected outside of the frame for this long has left; it may have turned back. */
const leftMs = 450;

export function noteMissed(tracks: readonly Track[], newest: NewestFrame): void {
  const { timeMs } = newest;
  for (const track of tracks) {
    if (track.hit !== undefined || !track.isConfirmed || !track.canTake(timeMs)) continue;
    for (const other of tracks) {
      if (other.hit !== undefined && covers(other.hit, track)) track.coveredMs = timeMs;
    }
    track.predict(timeMs);
    if (newest.analysed - track.lastAnalysed < coastFramesMin) track.forgivenMs = timeMs;
    if (!hasLeft(track, newest)) continue;
    track.isSealed = true;
    track.endsMs = Math.min(track.endsMs, timeMs);
  }
}

function hasLeft(track: Track, newest: NewestFrame): boolean {
  if (newest.timeMs - track.history.last.timeMs < leftMs) return false;
  const reach = track.expectedSizePx * 0.6;
  const { a, b } = track.expected;
  const { widthPx, heightPx } = newest;
  return !(a > -reach && b > -reach && a < widthPx + reach && b < heightPx + reach);
}
