// UltraFace as its author publishes it, for a fixed size: softmaxed scores and finished boxes, corners in shares of the picture.
// The models that are built here are cut before that (ultraface.ts) and take any size.

import { requireNumbers } from '../inference-error.ts';
import {
  type DetectorFamily,
  gridOf,
  type NetworkFace,
  outputsInOrder,
} from './detector-family.ts';

const anchorsOfStrides = [
  { stride: 8, anchors: 3 },
  { stride: 16, anchors: 2 },
  { stride: 32, anchors: 2 },
  { stride: 64, anchors: 3 },
] as const;

export const ultraFaceFamily: DetectorFamily = {
  name: 'ultraface',
  title: 'UltraFace',
  picture: { channels: 'rgb', means: [127, 127, 127], scale: 128 },
  sizeStep: 32,
  calibration: { strongScore: 0.93, weakScore: 0.54 },

  recognise(outputs, size) {
    const count = anchorsOfStrides.reduce((sum, { stride, anchors }) => {
      const { columns, rows } = gridOf(size, stride);
      return sum + columns * rows * anchors;
    }, 0);
    return outputsInOrder(outputs, [
      [1, count, 2],
      [1, count, 4],
    ]);
  },

  decode(outputs, { width, height }, scoreMin) {
    const [scores, boxes] = outputs;
    if (!scores || !boxes) throw new RangeError('An output is missing.');
    const found: NetworkFace[] = [];
    for (let prior = 0; prior * 2 < scores.length; prior++) {
      const score = scores[prior * 2 + 1] ?? 0;
      if (!(score >= scoreMin)) {
        if (Number.isNaN(score)) requireNumbers(score);
        continue;
      }
      const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(prior * 4, prior * 4 + 4);
      requireNumbers(left, top, right, bottom);
      found.push({
        x: left * width,
        y: top * height,
        width: (right - left) * width,
        height: (bottom - top) * height,
        angleRad: 0,
        score,
      });
    }
    return found;
  },
};
