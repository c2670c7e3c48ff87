// One hit of a track: a face as it was measured in one frame, and what the filters made of it.

import { createMotionState, type MotionState } from './motion-filter.ts';

/** Pixels of the source; `position` is the centre, `size` the log of width and height. */
export interface Hit {
  frameId: number;
  timeMs: number;
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
  /** Outline of everything that was seen of this face in the frame: its box and its duplicates. */
  leftPx: number;
  topPx: number;
  rightPx: number;
  bottomPx: number;
  angleCos: number;
  angleSin: number;
  /** As `angle`, where a second pass has said so, times how far it is believed; both 0 where none has. */
  turnCos: number;
  turnSin: number;
  confidence: number;
  /** Found by a second pass, whose boxes are drawn by other rules. */
  isEvidence: boolean;
  /** How the face came here is not known: the hit before was its first, or the face moved otherwise than it did before. */
  isUnforeseen: boolean;
  /** How sure the detectors were of this face at their best, of late. */
  recentBest: number;
  positionNoise: number;
  sizeNoise: number;
  readonly position: MotionState;
  readonly size: MotionState;
  readonly smoothPosition: MotionState;
  readonly smoothSize: MotionState;
}

/** Below this the turn that a detector gives is as doubtful as the face. */
const turnConfidence = 0.5;
/** A pass that is half as sure is off by several times as many degrees. */
const turnBelief = 4;

export interface HitSource {
  readonly frameId: number;
  readonly timeMs: number;
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly angleRad: number;
  readonly confidence: number;
  readonly isEvidence: boolean;
}

export function createHit(): Hit {
  return {
    frameId: 0,
    timeMs: 0,
    xPx: 0,
    yPx: 0,
    widthPx: 0,
    heightPx: 0,
    leftPx: 0,
    topPx: 0,
    rightPx: 0,
    bottomPx: 0,
    angleCos: 1,
    angleSin: 0,
    turnCos: 0,
    turnSin: 0,
    confidence: 0,
    isEvidence: false,
    isUnforeseen: false,
    recentBest: 0,
    positionNoise: 0,
    sizeNoise: 0,
    position: createMotionState(),
    size: createMotionState(),
    smoothPosition: createMotionState(),
    smoothSize: createMotionState(),
  };
}

export function copyMeasured(to: Hit, from: Hit): void {
  to.frameId = from.frameId;
  to.timeMs = from.timeMs;
  to.xPx = from.xPx;
  to.yPx = from.yPx;
  to.widthPx = from.widthPx;
  to.heightPx = from.heightPx;
  to.leftPx = from.leftPx;
  to.topPx = from.topPx;
  to.rightPx = from.rightPx;
  to.bottomPx = from.bottomPx;
  to.angleCos = from.angleCos;
  to.angleSin = from.angleSin;
  to.turnCos = from.turnCos;
  to.turnSin = from.turnSin;
  to.confidence = from.confidence;
  to.isEvidence = from.isEvidence;
}

/** From here on the main pass's boxes are as exact as they get. */
const surelyMeasured = 0.9;

/** Its box says how large the face is, better than any other. */
export function isSurelyMeasured({ confidence, isEvidence }: Hit): boolean {
  return !isEvidence && confidence >= surelyMeasured;
}

/** So much less sure, and it is another view: a hand before the face, which the box takes in, or a blur. */
const otherView = 0.25;

/** The detectors were much surer of the face before: that its box grows need not be the face's doing. */
export function isBelowItsBest({ confidence, recentBest }: Hit): boolean {
  return confidence < recentBest - otherView;
}

/** Geometric mean of width and height: the unit of every distance and speed. */
export function faceSizePx(hit: Hit): number {
  return Math.sqrt(hit.widthPx * hit.heightPx);
}

export function setBox(hit: Hit, source: HitSource): void {
  hit.xPx = source.xPx;
  hit.yPx = source.yPx;
  hit.widthPx = source.widthPx;
  hit.heightPx = source.heightPx;
  hit.leftPx = source.xPx - source.widthPx / 2;
  hit.topPx = source.yPx - source.heightPx / 2;
  hit.rightPx = source.xPx + source.widthPx / 2;
  hit.bottomPx = source.yPx + source.heightPx / 2;
}

/** Takes over the turn that a second pass saw in the same frame, if it was sure enough to know one; the surest counts. */
export function noteTurn(hit: Hit, source: Pick<HitSource, 'angleRad' | 'confidence'>): void {
  if (source.angleRad === 0 || source.confidence < turnConfidence) return;
  const belief = source.confidence ** turnBelief;
  if (belief < Math.hypot(hit.turnCos, hit.turnSin)) return;
  hit.turnCos = Math.cos(source.angleRad) * belief;
  hit.turnSin = Math.sin(source.angleRad) * belief;
}

/** Makes the hit's outline contain another box of the same face in the same frame. */
export function extendHit(
  hit: Hit,
  leftPx: number,
  topPx: number,
  rightPx: number,
  bottomPx: number,
): void {
  hit.leftPx = Math.min(hit.leftPx, leftPx);
  hit.topPx = Math.min(hit.topPx, topPx);
  hit.rightPx = Math.max(hit.rightPx, rightPx);
  hit.bottomPx = Math.max(hit.bottomPx, bottomPx);
}
