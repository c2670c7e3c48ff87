// One face that two tracks have followed in turn: its box leapt too far for its track (a hand came before it, the camera
// was knocked), another track took it, and the first one would be waited for where nobody is any more. Such a shadow ends as soon
// as the other track is seen at its place for a few frames.
//
// Nothing is a shadow of a face that was ever seen beside it in the same frame (two people are), nor of one that came after
// it was seen last (somebody stepped before it), nor of what only may be a face: it could be a hand, and the face beside it.

import { strongConfidence } from '../detection/detection.ts';
import { faceSizePx, type Hit } from './hit.ts';
import { overlap } from './matching.ts';
import type { Track } from './track.ts';

/** Boxes of one frame that overlap by less, and lie further apart (in face sizes), show two faces. */
const besideOverlap = 0.2;
const besideApart = 1;
/** The other track is surely seen this near to where the shadow is expected (face sizes; a logarithm of size), so often in a row. */
const shadowReach = 1;
const shadowLogScale = 0.6;
const shadowFrames = 3;

/** Call with each new hit: which of the other tracks were seen in its frame, elsewhere. */
export function noteBeside(tracks: readonly Track[], track: Track, hit: Hit): void {
  for (const other of tracks) {
    if (other === track) continue;
    const theirs = other.history.findFrame(hit.frameId);
    if (theirs !== undefined && areBeside(theirs, hit)) noteSeen(track, other);
  }
}

/** `later` goes on with the face of `track`. */
export function inheritBeside(tracks: readonly Track[], track: Track, later: Track): void {
  for (const other of tracks) {
    if (other !== later && wereSeenBeside(track, other)) noteSeen(later, other);
  }
}

/** Ends the tracks that were expected in the newest frame, and turn out to be shadows. */
export function endShadows(tracks: readonly Track[], timeMs: number): void {
  for (const track of tracks) {
    const caster = tracks.find((other) => isShadowOf(track, other, timeMs));
    track.shadowedFrames = caster === undefined ? 0 : track.shadowedFrames + 1;
    if (caster === undefined || track.shadowedFrames < shadowFrames) continue;
    track.isSealed = true;
    track.endsMs = track.history.last.timeMs;
    // It is the same face, and as well known.
    caster.hits = Math.max(caster.hits, track.hits);
    caster.bestConfidence = Math.max(caster.bestConfidence, track.bestConfidence);
  }
}

function isShadowOf(track: Track, other: Track, timeMs: number): boolean {
  if (track.hit !== undefined || !track.isConfirmed || !track.canTake(timeMs)) return false;
  const { hit } = other;
  if (other === track || !other.isConfirmed || !hit || hit.confidence < strongConfidence)
    return false;
  const tookTurns = track.history.last.timeMs > other.bornMs;
  if (!tookTurns || wereSeenBeside(track, other)) return false;
  track.predict(timeMs);
  // Not the size that is expected: a box that took in a hand seems to grow on.
  const sizePx = faceSizePx(track.history.last);
  const away = Math.hypot(hit.xPx - track.expected.a, hit.yPx - track.expected.b) / sizePx;
  const scale = Math.abs(Math.log(faceSizePx(hit) / sizePx));
  return away < shadowReach && scale < shadowLogScale;
}

function areBeside(a: Hit, b: Hit): boolean {
  if (overlap(a, b) >= besideOverlap) return false;
  const sizePx = (a.widthPx * a.heightPx * b.widthPx * b.heightPx) ** 0.25;
  return Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx) > besideApart * sizePx;
}

function noteSeen(track: Track, other: Track): void {
  const [older, younger] = track.id < other.id ? [track, other] : [other, track];
  younger.seenBeside.add(older.id);
}

function wereSeenBeside(track: Track, other: Track): boolean {
  return track.seenBeside.has(other.id) || other.seenBeside.has(track.id);
}
