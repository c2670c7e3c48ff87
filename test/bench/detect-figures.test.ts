import { describe, expect, it } from 'vitest';
import { figuresOf, sizeOf } from '../../bench/detect/detect-figures.ts';
import { modelSubjects } from '../../bench/detect/detector-passes.ts';
import type { LabelledFace } from '../../bench/detect/labelled-picture.ts';
import { typologyAngle } from '../../bench/detect/tone-groups.ts';

function found(confidence: number | null, extra: Partial<LabelledFace>) {
  const box = { xPx: 0, yPx: 0, widthPx: 10, heightPx: 10 };
  const face = { ...box, heightShare: 0.2, isIgnored: false, traits: {}, ...extra };
  return { face, confidence };
}

describe('the figures', () => {
  it.each([
    [0.12, 'ge12'],
    [0.119, 'ge6'],
    [0.06, 'ge6'],
    [0.0599, 'ge3'],
    [0.03, 'ge3'],
    [0.0299, 'lt3'],
  ])('take a face of %f of the height as %s', (share, size) => {
    expect(sizeOf(share)).toBe(size);
  });

  it('are by size, trait and tone, at the bounds of all pictures together', () => {
    const figures = figuresOf(
      {
        pictures: 10,
        faces: [
          found(0.9, { traits: { poses: 'turn-90' } }),
          found(0.5, { traits: { poses: 'turn-90' } }),
          found(0.3, { tone: { group: 'darker', light: 'light' } }),
          found(null, { heightShare: 0.04, tone: { group: 'darker', light: 'dark' } }),
        ],
        falsePositives: [0.7, 0.6, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.35],
      },
      [3, 1, 2],
    );
    expect(figures).toMatchObject({
      recallAt1Fp: { ge12: 0.6667, ge6: null, ge3: 0, lt3: null },
      recallAt01Fp: { ge12: 0.3333, ge6: null, ge3: 0, lt3: null },
      confidenceAt: { fp1: 0.35, fp01: 0.6 },
      poses: { 'turn-90': { faces: 2, recallAt1Fp: 1, recallAt01Fp: 0.5 } },
      tones: { darker: { faces: 2, light: 0, dark: 0 } },
      falsePositivesPerPicture: { weak: 0.2, strong: 0 },
      msP50: 2,
      msP99: 3,
    });
  });
});

describe('passes', () => {
  it('are grouped by what they see and by model', () => {
    const subjects = modelSubjects(['a-448', 'a-640-top-left', 'a-640-bottom-right', 'b-square-0']);
    expect(Object.fromEntries(subjects.map(({ name, passes }) => [name, passes]))).toEqual({
      'a-448': ['a-448'],
      'a-640-quarters': ['a-640-top-left', 'a-640-bottom-right'],
      a: ['a-448', 'a-640-top-left', 'a-640-bottom-right'],
      'b-squares': ['b-square-0'],
      b: ['b-square-0'],
    });
  });
});

describe('the typology angle', () => {
  it('is high for light skin and below zero for the darkest', () => {
    const light = typologyAngle([236, 200, 180]);
    const brown = typologyAngle([150, 105, 80]);
    const dark = typologyAngle([70, 48, 38]);
    expect(light).toBeGreaterThan(45);
    expect(brown).toBeGreaterThan(-20);
    expect(brown).toBeLessThan(20);
    expect(dark).toBeLessThan(-50);
  });
});
