import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledFace } from '../../bench/detect/labelled-picture.ts';
import {
  averagePrecision,
  confidenceBound,
  falsePositiveRate,
  joinScores,
  recallAbove,
  type ScoredPictures,
  scorePicture,
} from '../../bench/detect/recall.ts';
import type { Detection } from '../../control-server/src/detection/detection.ts';

function face(xPx: number, extra: Partial<LabelledFace> = {}): LabelledFace {
  const box = { xPx, yPx: 0, widthPx: 10, heightPx: 10 };
  return { ...box, heightShare: 0.1, isIgnored: false, traits: {}, ...extra };
}

function seen(xPx: number, confidence: number): Detection {
  return { xPx, yPx: 0, widthPx: 10, heightPx: 10, angleRad: 0, confidence };
}

function scored(faces: (number | null)[], falsePositives: number[], pictures = 1): ScoredPictures {
  return {
    pictures,
    faces: faces.map((confidence, index) => ({ face: face(index * 20), confidence })),
    falsePositives,
  };
}

describe('a picture', () => {
  it('has each face found by one detection, the surest', () => {
    const score = scorePicture([face(0)], [seen(1, 0.5), seen(0, 0.9), seen(100, 0.7)]);
    expect(score.faces.map(({ confidence }) => confidence)).toEqual([0.9]);
    expect(score.falsePositives).toEqual([0.7, 0.5]);
  });

  it('has two faces that overlap found by two detections', () => {
    const score = scorePicture([face(0), face(3)], [seen(1, 0.9), seen(2, 0.8)]);
    expect(score.faces.map(({ confidence }) => confidence)).toEqual([0.9, 0.8]);
    expect(score.falsePositives).toEqual([]);
  });

  it.each([
    // Of two boxes ten wide, shifted by d: (10 - d) / (10 + d).
    [4, 0.9],
    [4.5, null],
  ])('has a face found from an overlap of 0.4 on: shifted by %f', (shift, confidence) => {
    expect(scorePicture([face(0)], [seen(shift, 0.9)]).faces[0]?.confidence).toBe(confidence);
  });

  it('has faces that nobody could tell neither found nor missed', () => {
    const score = scorePicture([face(0, { isIgnored: true }), face(50)], [seen(0, 0.9)]);
    expect(score).toMatchObject({ faces: [{ confidence: null }], falsePositives: [] });
    expect(score.faces).toHaveLength(1);
  });
});

describe('the confidence bound', () => {
  it.each([
    // Of two pictures and one false positive a picture: two may pass, the third must not.
    [1, 0.4],
    [0.5, 0.6],
    [0, 0.9],
    [2, 0],
  ])('at %f false positives a picture', (rate, bound) => {
    expect(confidenceBound(scored([], [0.9, 0.6, 0.4], 2), rate)).toBe(bound);
  });

  it('is not passed by more false positives than there may be, and by as many as possible', () => {
    const confidences = fc.array(fc.integer({ min: 1, max: 20 }).map((value) => value / 20));
    fc.assert(
      fc.property(confidences, fc.integer({ min: 1, max: 9 }), (values, pictures) => {
        const falsePositives = values.sort((a, b) => b - a);
        const bound = confidenceBound(scored([], falsePositives, pictures), 1);
        const passing = falsePositives.filter((one) => one > bound).length;
        expect(passing).toBeLessThanOrEqual(pictures);
        const next = Math.max(0, ...falsePositives.filter((one) => one < bound));
        if (bound > 0) {
          expect(falsePositives.filter((one) => one > next).length).toBeGreaterThan(pictures);
        }
      }),
    );
  });
});

describe('recall', () => {
  it('is the share of faces that are found with more than the bound', () => {
    const { faces } = scored([0.9, 0.5, null, 0.5], []);
    expect(recallAbove(faces, 0.5)).toBe(0.25);
    expect(recallAbove(faces, 0.4)).toBe(0.75);
    expect(recallAbove([], 0)).toBeNull();
  });

  it('counts what is as sure as the bound as a false positive', () => {
    expect(falsePositiveRate(scored([], [0.9, 0.5, 0.4], 4), 0.5)).toBe(0.5);
  });
});

describe('average precision', () => {
  it.each([
    ['everything found, nothing else', [0.9, 0.8], [], 1],
    ['nothing found', [null, null], [0.9], 0],
    ['half found', [0.9, null], [], 0.5],
    // Recall 1/2 at precision 1, then 1 at 2/3.
    ['a false positive between', [0.9, 0.7], [0.8], 0.5 + 0.5 * (2 / 3)],
    // Precision 1/2, then 2/3: the better one counts for both.
    ['a false positive first', [0.8, 0.7], [0.9], 2 / 3],
    ['a false positive as sure as the only face', [0.5], [0.5], 0.5],
    ['false positives below everything', [0.9], [0.2, 0.1], 1],
  ] as const)('of %s', (_name, found, wrong, expected) => {
    expect(averagePrecision(scored([...found], [...wrong]))).toBeCloseTo(expected, 10);
  });

  it('is nothing of nothing', () => {
    expect(averagePrecision(scored([], [0.5]))).toBeNull();
  });

  const confidence = fc.integer({ min: 1, max: 50 }).map((value) => value / 50);
  const anyScore = fc
    .tuple(fc.array(fc.option(confidence), { minLength: 1 }), fc.array(confidence))
    .map(([found, wrong]) =>
      scored(
        found,
        wrong.sort((a, b) => b - a),
      ),
    );

  it('is between 0 and the share that is found at all', () => {
    fc.assert(
      fc.property(anyScore, (score) => {
        const area = averagePrecision(score) ?? 0;
        expect(area).toBeGreaterThanOrEqual(0);
        expect(area).toBeLessThanOrEqual((recallAbove(score.faces, 0) ?? 0) + 1e-12);
      }),
    );
  });

  it('is the same after any change of scale that keeps the order', () => {
    fc.assert(
      fc.property(anyScore, (score) => {
        const stretched = {
          ...score,
          faces: score.faces.map((one) => ({
            ...one,
            confidence: one.confidence === null ? null : one.confidence ** 2,
          })),
          falsePositives: score.falsePositives.map((one) => one ** 2),
        };
        expect(averagePrecision(stretched)).toBeCloseTo(averagePrecision(score) ?? 0, 10);
      }),
    );
  });

  it('never gains by a further false positive', () => {
    fc.assert(
      fc.property(anyScore, confidence, (score, more) => {
        const worse = joinScores([score, scored([], [more], 0)]);
        expect(averagePrecision(worse)).toBeLessThanOrEqual((averagePrecision(score) ?? 0) + 1e-12);
      }),
    );
  });
});
