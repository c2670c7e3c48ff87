// YuNet, of 2023 and later: OpenCV's face detector. Three grids; each cell says whether it holds a face, where its box lies
// from the cell's corner, and its five points.
//
// Source of the layout: OpenCV's FaceDetectorYN.

import { fivePointAngle } from '../face-angle.ts';
import { requireNumbers } from '../inference-error.ts';
import {
  type DetectorFamily,
  gridOf,
  type NetworkFace,
  outputsInOrder,
} from './detector-family.ts';

const strides = [8, 16, 32] as const;
const outputsPerGrid = 4;
/** Keeps the exponential finite; no face is e^6 cells large. */
const logSizeMax = 6;

export const yunet: DetectorFamily = {
  name: 'yunet',
  title: 'YuNet',
  picture: { channels: 'bgr', means: [0, 0, 0], scale: 1 },
  sizeStep: 32,
  // Measured at an overlap of 0.4 on 314 photographs of streets, crowds and covered faces, 640 pixels along the longer side.
  calibration: { strongScore: 0.79, weakScore: 0.56 },

  // The two scores of a cell have the same shape; they are multiplied, so their order does not matter.
  recognise: (outputs, size) =>
    outputsInOrder(
      outputs,
      strides.flatMap((stride) => {
        const { columns, rows } = gridOf(size, stride);
        const cells = columns * rows;
        return [
          [1, cells, 1],
          [1, cells, 1],
          [1, cells, 4],
          [1, cells, 10],
        ];
      }),
    ),

  decode(outputs, size, scoreMin) {
    const found: NetworkFace[] = [];
    for (const [at, stride] of strides.entries()) {
      const first = at * outputsPerGrid;
      const [classes, objects, boxes, points] = outputs.slice(first, first + outputsPerGrid);
      if (!classes || !objects || !boxes || !points) throw new RangeError('An output is missing.');
      const { columns } = gridOf(size, stride);
      for (let cell = 0; cell < classes.length; cell++) {
        const score = Math.sqrt(clamped(classes[cell]) * clamped(objects[cell]));
        if (!(score >= scoreMin)) {
          if (Number.isNaN(score)) requireNumbers(score);
          continue;
        }
        const value = (index: number) => boxes[cell * 4 + index] ?? 0;
        const centreX = ((cell % columns) + value(0)) * stride;
        const centreY = (Math.floor(cell / columns) + value(1)) * stride;
        const width = Math.exp(Math.min(logSizeMax, value(2))) * stride;
        const height = Math.exp(Math.min(logSizeMax, value(3))) * stride;
        const angleRad = fivePointAngle(points, cell * 10);
        requireNumbers(centreX, centreY, width, height, angleRad);
        const [x, y] = [centreX - width / 2, centreY - height / 2];
        found.push({ x, y, width, height, angleRad, score });
      }
    }
    return found;
  },
};

/** NaN stays NaN. */
function clamped(score = Number.NaN): number {
  return Math.min(1, Math.max(0, score));
}
