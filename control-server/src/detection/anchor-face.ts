// The sixteen numbers in which MediaPipe's detectors say where a face is, seen from an anchor, as a face.

import { faceAngle } from './face-angle.ts';
import type { NetworkFace } from './families/detector-family.ts';
import { requireNumbers } from './inference-error.ts';

/** Centre x, y, width, height, then x, y of six points. */
export const valuesPerAnchor = 16;
/** Of the points: right and left eye (the face's own sides), nose, mouth, right and left ear. */
const rightEye = 4;
const leftEye = 6;
const mouth = 10;

/**
 * From a detector's box of an upright face to UltraFace's, in the detector's sizes. `up` is how far the middle moves
 * towards the forehead, in heights.
 */
export interface BoxAdjustment {
  readonly width: number;
  readonly height: number;
  readonly up: number;
}

export interface Anchor {
  readonly x: number;
  readonly y: number;
  /** Where its numbers begin in `boxes`. */
  readonly first: number;
}

/** In the network's pixels. Throws `inference_invalid` where it is no number. */
export function anchorFace(
  boxes: Float32Array,
  anchor: Anchor,
  adjustment: BoxAdjustment,
): Omit<NetworkFace, 'score'> {
  const value = (index: number) => boxes[anchor.first + index] ?? 0;
  const point = (index: number): [number, number] => [value(index), value(index + 1)];
  const angleRad = faceAngle({
    rightEye: point(rightEye),
    leftEye: point(leftEye),
    mouth: point(mouth),
  });
  const sin = Math.sin(angleRad);
  const cos = Math.cos(angleRad);
  const faceWidth = value(2) * adjustment.width;
  const faceHeight = value(3) * adjustment.height;
  // The upright box around the turned face, taken as an ellipse.
  const width = Math.hypot(faceWidth * cos, faceHeight * sin);
  const height = Math.hypot(faceWidth * sin, faceHeight * cos);
  const up = value(3) * adjustment.up;
  const centreX = anchor.x + value(0) + up * sin;
  const centreY = anchor.y + value(1) - up * cos;
  requireNumbers(centreX, centreY, width, height, angleRad);
  return { x: centreX - width / 2, y: centreY - height / 2, width, height, angleRad };
}
