// How boxes, tracks and sightings compare: overlap, cost of a match, and what counts as the same face.

import { strongConfidence } from '../detection/detection.ts';
import { forbiddenCost } from './assignment.ts';
import { headHeights, headWidths, measuredGrowth } from './head-box.ts';
import { extendHit, type Hit } from './hit.ts';
import { doubtfulConfidence, type Sighting } from './sighting.ts';
import type { Track } from './track.ts';

/** A match may lie this many standard deviations off; floor and ceiling of one, in face sizes. */
const gateDeviations = 3;
const gateFloor = 0.3;
const gateCeiling = 1.2;
/** For a track that no detector was ever sure of: it would go from one doubtful box to the next. */
const doubtfulGateCeiling = 0.5;
const gateLogScale = 0.8;
/**
 * What is less than doubtful keeps a face only where it is expected, about as large: anything else is another thing, and
 * would carry the mask away from the face. Face sizes; a logarithm.
 */
const keepAliveReach = 0.6;
const keepAliveLogScale = 0.4;
const duplicateScale = 1.8;

export interface Box {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width =
    Math.min(a.xPx + a.widthPx / 2, b.xPx + b.widthPx / 2) -
    Math.max(a.xPx - a.widthPx / 2, b.xPx - b.widthPx / 2);
  const height =
    Math.min(a.yPx + a.heightPx / 2, b.yPx + b.heightPx / 2) -
    Math.max(a.yPx - a.heightPx / 2, b.yPx - b.heightPx / 2);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared);
}

/** Whether the head around the face is cut by the frame's border. */
export function reachesOut(hit: Hit, frame: { widthPx: number; heightPx: number }): boolean {
  const reachX = (hit.widthPx / 2) * headWidths;
  const reachY = (hit.heightPx / 2) * headHeights;
  return (
    hit.xPx < reachX ||
    hit.yPx < reachY ||
    hit.xPx > frame.widthPx - reachX ||
    hit.yPx > frame.heightPx - reachY
  );
}

export function isLikeSized(a: Box, b: Box): boolean {
  const ratio = Math.sqrt((a.widthPx * a.heightPx) / (b.widthPx * b.heightPx));
  return ratio < duplicateScale && ratio > 1 / duplicateScale;
}

export function extendByFace(hit: Hit, box: Box): void {
  extendHit(
    hit,
    box.xPx - box.widthPx / 2,
    box.yPx - box.heightPx / 2,
    box.xPx + box.widthPx / 2,
    box.yPx + box.heightPx / 2,
  );
}

/** Whether a hit of another face lies over where this track is expected. */
export function covers(hit: Hit, track: Track): boolean {
  const reachX = (hit.widthPx + track.expectedSizePx) / 2;
  const reachY = (hit.heightPx + track.expectedSizePx) / 2;
  return (
    Math.abs(hit.xPx - track.expected.a) < reachX && Math.abs(hit.yPx - track.expected.b) < reachY
  );
}

export function matchCost(track: Track, sighting: Sighting, timeMs: number): number {
  const sizePx = Math.max(1, track.expectedSizePx);
  const scale = Math.abs(Math.log(Math.sqrt(sighting.widthPx * sighting.heightPx) / sizePx));
  if (scale > gateLogScale) return forbiddenCost;
  const spread = Math.sqrt(track.expected.valueVariance) / sizePx;
  const ceiling = track.isSure ? gateCeiling : doubtfulGateCeiling;
  const deviation = Math.min(ceiling, Math.hypot(spread, gateFloor)) * sizePx;
  const offX = sighting.xPx - track.expected.a;
  const offY = sighting.yPx - track.expected.b;
  const away = Math.hypot(offX, offY) / deviation;
  if (away > gateDeviations) return forbiddenCost;
  const nearness = Math.hypot(offX, offY) / sizePx;
  const isElsewhere = nearness > keepAliveReach || scale > keepAliveLogScale;
  if (sighting.confidence < doubtfulConfidence && isElsewhere) return forbiddenCost;
  // Where its piece of the picture went is known better than what a doubtful box elsewhere shows.
  const isDoubtful = sighting.confidence < strongConfidence;
  if (track.isFollowed && isDoubtful && nearness > keepAliveReach) return forbiddenCost;
  const waitedMs = timeMs - track.history.last.timeMs;
  return (
    away +
    0.5 * nearness +
    1.5 * scale +
    0.5 * Math.min(1, waitedMs / 500) +
    (track.isConfirmed ? 0 : 0.3)
  );
}

/** Cost of a sighting against a known box; it may lie `reach` face sizes away. */
export function boxCost(box: Box, sighting: Sighting, reach: number): number {
  const sizePx = Math.sqrt(box.widthPx * box.heightPx);
  const scale = Math.abs(Math.log(Math.sqrt(sighting.widthPx * sighting.heightPx) / sizePx));
  const away = Math.hypot(sighting.xPx - box.xPx, sighting.yPx - box.yPx) / sizePx;
  return scale > gateLogScale || away > reach ? forbiddenCost : away + scale;
}

/** Whether `box` reaches out of what is masked around the hit in any case. */
export function sticksOut(hit: Hit, box: Box): boolean {
  const reachX = (hit.widthPx / 2) * headWidths * measuredGrowth;
  const reachY = (hit.heightPx / 2) * headHeights * measuredGrowth;
  return (
    Math.abs(box.xPx - hit.xPx) + box.widthPx / 2 > reachX ||
    Math.abs(box.yPx - hit.yPx) + box.heightPx / 2 > reachY
  );
}
