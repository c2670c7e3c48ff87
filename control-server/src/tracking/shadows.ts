// One face that two tracks have followed in turn: a hand came before it or a blur over it, its box went astray, another track
// took it, and the first one would be waited for where it is no more. Such a shadow ends when the other track has surely been
// seen at its place for a while, and nothing was given to the shadow meanwhile.
//
// Nothing is a shadow whose face was seen as well as ever when it was seen last (it may have turned away); nor of a face beside
// which it was seen in one frame (two people are), nor of one that came after it was seen last (somebody stepped before it),
// nor of what only may be a face: it could be a hand, and the face beside it.

import { strongConfidence, weakConfidence } from '../detection/detection.ts';
import { faceSizePx, type Hit, isBelowItsBest } from './hit.ts';
import { overlap } from './matching.ts';
import type { Track } from './track.ts';

/** Two boxes of the main pass in one frame, or two sure ones of any, are two faces, unless they are nearly the same. */
const sameFaceOverlap = 0.5;
/** Others are if they overlap by less, and lie further apart (in face sizes), or one is sure and the other one likely. */
const doubtfulOverlap = 0.2;
const doubtfulApart = 1;
/** The other track is seen this near to where the shadow is expected (face sizes; a logarithm of size). */
const shadowReach = 1;
/** Where its piece of the picture was followed to is known better. */
const followedReach = 0.5;
const shadowLogScale = 0.6;
/** For so many analysed frames in a row, and so long. */
const shadowFrames = 3;
const shadowMs = 150;

/** Call with each hit that is new, or measured anew: which of the other tracks were seen in its frame, elsewhere. */
export function noteBeside(tracks: readonly Track[], track: Track, hit: Hit): void {
  for (const other of tracks) {
    if (other === track) continue;
    const theirs = other.history.findFrame(hit.frameId);
    if (theirs !== undefined && areBeside(theirs, hit)) noteSeen(track, other);
  }
}

/** `heir` goes on with the face of `track`: whom that was seen beside, this one was. */
export function inheritBeside(tracks: readonly Track[], track: Track, heir: Track): void {
  for (const other of tracks) {
    if (other !== heir && other !== track && wereSeenBeside(track, other)) noteSeen(heir, other);
  }
}

/** Ends the tracks that were expected in the newest frame, and turn out to be shadows. */
export function endShadows(tracks: readonly Track[], timeMs: number): void {
  for (const track of tracks) {
    const caster = tracks.find((other) => isOnlyShadowOf(track, other, tracks, timeMs));
    if (caster === undefined) {
      track.shadowedFrames = 0;
      continue;
    }
    if (track.shadowedFrames === 0 || track.shadowOf !== caster.id) {
      track.shadowOf = caster.id;
      track.shadowedFrames = 0;
      track.shadowedFromMs = timeMs;
    }
    track.shadowedFrames++;
    const isLong = timeMs - track.shadowedFromMs >= shadowMs;
    if (track.shadowedFrames < shadowFrames || !isLong) continue;
    track.isSealed = true;
    // Before that it may have been anywhere, and is waited for.
    track.endsMs = Math.min(track.endsMs, track.shadowedFromMs - 1);
    // It is the same face, and as well known.
    caster.hits = Math.max(caster.hits, track.hits);
    caster.bestConfidence = Math.max(caster.bestConfidence, track.bestConfidence);
    inheritBeside(tracks, track, caster);
  }
}

/** Of two people of whom either may be the one that is seen now, neither is ended. */
function isOnlyShadowOf(
  track: Track,
  other: Track,
  tracks: readonly Track[],
  timeMs: number,
): boolean {
  if (!isShadowOf(track, other, timeMs)) return false;
  return !tracks.some((third) => wereSeenBeside(third, track) && isShadowOf(third, other, timeMs));
}

function isShadowOf(track: Track, other: Track, timeMs: number): boolean {
  if (track.hit !== undefined || !track.isConfirmed || !track.canTake(timeMs)) return false;
  const { hit } = other;
  if (other === track || !other.isConfirmed || other.isSealed) return false;
  if (hit === undefined || hit.confidence < strongConfidence) return false;
  const tookTurns = track.history.last.timeMs > other.bornMs;
  if (!tookTurns || wereSeenBeside(track, other)) return false;
  if (!isBelowItsBest(track.history.last)) return false;
  track.predict(timeMs);
  // Not the size that is expected: a box that took in a hand seems to grow on.
  const sizePx = faceSizePx(track.history.last);
  const away = Math.hypot(hit.xPx - track.expected.a, hit.yPx - track.expected.b) / sizePx;
  const scale = Math.abs(Math.log(faceSizePx(hit) / sizePx));
  return away < (track.isFollowed ? followedReach : shadowReach) && scale < shadowLogScale;
}

function areBeside(a: Hit, b: Hit): boolean {
  const shared = overlap(a, b);
  const leastSure = Math.min(a.confidence, b.confidence);
  const areMain = !a.isEvidence && !b.isEvidence;
  if (areMain || leastSure >= strongConfidence) return shared < sameFaceOverlap;
  if (shared >= doubtfulOverlap) return false;
  const isLikely =
    leastSure >= weakConfidence && Math.max(a.confidence, b.confidence) >= strongConfidence;
  const sizePx = Math.sqrt(faceSizePx(a) * faceSizePx(b));
  return isLikely || Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx) > doubtfulApart * sizePx;
}

function noteSeen(track: Track, other: Track): void {
  const [older, younger] = track.id < other.id ? [track, other] : [other, track];
  younger.seenBeside.add(older.id);
}

function wereSeenBeside(track: Track, other: Track): boolean {
  return track.seenBeside.has(other.id) || other.seenBeside.has(track.id);
}
