// What was seen of one face: its hits in order of time, filtered forwards as they arrive and
// smoothed backwards when asked. Nodes are recycled, so that a running tracker allocates nothing.

import {
  copyMotion,
  correctMotion,
  createMotionState,
  type MotionState,
  predictMotion,
  smoothMotion,
  startMotion,
} from './motion-filter.ts';

/** One hit. Pixels of the source; `position` is the centre, `size` the log of width and height. */
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
  confidence: number;
  /** Found by a second pass, whose boxes are drawn by other rules. */
  isEvidence: boolean;
  positionNoise: number;
  sizeNoise: number;
  readonly position: MotionState;
  readonly size: MotionState;
  readonly smoothPosition: MotionState;
  readonly smoothSize: MotionState;
}

/** Fractions of the face's size, or logarithms: standard deviation of what a detector measures. */
const measuredDeviation = 0.04;
const weakDeviation = 0.07;
const evidenceDeviation = 0.1;
/** Face sizes a second: how fast a face may be when it is first seen. */
const startSpeed = 8;
const startScaleSpeed = 1.5;
/** Face sizes a second squared of acceleration, at rest and per unit of speed. */
const restAcceleration = 8;
const speedAcceleration = 4;
const scaleAcceleration = 6;
/** Accelerations are taken to last this long, seconds. */
const manoeuvreSeconds = 1 / 30;
/** A hit that lies further than this many deviations off reveals a manoeuvre. */
const manoeuvreDeviations = 3;
const manoeuvreNoiseFactor = 8;

/** Hits of one track at most: two seconds at 120 frames a second. */
const hitsMax = 256;

function createHit(): Hit {
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
    confidence: 0,
    isEvidence: false,
    positionNoise: 0,
    sizeNoise: 0,
    position: createMotionState(),
    size: createMotionState(),
    smoothPosition: createMotionState(),
    smoothSize: createMotionState(),
  };
}

function copyMeasured(to: Hit, from: Hit): void {
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
  to.confidence = from.confidence;
  to.isEvidence = from.isEvidence;
}

/** Geometric mean of width and height: the unit of every distance and speed. */
export function faceSizePx(hit: Hit): number {
  return Math.sqrt(hit.widthPx * hit.heightPx);
}

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

export class TrackHistory {
  readonly #hits: Hit[] = [];
  readonly #free: Hit[] = [];
  #isSmooth = true;

  get length(): number {
    return this.#hits.length;
  }

  at(index: number): Hit {
    const hit = this.#hits[index];
    if (hit === undefined) throw new RangeError(`hit ${index} of ${this.#hits.length}`);
    return hit;
  }

  get first(): Hit {
    return this.at(0);
  }

  get last(): Hit {
    return this.at(this.#hits.length - 1);
  }

  /** Index of the last hit at or before `timeMs`, -1 if all are later. */
  indexAt(timeMs: number): number {
    let index = this.#hits.length - 1;
    while (index >= 0 && this.at(index).timeMs > timeMs) index--;
    return index;
  }

  findFrame(frameId: number): Hit | undefined {
    for (let index = this.#hits.length - 1; index >= 0; index--) {
      const hit = this.at(index);
      if (hit.frameId === frameId) return hit;
      if (hit.frameId < frameId) return undefined;
    }
    return undefined;
  }

  clear(): void {
    for (const hit of this.#hits) this.#free.push(hit);
    this.#hits.length = 0;
    this.#isSmooth = true;
  }

  /** Adds a hit where its time belongs; late ones make the later hits be filtered again. */
  add(source: HitSource): Hit {
    if (this.#hits.length >= hitsMax) this.#dropFirst();
    const hit = this.#free.pop() ?? createHit();
    hit.frameId = source.frameId;
    hit.timeMs = source.timeMs;
    hit.confidence = source.confidence;
    hit.isEvidence = source.isEvidence;
    hit.angleCos = Math.cos(source.angleRad);
    hit.angleSin = Math.sin(source.angleRad);
    setBox(hit, source);

    const index = this.indexAt(source.timeMs) + 1;
    this.#hits.push(hit);
    for (let at = this.#hits.length - 1; at > index; at--) {
      this.#hits[at] = this.at(at - 1);
    }
    this.#hits[index] = hit;
    this.#filterFrom(index);
    return hit;
  }

  /** Puts a better measurement in the place of a doubtful one of the same frame. */
  replace(hit: Hit, source: HitSource): void {
    const { leftPx, topPx, rightPx, bottomPx } = hit;
    setBox(hit, source);
    hit.confidence = source.confidence;
    hit.isEvidence = source.isEvidence;
    extendHit(hit, leftPx, topPx, rightPx, bottomPx);
    this.#filterFrom(this.#hits.indexOf(hit));
  }

  /** Moves the hits from `frameId` on to `to`, which must be empty. */
  moveFrom(frameId: number, to: TrackHistory): void {
    const first = this.#hits.findIndex((hit) => hit.frameId >= frameId);
    if (first < 0) return;
    for (const hit of this.#hits.splice(first)) {
      const moved = to.#free.pop() ?? createHit();
      copyMeasured(moved, hit);
      to.#hits.push(moved);
      this.#free.push(hit);
    }
    this.#isSmooth = false;
    to.#filterFrom(0);
  }

  /** Forgets hits before `timeMs`, but keeps `keep` of them at least. */
  prune(timeMs: number, keep: number): void {
    while (this.#hits.length > keep && this.at(0).timeMs < timeMs) this.#dropFirst();
  }

  /** Runs the smoother if a hit came since it last ran. */
  smooth(): void {
    if (this.#isSmooth) return;
    this.#isSmooth = true;
    let next: Hit | undefined;
    for (let index = this.#hits.length - 1; index >= 0; index--) {
      const hit = this.at(index);
      if (next === undefined) {
        copyMotion(hit.smoothPosition, hit.position);
        copyMotion(hit.smoothSize, hit.size);
      } else {
        const seconds = Math.max(0, next.timeMs - hit.timeMs) / 1000;
        const { positionNoise, sizeNoise } = next;
        smoothMotion(hit.smoothPosition, hit.position, next.smoothPosition, seconds, positionNoise);
        smoothMotion(hit.smoothSize, hit.size, next.smoothSize, seconds, sizeNoise);
      }
      next = hit;
    }
  }

  #dropFirst(): void {
    const hit = this.#hits.shift();
    if (hit !== undefined) this.#free.push(hit);
  }

  #filterFrom(index: number): void {
    this.#isSmooth = false;
    for (let at = index; at < this.#hits.length; at++) {
      filterHit(this.at(at), at > 0 ? this.at(at - 1) : undefined);
    }
  }
}

function setBox(hit: Hit, source: HitSource): void {
  hit.xPx = source.xPx;
  hit.yPx = source.yPx;
  hit.widthPx = source.widthPx;
  hit.heightPx = source.heightPx;
  hit.leftPx = source.xPx - source.widthPx / 2;
  hit.topPx = source.yPx - source.heightPx / 2;
  hit.rightPx = source.xPx + source.widthPx / 2;
  hit.bottomPx = source.yPx + source.heightPx / 2;
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

function filterHit(hit: Hit, previous: Hit | undefined): void {
  const sizePx = faceSizePx(hit);
  const deviation = hit.isEvidence
    ? evidenceDeviation
    : hit.confidence < 0.5
      ? weakDeviation
      : measuredDeviation;
  const variance = (deviation * sizePx) ** 2;
  const logWidth = Math.log(hit.widthPx);
  const logHeight = Math.log(hit.heightPx);
  if (previous === undefined) {
    hit.positionNoise = 0;
    hit.sizeNoise = 0;
    startMotion(hit.position, {
      a: hit.xPx,
      b: hit.yPx,
      valueVariance: variance,
      velocityVariance: (startSpeed * sizePx) ** 2,
    });
    startMotion(hit.size, {
      a: logWidth,
      b: logHeight,
      valueVariance: deviation ** 2,
      velocityVariance: startScaleSpeed ** 2,
    });
    return;
  }
  const seconds = Math.max(0, hit.timeMs - previous.timeMs) / 1000;
  const speed = Math.hypot(previous.position.velocityA, previous.position.velocityB) / sizePx;
  const acceleration = (restAcceleration + speedAcceleration * speed) * sizePx;
  hit.positionNoise = acceleration ** 2 * manoeuvreSeconds;
  predictMotion(hit.position, previous.position, seconds, hit.positionNoise);
  const off = Math.hypot(hit.xPx - hit.position.a, hit.yPx - hit.position.b);
  if (off > manoeuvreDeviations * Math.sqrt(hit.position.valueVariance + variance)) {
    hit.positionNoise *= manoeuvreNoiseFactor;
    predictMotion(hit.position, previous.position, seconds, hit.positionNoise);
  }
  correctMotion(hit.position, hit.xPx, hit.yPx, variance);
  hit.sizeNoise = scaleAcceleration ** 2 * manoeuvreSeconds;
  predictMotion(hit.size, previous.size, seconds, hit.sizeNoise);
  correctMotion(hit.size, logWidth, logHeight, deviation ** 2);
}
