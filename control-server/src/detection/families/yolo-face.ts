// Detectors of the YOLO line that were trained on faces, exported with their boxes finished: centre x, centre y, width, height
// in pixels of the picture.
// - v5 (yolov5-face): a row of 16 values an anchor: box, objectness, five points, class.
// - v8 and its followers: planes of 5 values (box, score), or 20 with five points of x, y and visibility.

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
const v5 = { anchors: 3, values: 16, objectness: 4, points: 5, classScore: 15 } as const;
const v8 = { score: 4, points: 5, valuesOfPoint: 3 } as const;

const shared = {
  picture: { channels: 'rgb', means: [0, 0, 0], scale: 255 },
  sizeStep: 32,
  // Not measured: between the thresholds of their authors' examples.
  calibration: { strongScore: 0.5, weakScore: 0.25 },
} as const;

export const yolo5Face: DetectorFamily = {
  ...shared,
  name: 'yolo5-face',
  title: 'YOLOv5-face',

  recognise: (outputs, size) =>
    outputsInOrder(outputs, [[1, cellsOf(size) * v5.anchors, v5.values]]),

  decode([rows], _size, scoreMin) {
    if (!rows) throw new RangeError('An output is missing.');
    const found: NetworkFace[] = [];
    for (let first = 0; first < rows.length; first += v5.values) {
      const score = (rows[first + v5.objectness] ?? 0) * (rows[first + v5.classScore] ?? 0);
      if (!(score >= scoreMin)) {
        if (Number.isNaN(score)) requireNumbers(score);
        continue;
      }
      const box = (index: number) => rows[first + index] ?? 0;
      found.push(faceOf(box, fivePointAngle(rows, first + v5.points), score));
    }
    return found;
  },
};

export const yolo8Face: DetectorFamily = {
  ...shared,
  name: 'yolo8-face',
  title: 'YOLOv8-face',

  recognise: (outputs, size) =>
    outputsInOrder(outputs, [[1, 20, cellsOf(size)]]) ??
    outputsInOrder(outputs, [[1, 5, cellsOf(size)]]),

  decode([planes], size, scoreMin) {
    if (!planes) throw new RangeError('An output is missing.');
    const cells = cellsOf(size);
    const hasPoints = planes.length > cells * v8.points;
    const found: NetworkFace[] = [];
    for (let cell = 0; cell < cells; cell++) {
      const value = (index: number) => planes[index * cells + cell] ?? 0;
      const score = value(v8.score);
      if (!(score >= scoreMin)) {
        if (Number.isNaN(score)) requireNumbers(score);
        continue;
      }
      const points = Array.from({ length: 5 * v8.valuesOfPoint }, (_, at) => value(v8.points + at));
      const angleRad = hasPoints ? fivePointAngle(points, 0, v8.valuesOfPoint) : 0;
      found.push(faceOf(value, angleRad, score));
    }
    return found;
  },
};

function faceOf(value: (index: number) => number, angleRad: number, score: number): NetworkFace {
  const [centreX, centreY, width, height] = [value(0), value(1), value(2), value(3)];
  requireNumbers(centreX, centreY, width, height, angleRad);
  return { x: centreX - width / 2, y: centreY - height / 2, width, height, angleRad, score };
}

function cellsOf(size: NetworkSize): number {
  return strides.reduce((sum, stride) => {
    const { columns, rows } = gridOf(size, stride);
    return sum + columns * rows;
  }, 0);
}
