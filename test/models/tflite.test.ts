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
      // Smooth in places and noisy in others, all channels different.
      const pixels = Uint8Array.from({ length: side * side * 4 }, (_, at) => {
        const [x, y] = [(at >> 2) % side, Math.floor((at >> 2) / side)];
        const noise = (Math.imul(at + seed, 2654435761) >>> 24) * (x > 96 ? 1 : 0.1);
        return (noise + x * (1 + (at % 4)) + y * seed) % 256;
      });
      const floats = Float32Array.from({ length: side * side * 3 }, (_, at) => {
        return (pixels[Math.floor(at / 3) * 4 + (at % 3)] ?? 0) / 255;
      });
      const wanted = reference.run(floats);
      const found = await session.run({
        image: new Tensor('uint8', pixels, [1, side, side, 4]),
        region: new Tensor('float32', Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1), [8]),
        size: new Tensor('int64', BigInt64Array.of(1n, 192n, 192n, 4n), [4]),
        gain: new Tensor('float32', Float32Array.of(1), []),
      });
      for (const [ours, theirs] of [
        ['points', 'conv2d_21'],
        ['presence', 'conv2d_31'],
      ] as const) {
        const [a, b] = [found[ours]?.data as Float32Array, wanted.get(theirs) ?? []];
        expect(a).toHaveLength(b.length);
        const most = Math.max(...a.map((one, at) => Math.abs(one - (b[at] ?? Number.NaN))));
        expect(most).toBeLessThan(0.001);
      }
    }
    await session.release();
  });

  test('a damaged package is refused', async () => {
    const bytes = await readFile((await extractPackageFile(source)).path);
    expect(() => packedLandmarkModel(bytes.subarray(0, 1000))).toThrow(/packs its files/);
  });
});
