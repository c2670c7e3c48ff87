import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  confidenceOf,
  reportedScore,
  scoreCalibrations,
} from '../../control-server/src/detection/confidence-calibration.ts';
import {
  reportedConfidence,
  strongConfidence,
  weakConfidence,
} from '../../control-server/src/detection/detection.ts';

const score = fc.double({ min: -1, max: 2, noNaN: true });

describe.each(Object.entries(scoreCalibrations))('%s', (_name, calibration) => {
  test.each([
    ['nothing', -1, 0],
    ['zero', 0, 0],
    ['weak', calibration.weakScore, weakConfidence],
    ['strong', calibration.strongScore, strongConfidence],
    ['one', 1, 1],
    ['more than one', 2, 1],
    ['reportable', reportedScore(calibration), reportedConfidence],
  ])('%s', (_case, raw, confidence) => {
    expect(confidenceOf(raw, calibration)).toBeCloseTo(confidence, 10);
  });

  test('a higher score is never a lower confidence', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [less, more] = [confidenceOf(low, calibration), confidenceOf(high, calibration)];
        expect(less).toBeLessThanOrEqual(more);
        expect(less).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(1);
      }),
    );
  });
});
