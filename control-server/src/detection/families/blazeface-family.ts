// BlazeFace back as MediaPipe publishes it, for 256 x 256: two grids, with logits for scores.

import {
  type BlazeFaceGrid,
  blazeFaceFaces,
  blazeFaceGrids,
  blazeFaceSide,
} from '../blazeface-decoding.ts';
import { scoreCalibrations } from '../confidence-calibration.ts';
import { type DetectorFamily, outputsInOrder } from './detector-family.ts';

const valuesPerAnchor = 16;

export const blazeFaceFamily: DetectorFamily = {
  name: 'blazeface',
  title: 'BlazeFace back',
  picture: { channels: 'rgb', means: [127.5, 127.5, 127.5], scale: 127.5 },
  sizeStep: blazeFaceSide,
  calibration: scoreCalibrations.blazeFace,

  recognise(outputs, { width, height }) {
    if (width !== blazeFaceSide || height !== blazeFaceSide) return undefined;
    const { fine, coarse } = blazeFaceGrids;
    return outputsInOrder(
      outputs,
      [fine, coarse].flatMap((grid) => [
        [1, anchorsOf(grid), 1],
        [1, anchorsOf(grid), valuesPerAnchor],
      ]),
    );
  },

  decode([fineScores, fineBoxes, coarseScores, coarseBoxes], _size, scoreMin) {
    if (!fineScores || !fineBoxes || !coarseScores || !coarseBoxes) {
      throw new RangeError('An output is missing.');
    }
    const { fine, coarse } = blazeFaceGrids;
    return [
      ...blazeFaceFaces({ scores: fineScores, boxes: fineBoxes, grid: fine }, scoreMin),
      ...blazeFaceFaces({ scores: coarseScores, boxes: coarseBoxes, grid: coarse }, scoreMin),
    ];
  },
};

function anchorsOf({ cells, anchors }: BlazeFaceGrid): number {
  return cells * cells * anchors;
}
