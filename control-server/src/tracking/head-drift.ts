// How far a face can be from where its hits say, before the first of them, after the last, and between two.

import type { Hit } from './hit.ts';
import type { Track } from './track.ts';

/** Acceleration is measured over this long at least. */
const turnWindowMs = 60;
/** Growth per second away from the nearest hit, in face sizes: at rest, and of the speed. */
const driftAtRest = 0.5;
const driftOfSpeed = 0.25;
const driftOfUnknownSpeed = 0.45;
/** Acceleration that is allowed for away from hits, face sizes a second squared. */
const driftAcceleration = 6;
const driftAccelerationOfSpeed = 2;
/** Drift, in face sizes, of a track that no detector was ever sure of: most are none, and none may flood the picture. */
const doubtfulDriftMax = 0.35;
/** A face is known to have come in from outside by so many hits, this long before the first, this fast (face sizes a second). */
const comingHitsMin = 3;
const comingSecondsMin = 0.08;
const comingSpeedMin = 1.5;
/** How far outside it must have been, in face sizes. */
const comingFromOutside = 0.6;
/** Deviation of the speed, of the speed. */
const comingDoubtMax = 0.5;

export interface BackwardMotion {
  readonly awaySeconds: number;
  /** At the first hit, face sizes a second. */
  readonly speed: number;
  /** Where the face is believed to have been. */
  readonly xPx: number;
  readonly yPx: number;
}

/** What the head can have moved in `seconds` away from `hit`, in pixels. */
export function driftPx(hit: Hit, seconds: number, sizePx: number, speed: number): number {
  const unknown = Math.sqrt(hit.smoothPosition.velocityVariance) / sizePx;
  const perSecond = driftAtRest + driftOfSpeed * speed + driftOfUnknownSpeed * unknown;
  const acceleration = driftAcceleration + driftAccelerationOfSpeed * speed;
  return (perSecond * seconds + (acceleration * seconds * seconds) / 2) * sizePx;
}

/**
 * Whether a face that was still to be found at this moment had not come into the picture yet: it was on its way from outside
 * when it was first seen, by several hits that agree.
 */
export function hasComeIn(
  { history }: Track,
  { awaySeconds, speed, xPx, yPx }: BackwardMotion,
  frame: { readonly widthPx: number; readonly heightPx: number },
): boolean {
  if (history.length < comingHitsMin || awaySeconds < comingSecondsMin) return false;
  const { smoothPosition, widthPx, heightPx } = history.first;
  const sizePx = Math.sqrt(widthPx * heightPx);
  const unknown = Math.sqrt(smoothPosition.velocityVariance) / sizePx;
  if (speed < comingSpeedMin || unknown > speed * comingDoubtMax) return false;
  const reachPx = sizePx * comingFromOutside;
  return (
    xPx < -reachPx ||
    yPx < -reachPx ||
    xPx > frame.widthPx + reachPx ||
    yPx > frame.heightPx + reachPx
  );
}

/** Change of velocity, px / s^2, between the track's outermost hit and one some frames further in. */
export function turnPx(track: Track, isBackfill: boolean): number {
  const { history } = track;
  const outer = isBackfill ? history.first : history.last;
  const step = isBackfill ? 1 : -1;
  let at = (isBackfill ? 0 : history.length - 1) + step;
  for (; at >= 0 && at < history.length; at += step) {
    const inner = history.at(at);
    const seconds = Math.abs(inner.timeMs - outer.timeMs) / 1000;
    if (seconds * 1000 < turnWindowMs) continue;
    const from = outer.smoothPosition;
    const to = inner.smoothPosition;
    return Math.hypot(to.velocityA - from.velocityA, to.velocityB - from.velocityB) / seconds;
  }
  return 0;
}

/** The most that a face is believed to have moved away from its hits, in face sizes. */
export function driftLimit(track: Track, limit: number): number {
  // A face of a scene that was cut away from does not move on either: if the cut was none, it is seen again.
  return track.isSure && !track.isSealed ? limit : Math.min(limit, doubtfulDriftMax);
}

/** How far the face has grown by now, as a logarithm: a speed counts as far as it stands out of its own doubt. */
export function scaleDrift(
  velocity: number,
  variance: number,
  seconds: number,
  most: number,
): number {
  if (velocity * seconds <= 0) return 0;
  const believed = velocity ** 2 / (velocity ** 2 + variance);
  return Math.min(most, velocity * seconds * believed);
}

/** A cubic through both ends with their velocities; a line where the ends are far apart in time. */
export function between(
  from: number,
  fromVelocity: number,
  to: number,
  toVelocity: number,
  spanSeconds: number,
  share: number,
): number {
  const line = from + (to - from) * share;
  if (spanSeconds > 0.5) return line;
  const rest = 1 - share;
  const bend =
    share *
    rest *
    (rest * (fromVelocity * spanSeconds - (to - from)) -
      share * (toVelocity * spanSeconds - (to - from)));
  return line + bend;
}
