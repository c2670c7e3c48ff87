// SCRFD, as InsightFace exports it: three grids of two anchors a cell; each gives a score, the distances from the cell's
// corner to the box's four sides, and, in most exports, five points. All in strides.

import { fivePointAngle } from '../face-angle.ts';
import { requireNumbers } from '../inference-error.ts';
import {
  type DetectorFamily,
  gridOf,
  type NetworkFace,
  type NetworkSize,
  outputsInOrder,
} from './detector-family.ts';

const strides = [8, 16, 32] as const;
const anchors = 2;

export const scrfd: DetectorFamily = {
  name: 'scrfd',
  title: 'SCRFD',
  picture: { channels: 'rgb', means: [127.5, 127.5, 127.5], scale: 128 },
  sizeStep: 32,
  // Not measured: 0.5 is what InsightFace's own programs use.
  calibration: { strongScore: 0.5, weakScore: 0.3 },

  recognise(outputs, size) {
    const kinds = outputs.length === strides.length * 2 ? [1, 4] : [1, 4, 10];
    // Exports for pictures in batches have a dimension of 1 in front.
    for (const batch of [[], [1]]) {
      const wanted = kinds.flatMap((values) =>
        strides.map((stride) => [...batch, anchorsOf(size, stride), values]),
      );
      const found = outputsInOrder(outputs, wanted);
      if (found) return found;
    }
    return undefined;
  },

  decode(outputs, size, scoreMin) {
    const found: NetworkFace[] = [];
    for (const [at, stride] of strides.entries()) {
      const scores = outputs[at];
      const boxes = outputs[strides.length + at];
      const points = outputs[strides.length * 2 + at];
      if (!scores || !boxes) throw new RangeError('An output is missing.');
      const { columns } = gridOf(size, stride);
      for (let anchor = 0; anchor < scores.length; anchor++) {
        const score = scores[anchor] ?? 0;
        if (!(score >= scoreMin)) {
          if (Number.isNaN(score)) requireNumbers(score);
          continue;
        }
        const cell = Math.floor(anchor / anchors);
        const cellX = (cell % columns) * stride;
        const cellY = Math.floor(cell / columns) * stride;
        const side = (index: number) => (boxes[anchor * 4 + index] ?? 0) * stride;
        const [x, y] = [cellX - side(0), cellY - side(1)];
        const [width, height] = [side(0) + side(2), side(1) + side(3)];
        const angleRad = points ? fivePointAngle(points, anchor * 10) : 0;
        requireNumbers(x, y, width, height, angleRad);
        found.push({ x, y, width, height, angleRad, score });
      }
    }
    return found;
  },
};

function anchorsOf(size: NetworkSize, stride: number): number {
  const { columns, rows } = gridOf(size, stride);
  return columns * rows * anchors;
}
