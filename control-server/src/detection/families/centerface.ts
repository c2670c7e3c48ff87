// CenterFace: one grid, of stride 4, with a heat map of faces' middles, the logarithms of their sizes, where in the cell the
// middle lies, and five points. Everywhere the vertical value comes first.

import { faceAngle } from '../face-angle.ts';
import { requireNumbers } from '../inference-error.ts';
import {
  type DetectorFamily,
  gridOf,
  type NetworkFace,
  outputsInOrder,
} from './detector-family.ts';

const stride = 4;
/** Keeps the exponential finite; no face is e^7 cells large. */
const logSizeMax = 7;

export const centerFace: DetectorFamily = {
  name: 'centerface',
  title: 'CenterFace',
  picture: { channels: 'rgb', means: [0, 0, 0], scale: 1 },
  sizeStep: 32,
  // Not measured: its authors' examples use 0.35 to 0.5.
  calibration: { strongScore: 0.5, weakScore: 0.35 },

  // Sizes and places have the same shape: told apart by their order, which all exports share.
  recognise(outputs, size) {
    const { columns, rows } = gridOf(size, stride);
    return outputsInOrder(
      outputs,
      [1, 2, 2, 10].map((values) => [1, values, rows, columns]),
    );
  },

  decode(outputs, size, scoreMin) {
    const [heat, sizes, places, points] = outputs;
    if (!heat || !sizes || !places || !points) throw new RangeError('An output is missing.');
    const { columns } = gridOf(size, stride);
    const cells = heat.length;
    const found: NetworkFace[] = [];
    for (let cell = 0; cell < cells; cell++) {
      const score = heat[cell] ?? 0;
      if (!(score >= scoreMin)) {
        if (Number.isNaN(score)) requireNumbers(score);
        continue;
      }
      const of = (plane: Float32Array, index: number) => plane[index * cells + cell] ?? 0;
      const height = Math.exp(Math.min(logSizeMax, of(sizes, 0))) * stride;
      const width = Math.exp(Math.min(logSizeMax, of(sizes, 1))) * stride;
      const y = (Math.floor(cell / columns) + of(places, 0) + 0.5) * stride - height / 2;
      const x = ((cell % columns) + of(places, 1) + 0.5) * stride - width / 2;
      // In shares of the box, so in pixels only after its width and height.
      const point = (index: number): [number, number] => [
        of(points, index * 2 + 1) * width,
        of(points, index * 2) * height,
      ];
      const [right, left] = [point(3), point(4)];
      const angleRad = faceAngle({
        rightEye: point(0),
        leftEye: point(1),
        mouth: [(right[0] + left[0]) / 2, (right[1] + left[1]) / 2],
      });
      requireNumbers(x, y, width, height, angleRad);
      found.push({ x, y, width, height, angleRad, score });
    }
    return found;
  },
};
