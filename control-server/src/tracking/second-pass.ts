// What a second pass over a frame says about the tracks: it confirms, starts and keeps them; a box
// that the main pass measured well stays where it is.

import { strongConfidence, weakConfidence } from '../detection/detection.ts';
import { forbiddenCost } from './assignment.ts';
import { type Hit, isSurelyMeasured, noteTurn } from './hit.ts';
import { boxCost, extendByFace, isLikeSized, matchCost, overlap, sticksOut } from './matching.ts';
import type { Scene } from './scene-list.ts';
import { doubtfulConfidence, type Sighting } from './sighting.ts';
import type { Track } from './track.ts';
import type { TrackSet } from './track-set.ts';
import { turnedMin } from './turned-head.ts';

/** How far a second pass's box may lie from the face it shows, in face sizes. */
const sameFrameReach = 0.6;
const betweenReach = 1;
/** A close look with the same model is no second opinion unless it is as sure as this. */
const closeConfidence = 0.65;
/** Of two further passes the surer one knows better where the face is. */
const muchSurer = 0.15;
/** A second pass's box overlaps a sure one by so much, and shows the same face: how large it is is known better. */
const sameFaceOverlap = 0.5;
/** What is worth a close look. */
const suspectConfidence = 0.3;

export interface EvidenceKind {
  /** From a close look at a track: it begins none. */
  readonly isClose?: boolean;
  /** No closer look will be had in time: what is seen in doubt counts. */
  readonly isFinal?: boolean;
}

/** One sighting of a second pass over a frame of `scene`. */
export function placeEvidence(
  tracks: TrackSet,
  sighting: Sighting,
  scene: Scene,
  { isClose = false, isFinal = false }: EvidenceKind = {},
): void {
  const track = nearestTrack(tracks.all, sighting);
  if (track === undefined) {
    const enough = isClose ? (isFinal ? closeConfidence : strongConfidence) : suspectConfidence;
    if (sighting.confidence < enough) return;
    const begun = tracks.begin(sighting, scene);
    if (isFinal && sighting.confidence >= weakConfidence && begun) tracks.confirm(begun);
    return;
  }
  const own = track.history.findFrame(sighting.frameId);
  if (own === undefined) {
    if (!track.isConfirmed && sighting.confidence < doubtfulConfidence) return;
    tracks.hit(track, sighting);
    return;
  }
  noteTurn(own, sighting);
  // Two models agree on this face: that is the second hit.
  if (sighting.confidence >= (isClose ? closeConfidence : weakConfidence)) tracks.confirm(track);
  const isSurer = sighting.confidence > own.confidence + (own.isEvidence ? muchSurer : 0);
  const isDoubtful = own.isEvidence || own.confidence < weakConfidence;
  if (isDoubtful && isSurer) track.history.replace(own, sighting);
  else if (saysMore(own, sighting)) extendByFace(own, sighting);
}

/** Whether the face may be where the hit of the same frame does not say: another pass's box reaches out of its head. */
function saysMore(own: Hit, sighting: Sighting): boolean {
  if (!isLikeSized(own, sighting) || !sticksOut(own, sighting)) return false;
  const isUpright = Math.abs(Math.sin(sighting.angleRad)) < turnedMin;
  return !(isSurelyMeasured(own) && isUpright && overlap(own, sighting) >= sameFaceOverlap);
}

function nearestTrack(tracks: readonly Track[], sighting: Sighting): Track | undefined {
  let best: Track | undefined;
  let bestCost = forbiddenCost;
  for (const track of tracks) {
    if (track.isSealed || track.masksFromFrameId > sighting.frameId) continue;
    const own = track.history.findFrame(sighting.frameId);
    const cost =
      own === undefined ? costNear(track, sighting) : boxCost(own, sighting, sameFrameReach);
    if (cost >= bestCost) continue;
    best = track;
    bestCost = cost;
  }
  return best;
}

/** Cost against a track that has no hit in the sighting's frame. */
function costNear(track: Track, sighting: Sighting): number {
  const { history } = track;
  const index = history.indexAt(sighting.timeMs);
  if (index === history.length - 1) {
    if (!track.canTake(sighting.timeMs)) return forbiddenCost;
    track.predict(sighting.timeMs);
    return matchCost(track, sighting, sighting.timeMs);
  }
  const after = history.at(index + 1);
  const before = index >= 0 ? history.at(index) : after;
  const spanMs = after.timeMs - before.timeMs;
  const share = spanMs > 0 ? (sighting.timeMs - before.timeMs) / spanMs : 0;
  const moved = {
    xPx: before.xPx + (after.xPx - before.xPx) * share,
    yPx: before.yPx + (after.yPx - before.yPx) * share,
    widthPx: before.widthPx + (after.widthPx - before.widthPx) * share,
    heightPx: before.heightPx + (after.heightPx - before.heightPx) * share,
  };
  return boxCost(moved, sighting, betweenReach);
}
