// RetinaFace with two anchors a cell, as the PyTorch version of biubug6 exports it: boxes against priors, softmaxed scores,
// five points against the priors.

import { fivePointAngle } from '../face-angle.ts';
import { requireNumbers } from '../inference-error.ts';
import { priorBox } from '../prior-box.ts';
import {
  type DetectorFamily,
  gridOf,
  type NetworkFace,
  type NetworkSize,
  outputsInOrder,
} from './detector-family.ts';

/** Sides of the priors of each cell, in network pixels. */
const grids = [
  { stride: 8, sides: [16, 32] },
  { stride: 16, sides: [64, 128] },
  { stride: 32, sides: [256, 512] },
] as const;

export const retinaFace: DetectorFamily = {
  name: 'retinaface',
  title: 'RetinaFace',
  picture: { channels: 'bgr', means: [104, 117, 123], scale: 1 },
  sizeStep: 32,
  // Not measured: 0.6 is what its authors' example shows.
  calibration: { strongScore: 0.8, weakScore: 0.6 },

  recognise(outputs, size) {
    const count = priorCount(size);
    return outputsInOrder(outputs, [
      [1, count, 4],
      [1, count, 2],
      [1, count, 10],
    ]);
  },

  decode(outputs, size, scoreMin) {
    const [locations, scores, points] = outputs;
    if (!locations || !scores || !points) throw new RangeError('An output is missing.');
    const found: NetworkFace[] = [];
    let prior = 0;
    for (const { stride, sides } of grids) {
      const { columns, rows } = gridOf(size, stride);
      for (let cell = 0; cell < columns * rows; cell++) {
        for (const side of sides) {
          const score = scores[prior * 2 + 1] ?? 0;
          const at = prior++;
          if (!(score >= scoreMin)) {
            if (Number.isNaN(score)) requireNumbers(score);
            continue;
          }
          const centreX = ((cell % columns) + 0.5) * stride;
          const centreY = (Math.floor(cell / columns) + 0.5) * stride;
          const box = priorBox([centreX, centreY, side, side], locations, at * 4);
          const angleRad = fivePointAngle(points, at * 10);
          requireNumbers(angleRad);
          found.push({ ...box, angleRad, score });
        }
      }
    }
    return found;
  },
};

function priorCount(size: NetworkSize): number {
  return grids.reduce((sum, { stride, sides }) => {
    const { columns, rows } = gridOf(size, stride);
    return sum + columns * rows * sides.length;
  }, 0);
}
