// The head as second passes saw it turned. Its corners reach out of an upright box around the face, so it is a box of its own.

import { headHeights, headRise, headWidths } from './head-box.ts';
import { turnedSizeAround } from './hits-around.ts';
import type { Track } from './track.ts';
import type { TurnedBounds } from './turned-bounds.ts';

/** Heads turned by less than this (sine) lie within what is masked in any case. */
export const turnedMin = 0.4;
const turnedGrowth = 1.24;

/** Along and across are the head's own axes; pixels. */
export interface TurnedHead {
  readonly angleRad: number;
  readonly halfAlongPx: number;
  readonly halfAcrossPx: number;
  /** From the face's centre to the head's, against the head's down. */
  readonly risePx: number;
}

const head = { angleRad: 0, halfAlongPx: 0, halfAcrossPx: 0, risePx: 0 };

/**
 * `angleRad` is the turn that second passes saw, `face` the upright box around the face as it is masked in any
 * case. It shrinks slowly, and goes slowly where nobody sees the turn any more.
 *
 * @returns the same object on every call; undefined where the head was not seen turned
 */
export function turnedHead(
  { history, turnedRelease: release }: Pick<Track, 'history' | 'turnedRelease'>,
  timeMs: number,
  angleRad: number,
  face: { readonly widthPx: number; readonly heightPx: number },
): TurnedHead | undefined {
  head.halfAlongPx = release.halfWidthAt(timeMs);
  head.halfAcrossPx = release.halfHeightAt(timeMs);
  const sin = Math.sin(angleRad);
  if (Math.abs(sin) >= turnedMin) {
    const cos = Math.cos(angleRad);
    const seen = turnedSizeAround(history, timeMs);
    const widthPx = Math.max(face.widthPx, seen.width);
    const heightPx = Math.max(face.heightPx, seen.height);
    const alongPx = Math.hypot(widthPx * cos, heightPx * sin) * headWidths * turnedGrowth;
    const acrossPx = Math.hypot(widthPx * sin, heightPx * cos) * headHeights * turnedGrowth;
    head.halfAlongPx = Math.max(head.halfAlongPx, alongPx / 2);
    head.halfAcrossPx = Math.max(head.halfAcrossPx, acrossPx / 2);
    head.angleRad = angleRad;
  } else if (head.halfAlongPx === 0) {
    return undefined;
  } else {
    head.angleRad = release.angleAt(timeMs);
  }
  head.risePx = (headRise * 2 * head.halfAcrossPx) / (headHeights * turnedGrowth);
  return head;
}

/** Includes the head with its face's centre at (xPx, yPx). */
export function includeTurned(
  { angleRad, halfAlongPx, halfAcrossPx, risePx }: TurnedHead,
  xPx: number,
  yPx: number,
  marginPx: number,
  to: TurnedBounds,
): void {
  to.include(
    xPx + Math.sin(angleRad) * risePx,
    yPx - Math.cos(angleRad) * risePx,
    halfAlongPx + marginPx,
    halfAcrossPx + marginPx,
  );
}
