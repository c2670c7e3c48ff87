// What a track's hits around a moment say of the face's size and turn. Pure; results are reused.

import type { TrackHistory } from './track-history.ts';

/** Sizes are the largest of this long before and after. */
const sizeWindowMs = 150;
const angleWindowMs = 150;

const sizes = { width: 0, height: 0 };
const turnedSize = { width: 0, height: 0 };

/**
 * Largest smoothed width and height around `timeMs`, pixels; the hits next to it always count.
 *
 * @param index of the last hit at or before `timeMs`, -1 if all are later
 * @returns the same object on every call
 */
export function sizesAround(
  history: TrackHistory,
  index: number,
  timeMs: number,
): { readonly width: number; readonly height: number } {
  sizes.width = 0;
  sizes.height = 0;
  const first = Math.max(0, index);
  for (let at = first; at < history.length; at++) {
    const hit = history.at(at);
    if (at > index + 1 && hit.timeMs > timeMs + sizeWindowMs) break;
    sizes.width = Math.max(sizes.width, Math.exp(hit.smoothSize.a));
    sizes.height = Math.max(sizes.height, Math.exp(hit.smoothSize.b));
  }
  for (let at = first - 1; at >= 0; at--) {
    const hit = history.at(at);
    if (hit.timeMs < timeMs - sizeWindowMs) break;
    sizes.width = Math.max(sizes.width, Math.exp(hit.smoothSize.a));
    sizes.height = Math.max(sizes.height, Math.exp(hit.smoothSize.b));
  }
  return sizes;
}

const turnWindowMs = 500;

/** The turn that second passes saw around `timeMs`, radians, nearer and surer ones counting more; 0 where none did. */
export function turnAround(history: TrackHistory, timeMs: number): number {
  let cos = 0;
  let sin = 0;
  for (let at = history.length - 1; at >= 0; at--) {
    const hit = history.at(at);
    const awayMs = Math.abs(hit.timeMs - timeMs);
    if (awayMs > turnWindowMs) continue;
    const weight = 1 / (1 + awayMs / 40);
    cos += hit.turnCos * weight;
    sin += hit.turnSin * weight;
  }
  return cos === 0 && sin === 0 ? 0 : Math.atan2(sin, cos);
}

/** Hits of which second passes said surely how they are turned show the turned face as large as it is. */
const turnedBeliefMin = 0.2;
const turnedSizeWindowMs = 150;

/**
 * Largest upright box around a turned face that was seen around `timeMs`, pixels; 0 where none was. The main pass measures
 * turned faces too small.
 *
 * @returns the same object on every call
 */
export function turnedSizeAround(
  history: TrackHistory,
  timeMs: number,
): { readonly width: number; readonly height: number } {
  turnedSize.width = 0;
  turnedSize.height = 0;
  for (let at = history.length - 1; at >= 0; at--) {
    const hit = history.at(at);
    if (Math.abs(hit.timeMs - timeMs) > turnedSizeWindowMs) continue;
    if (Math.hypot(hit.turnCos, hit.turnSin) < turnedBeliefMin) continue;
    turnedSize.width = Math.max(turnedSize.width, hit.rightPx - hit.leftPx);
    turnedSize.height = Math.max(turnedSize.height, hit.bottomPx - hit.topPx);
  }
  return turnedSize;
}

/** How long ago second passes saw last that the face is turned by more than `turnMin` (sine); undefined where they did not. */
export function turnedAgeMs(
  history: TrackHistory,
  timeMs: number,
  turnMin: number,
): number | undefined {
  for (let at = history.length - 1; at >= 0; at--) {
    const { turnCos, turnSin, timeMs: seenMs } = history.at(at);
    if (timeMs - seenMs > turnWindowMs) return undefined;
    const belief = Math.hypot(turnCos, turnSin);
    if (belief > 0) return Math.abs(turnSin) > turnMin * belief ? timeMs - seenMs : undefined;
  }
  return undefined;
}

/** Mean turn of the hits around `timeMs`, radians, nearer ones counting more; evidence has no say. */
export function angleAround(history: TrackHistory, index: number, timeMs: number): number {
  let cos = 0;
  let sin = 0;
  const from = Math.max(0, index);
  for (let step = -1; step <= 1; step += 2) {
    for (let at = step < 0 ? from : from + 1; at >= 0 && at < history.length; at += step) {
      const hit = history.at(at);
      const awayMs = Math.abs(hit.timeMs - timeMs);
      if (awayMs > angleWindowMs && at !== from && at !== from + 1) break;
      if (hit.isEvidence) continue;
      const weight = 1 / (1 + awayMs / 40);
      cos += hit.angleCos * weight;
      sin += hit.angleSin * weight;
    }
  }
  return cos === 0 && sin === 0 ? 0 : Math.atan2(sin, cos);
}
