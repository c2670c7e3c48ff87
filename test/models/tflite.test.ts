import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, test } from 'vitest';
import { packedLandmarkModel } from '../../models/face-landmarks.ts';
import { modelNamed } from '../../models/manifest.ts';
import { extractPackageFile } from '../../models/package-file.ts';
import { fromHalf } from '../../models/tflite/constants.ts';
import { readTflite } from '../../models/tflite/tflite-file.ts';
import { convertTflite } from '../../models/tflite/tflite-to-onnx.ts';
import { prepareModels } from './built-models.ts';
import { openTfliteReference } from './tflite-reference.ts';

const side = 192;
const models = await prepareModels();
afterAll(async () => {
  if (models.folder) await rm(models.folder, { recursive: true, force: true });
});
const { built, source } = modelNamed('face-landmarks');

/** RGBA; smooth in places and noisy in others, all channels different. */
function smoothAndNoisy(seed: number): Uint8Array {
  return Uint8Array.from({ length: side * side * 4 }, (_, at) => {
    const [x, y] = [(at >> 2) % side, Math.floor((at >> 2) / side)];
    const noise = (Math.imul(at + seed, 2654435761) >>> 24) * (x > 96 ? 1 : 0.1);
    return (noise + x * (1 + (at % 4)) + y * seed) % 256;
  });
}

function feedsOf(pixels: Uint8Array, width: number, height: number) {
  return {
    image: new Tensor('uint8', pixels, [1, height, width, 4]),
    region: new Tensor('float32', Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1), [8]),
    size: new Tensor('int64', BigInt64Array.of(1n, BigInt(height), BigInt(width), 4n), [4]),
    gain: new Tensor('float32', Float32Array.of(1), []),
  };
}

function largestDifference(found: unknown, wanted: Float32Array | undefined): number {
  if (!(found instanceof Float32Array && found.length === wanted?.length)) return Infinity;
  return Math.max(...found.map((one, at) => Math.abs(one - (wanted[at] ?? Number.NaN))));
}

test.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x0001, 2 ** -24],
  [0x7bff, 65504],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('the half float %i', (bits, expected) => {
  expect(fromHalf(bits)).toBe(expected);
});

describe('what is no such file', () => {
  test.each([
    ['nothing', new Uint8Array(64)],
    ['text', Buffer.from('TFL3 in the wrong place, and then some more of it')],
  ])('%s', (_name, bytes) => {
    expect(() => readTflite(bytes)).toThrow(/not the TensorFlow Lite model expected/);
  });
});

describe.skipIf(models.skipReason)('the landmark model, converted', async () => {
  if (models.skipReason) return;
  const packed = packedLandmarkModel((await extractPackageFile(source)).bytes);
  const reference = await openTfliteReference(packed);

  test('what it does not know how to convert is refused', () => {
    const graph = readTflite(packed);
    const [first, ...others] = graph.operators;
    if (!first) throw new Error('no operator');
    const operators = [{ ...first, name: 'DEQUANTIZE' as const, inputs: [0] }, ...others];
    expect(() => convertTflite({ ...graph, operators })).toThrow(/no constant/);
  });

  test.skipIf('skipReason' in reference)('computes what TensorFlow Lite computes', async () => {
    if ('skipReason' in reference) return;
    const session = await InferenceSession.create(path.join(models.folder ?? '', built.file));
    for (const seed of [1, 2, 3]) {
      const pixels = smoothAndNoisy(seed);
      const floats = Float32Array.from({ length: side * side * 3 }, (_, at) => {
        return (pixels[Math.floor(at / 3) * 4 + (at % 3)] ?? 0) / 255;
      });
      const wanted = reference.run(floats);
      const found = await session.run(feedsOf(pixels, side, side));
      for (const [ours, theirs] of [
        ['points', 'conv2d_21'],
        ['presence', 'conv2d_31'],
      ] as const) {
        expect(largestDifference(found[ours]?.data, wanted.get(theirs))).toBeLessThan(0.001);
      }
    }
    await session.release();
  });

  test('a damaged package is refused', async () => {
    const bytes = await readFile((await extractPackageFile(source)).path);
    expect(() => packedLandmarkModel(bytes.subarray(0, 1000))).toThrow(/packs its files/);
  });
});

describe.skipIf(models.skipReason)('the full-range detector, converted', async () => {
  if (models.skipReason) return;
  const entry = modelNamed('fullrange');
  const reference = await openTfliteReference((await extractPackageFile(entry.source)).bytes);
  const open = () => InferenceSession.create(path.join(models.folder ?? '', entry.built.file));

  test.skipIf('skipReason' in reference)('computes what TensorFlow Lite computes', async () => {
    if ('skipReason' in reference) return;
    const session = await open();
    const pixels = smoothAndNoisy(1);
    const floats = Float32Array.from({ length: side * side * 3 }, (_, at) => {
      return ((pixels[Math.floor(at / 3) * 4 + (at % 3)] ?? 0) - 127.5) / 127.5;
    });
    const wanted = reference.run(floats);
    const found = await session.run(feedsOf(pixels, side, side));
    for (const [ours, theirs] of [
      ['scores', 'reshaped_classifier_face_4'],
      ['boxes', 'reshaped_regressor_face_4'],
    ] as const) {
      expect(largestDifference(found[ours]?.data, wanted.get(theirs))).toBeLessThan(0.002);
    }
    await session.release();
  });

  test.each([
    [320, 192],
    [640, 352],
    [32, 64],
  ])('takes a picture of %i x %i', async (width, height) => {
    const session = await open();
    const pixels = new Uint8Array(width * height * 4).fill(128);
    const { scores, boxes } = await session.run(feedsOf(pixels, width, height));
    const cells = (width / 4) * (height / 4);
    expect(scores?.dims).toEqual([1, cells, 1]);
    expect(boxes?.dims).toEqual([1, cells, 16]);
    await session.release();
  });
});
