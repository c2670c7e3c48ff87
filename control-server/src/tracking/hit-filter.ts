// The forward filter over a track's hits: how far each measurement is believed, and how a face may
// have moved since the hit before.

import { weakConfidence } from '../detection/detection.ts';
import { faceSizePx, type Hit } from './hit.ts';
import { correctMotion, predictMotion, startMotion } from './motion-filter.ts';
import { doubtfulConfidence } from './sighting.ts';

/** Fractions of the face's size, or logarithms: standard deviation of what a detector measures. */
const measuredDeviation = 0.04;
const weakDeviation = 0.07;
const evidenceDeviation = 0.1;
const keepAliveDeviation = 0.2;
/** What the best confidence in a face loses in a second. */
const bestFades = 0.3;
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
/** Face sizes: one that is further off than this from where it was expected did not come there on a known way. */
const foreseenOff = 0.2;

/** Sets the hit's filtered position and size from its box and the hit before it. */
export function filterHit(hit: Hit, previous: Hit | undefined): void {
  const sizePx = faceSizePx(hit);
  const seconds = previous === undefined ? 0 : Math.max(0, hit.timeMs - previous.timeMs) / 1000;
  const fadedBest = (previous?.recentBest ?? 0) - bestFades * seconds;
  hit.recentBest = Math.max(hit.confidence, fadedBest);
  const deviation = deviationOf(hit);
  const variance = (deviation * sizePx) ** 2;
  const logWidth = Math.log(hit.widthPx);
  const logHeight = Math.log(hit.heightPx);
  if (previous === undefined) {
    hit.isUnforeseen = false;
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
  const speed = Math.hypot(previous.position.velocityA, previous.position.velocityB) / sizePx;
  const acceleration = (restAcceleration + speedAcceleration * speed) * sizePx;
  hit.positionNoise = acceleration ** 2 * manoeuvreSeconds;
  predictMotion(hit.position, previous.position, seconds, hit.positionNoise);
  const off = Math.hypot(hit.xPx - hit.position.a, hit.yPx - hit.position.b);
  const isManoeuvre = off > manoeuvreDeviations * Math.sqrt(hit.position.valueVariance + variance);
  // Only a first hit has no noise.
  hit.isUnforeseen = off > foreseenOff * sizePx || previous.positionNoise === 0;
  if (isManoeuvre) {
    hit.positionNoise *= manoeuvreNoiseFactor;
    predictMotion(hit.position, previous.position, seconds, hit.positionNoise);
  }
  correctMotion(hit.position, hit.xPx, hit.yPx, variance);
  hit.sizeNoise = scaleAcceleration ** 2 * manoeuvreSeconds;
  predictMotion(hit.size, previous.size, seconds, hit.sizeNoise);
  correctMotion(hit.size, logWidth, logHeight, deviation ** 2);
}

function deviationOf({ confidence, isEvidence }: Hit): number {
  if (confidence < doubtfulConfidence) return keepAliveDeviation;
  if (isEvidence) return evidenceDeviation;
  return confidence < weakConfidence ? weakDeviation : measuredDeviation;
}
