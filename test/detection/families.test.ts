import { describe, expect, test } from 'vitest';
import { blazeFaceFamily } from '../../control-server/src/detection/families/blazeface-family.ts';
import { centerFace } from '../../control-server/src/detection/families/centerface.ts';
import type {
  DetectorFamily,
  NetworkFace,
  OutputShape,
} from '../../control-server/src/detection/families/detector-family.ts';
import {
  detectorFamilies,
  familyNamed,
} from '../../control-server/src/detection/families/families.ts';
import { retinaFace } from '../../control-server/src/detection/families/retinaface.ts';
import { scrfd } from '../../control-server/src/detection/families/scrfd.ts';
import { ultraFaceFamily } from '../../control-server/src/detection/families/ultraface-family.ts';
import { yolo5Face, yolo8Face } from '../../control-server/src/detection/families/yolo-face.ts';
import { yunet } from '../../control-server/src/detection/families/yunet.ts';

interface Published {
  readonly family: DetectorFamily;
  readonly size: { readonly width: number; readonly height: number };
  /** In the order of the publisher's file. */
  readonly dims: readonly (readonly number[])[];
  /** Places in `dims`, in the order in which the decoder reads. */
  readonly order: readonly number[];
}

const square = { width: 640, height: 640 };
const [fine, middle, coarse] = [6400, 1600, 400];
const grids = [fine, middle, coarse];
const of = (counts: readonly number[], values: number, ...batch: number[]) =>
  counts.map((count) => [...batch, count, values]);
const twice = grids.map((count) => count * 2);

/** The shapes of the files as their publishers give them away. */
const published: readonly Published[] = [
  {
    family: yunet,
    size: square,
    dims: [...of(grids, 1, 1), ...of(grids, 1, 1), ...of(grids, 4, 1), ...of(grids, 10, 1)],
    order: [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11],
  },
  {
    family: scrfd,
    size: square,
    dims: [...of(twice, 1), ...of(twice, 4), ...of(twice, 10)],
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    family: scrfd,
    size: square,
    dims: [...of(twice, 1, 1), ...of(twice, 4, 1)],
    order: [0, 1, 2, 3, 4, 5],
  },
  {
    family: centerFace,
    size: { width: 64, height: 32 },
    dims: [1, 2, 2, 10].map((values) => [1, values, 8, 16]),
    order: [0, 1, 2, 3],
  },
  {
    family: retinaFace,
    size: square,
    dims: [16800].flatMap((count) => [
      [1, count, 4],
      [1, count, 2],
      [1, count, 10],
    ]),
    order: [0, 1, 2],
  },
  {
    family: ultraFaceFamily,
    size: { width: 320, height: 240 },
    dims: [
      [1, 4420, 2],
      [1, 4420, 4],
    ],
    order: [0, 1],
  },
  {
    family: blazeFaceFamily,
    size: { width: 256, height: 256 },
    dims: [
      [1, 512, 1],
      [1, 384, 1],
      [1, 512, 16],
      [1, 384, 16],
    ],
    order: [0, 2, 1, 3],
  },
  { family: yolo5Face, size: square, dims: [[1, 25200, 16]], order: [0] },
  { family: yolo8Face, size: square, dims: [[1, 20, 8400]], order: [0] },
  { family: yolo8Face, size: square, dims: [[1, 5, 8400]], order: [0] },
];

/** Under names that say nothing. */
function outputsOf({ dims }: Pick<Published, 'dims'>): OutputShape[] {
  return dims.map((one, at) => ({ name: `o${at}`, dims: one }));
}

const cases = published.map((one) => ({ ...one, title: `${one.family.name}, ${one.dims.length}` }));

describe('recognise', () => {
  test.each(cases)('$title outputs, by their shapes alone', ({ family, size, dims, order }) => {
    const expected = order.map((at) => `o${at}`);
    expect(family.recognise(outputsOf({ dims }), size)).toEqual(expected);
  });

  test.each(cases)('$title outputs: no other family takes it', ({ family, size, dims }) => {
    const takers = detectorFamilies.filter((one) => one.recognise(outputsOf({ dims }), size));
    expect(takers).toEqual([family]);
  });

  test.each(cases)('$title outputs: not with one less, one more, or of another size', (one) => {
    const outputs = outputsOf(one);
    const none = (changed: readonly OutputShape[], size = one.size) =>
      expect(detectorFamilies.find((family) => family.recognise(changed, size))).toBe(undefined);
    none(outputs.slice(1));
    none([...outputs, { name: 'more', dims: [1, 1] }]);
    none(outputs, { width: one.size.width + 64, height: one.size.height });
    none(outputs.map(({ name, dims }) => ({ name, dims: [...dims, 1] })));
  });

  test('each has a name of its own', () => {
    expect(new Set(detectorFamilies.map(({ name }) => name)).size).toBe(detectorFamilies.length);
    for (const family of detectorFamilies) expect(familyNamed(family.name)).toBe(family);
    expect(familyNamed('resnet')).toBeUndefined();
  });
});

const small = { width: 64, height: 64 };
/** Eyes over a mouth, as offsets: upright, or turned by a quarter to the right. */
const uprightPoints = [-1, 0, 1, 0, 0, 1, -1, 2, 1, 2];
const quarterPoints = [0, -1, 0, 1, -1, 0, -2, -1, -2, 1];

interface Decoding {
  readonly family: DetectorFamily;
  readonly size: { readonly width: number; readonly height: number };
  outputs(score: number, points: readonly number[]): Float32Array[];
  readonly expected: Omit<NetworkFace, 'score' | 'angleRad'>;
  readonly hasAngle: boolean;
}

function filled(length: number, first: number, values: readonly number[], step = 1) {
  const array = new Float32Array(length);
  for (const [at, one] of values.entries()) array[first + at * step] = one;
  return array;
}
const empty = (...lengths: number[]) => lengths.map((length) => new Float32Array(length));

/** One face each, at a cell of the second row and third column of a grid, worked out by hand. */
const decodings: readonly Decoding[] = [
  {
    // 4 x 4 cells of 16; cell 6 lies at (32, 16).
    family: yunet,
    size: small,
    outputs: (score, points) => [
      ...empty(64, 64, 256, 640),
      filled(16, 6, [score]),
      filled(16, 6, [score]),
      filled(64, 24, [0.5, 0.25, Math.log(2), Math.log(3)]),
      filled(160, 60, points),
      ...empty(4, 4, 16, 40),
    ],
    expected: { x: 40 - 16, y: 20 - 24, width: 32, height: 48 },
    hasAngle: true,
  },
  {
    // The second anchor of the same cell; 1 cell to the left, 2 up, 3 to the right, 4 down.
    family: scrfd,
    size: small,
    outputs: (score, points) => [
      ...empty(128),
      filled(32, 13, [score]),
      ...empty(8, 512),
      filled(128, 52, [1, 2, 3, 4]),
      ...empty(32, 1280),
      filled(320, 130, points),
      ...empty(80),
    ],
    expected: { x: 32 - 16, y: 16 - 32, width: 64, height: 96 },
    hasAngle: true,
  },
  {
    // 16 x 16 cells of 4; cell 18 lies at (8, 4). Everywhere y before x.
    family: centerFace,
    size: small,
    outputs: (score, points) => [
      filled(256, 18, [score]),
      filled(512, 18, [Math.log(5), Math.log(4)], 256),
      filled(512, 18, [0.25, 0.5], 256),
      filled(
        2560,
        18,
        points.flatMap((_, at) =>
          at % 2 === 0 ? [(points[at + 1] ?? 0) / 5, (points[at] ?? 0) / 4] : [],
        ),
        256,
      ),
    ],
    expected: { x: 8 + 4 - 8, y: 4 + 3 - 10, width: 16, height: 20 },
    hasAngle: true,
  },
  {
    // 8 x 8 x 2 priors come first; then cell 6 of the second grid, around (40, 24), its second prior of 128.
    family: retinaFace,
    size: small,
    outputs: (score, points) => {
      const prior = 128 + 6 * 2 + 1;
      const location = [1, -1, 5 * Math.log(0.5), 0];
      return [
        filled(168 * 4, prior * 4, location),
        filled(168 * 2, prior * 2, [1 - score, score]),
        filled(168 * 10, prior * 10, points),
      ];
    },
    expected: { x: 40 + 12.8 - 32, y: 24 - 12.8 - 64, width: 64, height: 128 },
    hasAngle: true,
  },
  {
    family: ultraFaceFamily,
    size: { width: 320, height: 240 },
    outputs: (score) => [
      filled(4420 * 2, 200, [1 - score, score]),
      filled(4420 * 4, 400, [0.25, 0.5, 0.5, 0.75]),
    ],
    expected: { x: 80, y: 120, width: 80, height: 60 },
    hasAngle: false,
  },
  {
    family: yolo5Face,
    size: small,
    outputs: (score, points) => [filled(252 * 16, 17 * 16, [30, 20, 10, 12, score, ...points, 1])],
    expected: { x: 25, y: 14, width: 10, height: 12 },
    hasAngle: true,
  },
  {
    family: yolo8Face,
    size: small,
    outputs: (score, points) => [
      filled(
        84 * 20,
        17,
        [
          30,
          20,
          10,
          12,
          score,
          ...[0, 1, 2, 3, 4].flatMap((at) => [...points.slice(at * 2, at * 2 + 2), 1]),
        ],
        84,
      ),
    ],
    expected: { x: 25, y: 14, width: 10, height: 12 },
    hasAngle: true,
  },
  {
    family: yolo8Face,
    size: small,
    outputs: (score) => [filled(84 * 5, 17, [30, 20, 10, 12, score], 84)],
    expected: { x: 25, y: 14, width: 10, height: 12 },
    hasAngle: false,
  },
];

describe.each(decodings.map((one) => ({ ...one, title: one.family.title })))(
  'decode $title',
  ({ family, size, outputs, expected, hasAngle }) => {
    test('places the box', () => {
      const [found, ...others] = family.decode(outputs(0.9, uprightPoints), size, 0.5);
      expect(others).toEqual([]);
      expect(found?.score).toBeCloseTo(0.9);
      expect(found?.angleRad).toBeCloseTo(0);
      for (const [key, value] of Object.entries(expected)) {
        expect(found).toHaveProperty(key, expect.closeTo(value, 3));
      }
    });

    test('says how far the face is turned, where it has points', () => {
      const [found] = family.decode(outputs(0.9, quarterPoints), size, 0.5);
      expect(found?.angleRad).toBeCloseTo(hasAngle ? Math.PI / 2 : 0);
    });

    test('leaves out what is below the wanted score', () => {
      expect(family.decode(outputs(0.49, uprightPoints), size, 0.5)).toEqual([]);
    });

    test('a score that is no number is not "no face": it throws', () => {
      expect(() => family.decode(outputs(Number.NaN, uprightPoints), size, 0.5)).toThrow(
        /returned no numbers/,
      );
    });

    test('nor is an endless one', () => {
      const found = () => family.decode(outputs(0.9, Array(10).fill(Number.NaN)), size, 0.5);
      if (hasAngle) expect(found).toThrow(/returned no numbers/);
      else expect(found()).toHaveLength(1);
    });
  },
);

test('BlazeFace decodes both grids', () => {
  const [fineScores, fineBoxes, coarseScores, coarseBoxes] = [
    new Float32Array(512).fill(-99),
    new Float32Array(512 * 16),
    new Float32Array(384).fill(-99),
    new Float32Array(384 * 16),
  ];
  fineScores[0] = 9;
  coarseScores[6] = 9;
  const outputs = [fineScores, fineBoxes, coarseScores, coarseBoxes];
  const found = blazeFaceFamily.decode(outputs, { width: 256, height: 256 }, 0.5);
  expect(found.map(({ x, y }) => [x, y])).toEqual([
    [8, 8],
    [48, 16],
  ]);
});
