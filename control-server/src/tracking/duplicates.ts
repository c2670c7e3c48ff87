// One face, two boxes or two tracks: the face's outline holds both, and the younger track ends.

import { weakConfidence } from '../detection/detection.ts';
import type { Hit } from './hit.ts';
import { extendByFace, isLikeSized, overlap } from './matching.ts';
import type { Sighting } from './sighting.ts';
import type { Track } from './track.ts';

/** Boxes that overlap by this much show one face; a doubtful box needs less to be no face of its own. */
const duplicateOverlap = 0.5;
const doubtfulOverlap = 0.2;
/** Tracks that overlap by this much for so many frames in a row follow one face. */
const mergeOverlap = 0.6;
const mergeFrames = 5;

/** The hit of this frame that the sighting is a second box of. */
export function ownerOf(tracks: readonly Track[], sighting: Sighting): Hit | undefined {
  let best: Hit | undefined;
  let bestOverlap = sighting.confidence >= weakConfidence ? duplicateOverlap : doubtfulOverlap;
  for (const track of tracks) {
    if (track.hit === undefined || !isLikeSized(track.hit, sighting)) continue;
    const shared = overlap(track.hit, sighting);
    if (shared < bestOverlap) continue;
    best = track.hit;
    bestOverlap = shared;
  }
  return best;
}

/** Lets an older track's hit contain its duplicate's, and seals duplicates that stay ones. */
export function mergeDuplicates(tracks: readonly Track[]): void {
  for (const [index, younger] of tracks.entries()) {
    if (younger.hit === undefined || !younger.isConfirmed) continue;
    const older = duplicatedBy(tracks, index, younger.hit);
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

/** The oldest of the tracks before `index` that follows the same face as `hit`. */
function duplicatedBy(tracks: readonly Track[], index: number, hit: Hit): Track | undefined {
  for (let at = 0; at < index; at++) {
    const other = tracks[at];
    if (other?.hit === undefined || !other.isConfirmed) continue;
    if (overlap(other.hit, hit) >= mergeOverlap) return other;
  }
  return undefined;
}
