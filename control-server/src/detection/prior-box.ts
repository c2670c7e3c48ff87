// The single-shot detector's boxes: each prior is a box at a fixed place, and the network says how the face differs from it.

import { requireNumbers } from './inference-error.ts';

const centreVariance = 0.1;
const sizeVariance = 0.2;
/** Keeps the exponential finite; no face is e^4 times its prior. */
const logSizeMax = 4;

/**
 * The box, by its upper left corner, that four `locations` from `first` on make of the prior: centre x, centre y, width,
 * height. Throws `inference_invalid` where it is no number.
 */
export function priorBox(
  [priorX, priorY, priorWidth, priorHeight]: readonly [number, number, number, number],
  locations: Float32Array,
  first: number,
): { x: number; y: number; width: number; height: number } {
  const location = (index: number) => locations[first + index] ?? 0;
  const centreX = priorX + location(0) * centreVariance * priorWidth;
  const centreY = priorY + location(1) * centreVariance * priorHeight;
  const width = priorWidth * Math.exp(Math.min(logSizeMax, location(2) * sizeVariance));
  const height = priorHeight * Math.exp(Math.min(logSizeMax, location(3) * sizeVariance));
  requireNumbers(centreX, centreY, width, height);
  return { x: centreX - width / 2, y: centreY - height / 2, width, height };
}
