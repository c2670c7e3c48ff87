import { describe, expect, test } from 'vitest';
import { networkSizeFor } from '../../control-server/src/detection/network-size.ts';
import { ultraFaceProfiles } from '../../control-server/src/detection/ultraface.ts';
import {
  decodeUltraFace,
  ultraFacePriors,
} from '../../control-server/src/detection/ultraface-decoding.ts';

const calibration = { weakScore: 0.4, strongScore: 0.9 };

/** Raw outputs in which every prior says "no face, as it is". */
function emptyOutput(width: number, height: number) {
  const priors = ultraFacePriors(width, height);
  const count = priors.length / 4;
  const scores = new Float32Array(count * 2).map((_, at) => (at % 2 === 0 ? 1 : 0));
  return { priors, scores, locations: new Float32Array(count * 4), scaleX: 1, scaleY: 1 };
}

/** Where the priors of a grid begin, in priors. */
const strideEight = 0;
const strideSixtyFour = 56 * 32 * 3 + 28 * 16 * 2 + 14 * 8 * 2;

describe('ultraFacePriors', () => {
  test.each([
    [320, 240, 4420],
    [448, 256, 6580],
    [640, 360, 80 * 45 * 3 + 40 * 23 * 2 + 20 * 12 * 2 + 10 * 6 * 3],
    [32, 32, 4 * 4 * 3 + 2 * 2 * 2 + 2 + 3],
  ])('%i x %i has %i', (width, height, count) => {
    expect(ultraFacePriors(width, height).length / 4).toBe(count);
  });

  test.each([
    [strideEight, [4, 4, 10, 10]],
    [strideEight + 2, [4, 4, 24, 24]],
    [strideEight + 56 * 3, [4, 12, 10, 10]],
    [strideSixtyFour + 2, [32, 32, 256, 240]],
  ])('prior %i of 448 x 256', (prior, expected) => {
    expect([...ultraFacePriors(448, 256).slice(prior * 4, prior * 4 + 4)]).toEqual(expected);
  });
});

describe('decodeUltraFace', () => {
  test.each([
    ['as it is', [0, 0, 0, 0], { xPx: -32, yPx: -32, widthPx: 128, heightPx: 128 }],
    ['to the right', [1, 0, 0, 0], { xPx: -32 + 12.8, yPx: -32, widthPx: 128, heightPx: 128 }],
    ['down', [0, -2, 0, 0], { xPx: -32, yPx: -32 - 25.6, widthPx: 128, heightPx: 128 }],
    ['twice as wide', [0, 0, 5 * Math.LN2, 0], { xPx: -96, yPx: -32, widthPx: 256, heightPx: 128 }],
    ['half as high', [0, 0, 0, -5 * Math.LN2], { xPx: -32, yPx: 0, widthPx: 128, heightPx: 64 }],
  ])('%s', (_name, location, expected) => {
    const output = emptyOutput(448, 256);
    output.scores[strideSixtyFour * 2 + 1] = 0.9;
    output.locations.set(location, strideSixtyFour * 4);
    const [found, ...others] = decodeUltraFace(output, calibration);
    expect(others).toEqual([]);
    expect(found?.confidence).toBeCloseTo(0.8);
    expect(found?.angleRad).toBe(0);
    for (const [key, value] of Object.entries(expected)) {
      expect(found).toHaveProperty(key, expect.closeTo(value, 3));
    }
  });

  test('scales to the analysis image, each axis by its own factor', () => {
    const output = { ...emptyOutput(448, 256), scaleX: 2, scaleY: 3 };
    output.scores[strideSixtyFour * 2 + 1] = 0.9;
    expect(decodeUltraFace(output, calibration)).toMatchObject([
      { xPx: -64, yPx: -96, widthPx: 256, heightPx: 384 },
    ]);
  });

  test.each([
    ['below what is reported', 0.15, 0],
    ['just above', 0.17, 1],
  ])('a score %s', (_name, score, count) => {
    const output = emptyOutput(448, 256);
    output.scores[1] = score;
    expect(decodeUltraFace(output, calibration)).toHaveLength(count);
  });

  test('a score that is no number is not "no face": it throws', () => {
    const output = emptyOutput(448, 256);
    output.scores[1] = Number.NaN;
    expect(() => decodeUltraFace(output, calibration)).toThrow(/returned no numbers/);
  });

  test('a face at a place that is no number throws', () => {
    const output = emptyOutput(448, 256);
    output.scores[1] = 1;
    output.locations.set([Number.NaN, 0, 0, 0]);
    expect(() => decodeUltraFace(output, calibration)).toThrow(/returned no numbers/);
  });

  test('an absurd size stays finite', () => {
    const output = emptyOutput(448, 256);
    output.scores[1] = 1;
    output.locations.set([0, 0, 1e30, 1e30]);
    expect(Number.isFinite(decodeUltraFace(output, calibration)[0]?.widthPx)).toBe(true);
  });
});

describe('networkSizeFor', () => {
  test.each([
    [640, 360, 'small', { width: 448, height: 256 }],
    [360, 640, 'small', { width: 256, height: 448 }],
    [640, 640, 'small', { width: 336, height: 336 }],
    [640, 360, 'large', { width: 640, height: 360 }],
    [1280, 720, 'large', { width: 640, height: 360 }],
    [16, 16, 'small', { width: 32, height: 32 }],
    [1, 1, 'small', { width: 32, height: 32 }],
    [1280, 16, 'small', { width: 2560, height: 32 }],
  ] as const)('%i x %i, %s', (widthPx, heightPx, profile, size) => {
    const { areaPx } = ultraFaceProfiles[profile];
    expect(networkSizeFor({ widthPx, heightPx }, areaPx, 8)).toEqual(size);
  });
});
