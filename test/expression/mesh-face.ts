// A made-up face mesh: the points that a pose is read from, of a head that turns, speaks and blinks as it is told.

import { type FaceLandmarks, landmarkCount } from '../../control-server/src/detection/landmarks.ts';

export interface MeshFace {
  readonly yawRad?: number;
  readonly pitchRad?: number;
  readonly rollRad?: number;
  /** Parts of the distance between the outer eye corners. */
  readonly lipsApart?: number;
  readonly cornersUp?: number;
  readonly browsUp?: number;
  /** Height over width of the eyes. */
  readonly eyes?: number;
  readonly centreXPx?: number;
  readonly centreYPx?: number;
  readonly eyeLinePx?: number;
  readonly presence?: number;
  /** How far a point may be off, pixels, by its number and axis. */
  readonly noisePx?: (point: number, axis: number) => number;
}

export function meshFace(face: MeshFace = {}): FaceLandmarks {
  const { yawRad = 0, pitchRad = 0, rollRad = 0, lipsApart = 0, cornersUp = 0, browsUp = 0 } = face;
  const { eyes = 0.3, centreXPx = 300, centreYPx = 200, eyeLinePx = 80, presence = 1 } = face;
  const lid = (eyes * 0.32) / 2;
  const upright = new Map<number, readonly [number, number, number]>([
    [33, [-0.5, 0, 0]],
    [133, [-0.18, 0, 0]],
    [159, [-0.34, -lid, 0]],
    [145, [-0.34, lid, 0]],
    [263, [0.5, 0, 0]],
    [362, [0.18, 0, 0]],
    [386, [0.34, -lid, 0]],
    [374, [0.34, lid, 0]],
    [105, [-0.38, -0.25 - browsUp, 0]],
    [334, [0.38, -0.25 - browsUp, 0]],
    [13, [0, 0.75 - lipsApart / 2, 0]],
    [14, [0, 0.75 + lipsApart / 2, 0]],
    [61, [-0.3, 0.75 - cornersUp, 0]],
    [291, [0.3, 0.75 - cornersUp, 0]],
    [234, [-0.75, 0.15, 0]],
    [454, [0.75, 0.15, 0]],
    // The model sees the chin of a level head a little deeper than the forehead.
    [10, [0, -0.6, -0.6 * Math.tan(0.2)]],
    [152, [0, 1.2, 1.2 * Math.tan(0.2)]],
  ]);
  const points = new Float32Array(landmarkCount * 3);
  for (let point = 0; point < landmarkCount; point++) {
    const [x, y, z] = upright.get(point) ?? [0, 0.3, 0];
    // Around the head's axes: down and up, then left and right, then in the picture's plane.
    const downY = y * Math.cos(pitchRad) - z * Math.sin(pitchRad);
    const deep = y * Math.sin(pitchRad) + z * Math.cos(pitchRad);
    const rightX = x * Math.cos(yawRad) - deep * Math.sin(yawRad);
    const depth = x * Math.sin(yawRad) + deep * Math.cos(yawRad);
    const turned = [
      rightX * Math.cos(rollRad) - downY * Math.sin(rollRad),
      rightX * Math.sin(rollRad) + downY * Math.cos(rollRad),
      depth,
    ];
    const middle = [centreXPx, centreYPx, 0];
    for (let axis = 0; axis < 3; axis++) {
      const placed = (middle[axis] ?? 0) + (turned[axis] ?? 0) * eyeLinePx;
      points[point * 3 + axis] = placed + (face.noisePx?.(point, axis) ?? 0);
    }
  }
  return { points, presence };
}
