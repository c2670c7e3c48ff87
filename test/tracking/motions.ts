// Invented faces in smooth motion, and detectors that miss some of their frames, as fast-check arbitraries.

import fc from 'fast-check';
import type { Detection } from '../../control-server/src/detection/detection.ts';
import { detect, type Timeline, type TrueFace } from './timeline.ts';

export const frameWidthPx = 1920;
export const frameHeightPx = 1080;
const fps = 30;

/** A sway in each axis with a bounded speed; speeds are face widths a frame. */
export interface Sway {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly aspect: number;
  readonly speedX: number;
  readonly speedY: number;
  readonly hertz: number;
  readonly phase: number;
  /** Log of the size, swinging by this much each way. */
  readonly scale: number;
}

/** A number in a range, to a thousandth of it: small numbers make readable counterexamples. */
export function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1000 }).map((share) => min + ((max - min) * share) / 1000);
}

export function sways(speedMax: number, hertzMax = 0.7): fc.Arbitrary<Sway> {
  return fc.record({
    xPx: between(300, 1620),
    yPx: between(250, 830),
    widthPx: between(40, 220),
    aspect: between(1.1, 1.4),
    speedX: between(0, speedMax * 0.9),
    speedY: between(0, speedMax * 0.4),
    hertz: between(0.1, hertzMax),
    phase: between(0, 2 * Math.PI),
    scale: between(0, 0.3),
  });
}

export function faceAt(sway: Sway, frame: number): TrueFace {
  const turn = 2 * Math.PI * sway.hertz;
  const angle = (turn * frame) / fps + sway.phase;
  const amplitude = (sway.widthPx * fps) / turn;
  const size = Math.exp(sway.scale * Math.sin(angle * 0.7 + 1));
  return {
    xPx: swayInside(sway.xPx, amplitude * sway.speedX, sway.widthPx, frameWidthPx, angle),
    yPx: swayInside(sway.yPx, amplitude * sway.speedY, sway.widthPx, frameHeightPx, angle + 1),
    widthPx: sway.widthPx * size,
    heightPx: sway.widthPx * sway.aspect * size,
  };
}

/** Sways around `middlePx`, or as near to it as keeps the face in the frame, with less swing if need be. */
function swayInside(
  middlePx: number,
  swingPx: number,
  facePx: number,
  framePx: number,
  angle: number,
): number {
  const swing = Math.min(swingPx, framePx / 2 - facePx);
  const edge = swing + facePx;
  return Math.min(framePx - edge, Math.max(edge, middlePx)) + swing * Math.sin(angle);
}

/** Which frames have a hit: runs of hits of two frames and more, gaps of up to `gapMax`. */
export function hitPattern(frames: number, gapMax: number): fc.Arbitrary<boolean[]> {
  const run = fc.tuple(fc.integer({ min: 0, max: gapMax }), fc.integer({ min: 2, max: 9 }));
  return fc.array(run, { minLength: frames / 2, maxLength: frames / 2 }).map((runs) => {
    const hits: boolean[] = [];
    for (const [misses, found] of runs) {
      for (let frame = 0; frame < misses; frame++) hits.push(false);
      for (let frame = 0; frame < found; frame++) hits.push(true);
    }
    return hits.slice(0, frames);
  });
}

/** Errors of a detector, -1 to 1, used in turn. */
export const errors = fc.array(between(-1, 1), { minLength: 37, maxLength: 37 });

/** A timeline of one face with measured boxes off by up to `error` of its size. */
export function timelineOf(
  sway: Sway,
  hits: readonly boolean[],
  offs: readonly number[],
  error = 0.03,
): Timeline {
  const frames = hits.map((isHit, frame) => {
    const face = faceAt(sway, frame);
    const off = (index: number) => (offs[(frame * 4 + index) % offs.length] ?? 0) * error;
    const detections: Detection[] = [];
    if (isHit) {
      detections.push(
        detect({
          xPx: face.xPx + off(0) * face.widthPx,
          yPx: face.yPx + off(1) * face.heightPx,
          widthPx: face.widthPx * (1 + off(2)),
          heightPx: face.heightPx * (1 + off(3)),
        }),
      );
    }
    return { faces: [face], detections };
  });
  return { widthPx: frameWidthPx, heightPx: frameHeightPx, fps, frames };
}
