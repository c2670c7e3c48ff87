// Faces that were expected in the newest frame and not seen there: hidden by another one, or gone.

import { type FlowPlace, followPiece, type PicturePair } from './face-flow.ts';
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

/** For longer a piece of the picture does not stay what it was; and a bounded number of them a frame. */
const followedMsMax = 1000;
const followedMax = 8;
const place: FlowPlace = { xPx: 0, yPx: 0 };

/** Follows the tracks that have no hit in the newest frame from where they were in the one before. */
export function followUnseen(
  tracks: readonly Track[],
  newest: NewestFrame,
  pair: PicturePair,
): void {
  const { timeMs } = newest;
  let followed = 0;
  for (const track of tracks) {
    const { flow, history } = track;
    const { last } = history;
    if (last.timeMs >= timeMs) {
      flow.clear();
      continue;
    }
    if (track.isSealed || timeMs - last.timeMs > followedMsMax || followed === followedMax)
      continue;
    if (flow.lastMs <= last.timeMs) {
      flow.clear();
      flow.add(last.timeMs, last.xPx, last.yPx);
    }
    // Its chain is broken: what lies at its last place is something else by now.
    if (flow.lastMs !== newest.beforeMs) continue;
    followed++;
    if (!flow.at(flow.lastMs, place)) {
      place.xPx = last.xPx;
      place.yPx = last.yPx;
    }
    track.predict(timeMs);
    const piece = {
      xPx: place.xPx,
      yPx: place.yPx,
      sizePx: Math.sqrt(last.widthPx * last.heightPx),
      guessX: track.expected.a,
      guessY: track.expected.b,
    };
    if (followPiece(pair, piece, place)) flow.add(timeMs, place.xPx, place.yPx);
  }
}
