import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { PictureValues } from '../../control-server/src/detection/families/detector-family.ts';
import { overlapOf } from '../../control-server/src/detection/non-maximum-suppression.ts';
import { createUserDetector } from '../../control-server/src/detection/user-models/user-detector.ts';
import { decodeModel, encodeModel, floats, integers, node } from '../../models/onnx-graph.ts';
import { type PictureLayout, preparePicture } from '../../models/user-model/picture-preparation.ts';
import { recogniseModel } from '../../models/user-model/recognise-model.ts';
import { analysisImageOf, photographs, photographsOrReason } from '../detection/photographs.ts';
import { centerFaceLike, classifier, echo, tinyModel } from './tiny-model.ts';
import { yunetFile, yunetSkipReason } from './yunet-file.ts';

const [width, height] = [5, 3];
const gain = 1.5;
/** No two channels, rows or columns alike. */
const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * 37 + 11) % 256);

/** What the network is to see of a channel at a place. */
function wantedValue(values: PictureValues, channel: number, pixel: number): number {
  const plane = values.channels === 'rgb' ? channel : 2 - channel;
  const lit = Math.min(255, (pixels[pixel * 4 + plane] ?? 0) * gain);
  return (lit - (values.means[channel] ?? 0)) / values.scale;
}

describe('the picture is prepared in the graph', () => {
  const even: PictureValues = { channels: 'rgb', means: [127.5, 127.5, 127.5], scale: 128 };
  const uneven: PictureValues = { channels: 'bgr', means: [104, 117, 123], scale: 1 };
  test.each<{
    name: string;
    values: PictureValues;
    layout: PictureLayout;
    opset: number;
    isConvolution: boolean;
    nodes: number;
  }>([
    {
      name: 'read by the first layer',
      values: even,
      layout: 'nchw',
      opset: 11,
      isConvolution: true,
      nodes: 7,
    },
    {
      name: 'and in a newer opset',
      values: even,
      layout: 'nchw',
      opset: 13,
      isConvolution: true,
      nodes: 7,
    },
    {
      name: 'in another order',
      values: { ...even, channels: 'bgr' },
      layout: 'nchw',
      opset: 11,
      isConvolution: true,
      nodes: 7,
    },
    { name: 'transposed', values: even, layout: 'nchw', opset: 11, isConvolution: false, nodes: 8 },
    {
      name: 'with a mean a channel',
      values: uneven,
      layout: 'nchw',
      opset: 11,
      isConvolution: true,
      nodes: 7,
    },
    {
      name: 'channels last',
      values: { ...uneven, scale: 2 },
      layout: 'nhwc',
      opset: 11,
      isConvolution: false,
      nodes: 7,
    },
  ])('$name', async ({ values, layout, opset, isConvolution, nodes }) => {
    const dims = layout === 'nchw' ? [1, 3, 'h', 'w'] : [1, 'h', 'w', 3];
    const model = decodeModel(encodeModel(echo(dims, opset, isConvolution)));
    preparePicture(model, { name: 'input', layout }, values);
    expect(model.graph?.node).toHaveLength(nodes);
    const session = await InferenceSession.create(encodeModel(model));
    const { picture } = await session.run({
      image: new Tensor('uint8', pixels, [1, height, width, 4]),
      gain: new Tensor('float32', Float32Array.of(gain), []),
    });
    const seen = picture?.data as Float32Array;
    expect(seen).toHaveLength(width * height * 3);
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < width * height; pixel++) {
        const at = layout === 'nchw' ? channel * width * height + pixel : pixel * 3 + channel;
        expect(seen[at]).toBeCloseTo(wantedValue(values, channel, pixel), 3);
      }
    }
    await session.release();
  });
});

describe('a model is recognised by running it', () => {
  test.each([
    ['any size', [1, 3, 'height', 'width']],
    ['a size that it only says to be fixed', [1, 3, 640, 640]],
    ['the batch of ten of a well-known export', [10, 3, 32, 32]],
  ])('%s', async (_name, dims) => {
    const { family, layout } = await recogniseModel(centerFaceLike({ dims }));
    expect(family.name).toBe('centerface');
    expect(layout).toEqual({ outputs: ['heat', 'sizes', 'places', 'points'] });
  });

  test('a size that is fixed in the graph', async () => {
    const bytes = centerFaceLike({ dims: [1, 3, 64, 96] });
    const model = decodeModel(bytes);
    const [first] = model.graph?.node ?? [];
    if (first) first.input = ['whole', 'kernel', 'biases'];
    model.graph?.node?.unshift(node('Add', ['input', 'nothing'], ['whole']));
    model.graph?.initializer?.push(
      floats('nothing', [1, 3, 64, 96], new Float32Array(3 * 64 * 96)),
    );
    const { layout } = await recogniseModel(encodeModel(model));
    expect(layout.size).toEqual({ width: 96, height: 64 });
  });

  test('and finds with the prepared file what the model sees', async () => {
    const { prepared, family, layout } = await recogniseModel(centerFaceLike());
    const session = await InferenceSession.create(prepared);
    const detector = createUserDetector(session, { name: 'tiny', family, layout });
    const [widthPx, heightPx] = [640, 320];
    const data = new Uint8Array(widthPx * heightPx * 4).fill(255);
    for (let at = 2; at < data.length; at += 4) data[at] = 0;
    // 672 x 352 in the network; a spot of blue around (320, 160) of the image.
    for (let y = 152; y < 168; y++) {
      for (let x = 312; x < 328; x++) data[(y * widthPx + x) * 4 + 2] = 255;
    }
    const [found, ...others] = await detector.detect({ data, widthPx, heightPx });
    expect(others).toEqual([]);
    expect((found?.xPx ?? 0) + (found?.widthPx ?? 0) / 2).toBeCloseTo(320, -1);
    expect((found?.yPx ?? 0) + (found?.heightPx ?? 0) / 2).toBeCloseTo(160, -1);
    expect(found?.widthPx).toBeCloseTo(Math.exp(3) * 4 * (640 / 672), 1);
    expect(found?.heightPx).toBeCloseTo(Math.exp(3) * 4 * (320 / 352), 1);
    await session.release();
  });

  test('and is not believed where it gives less than its family does for a size', async () => {
    const model = decodeModel(centerFaceLike());
    // The first 100 of a row's cells: those of both sizes that it is recognised at, and not of the image's.
    for (const one of model.graph?.node ?? []) {
      if (one.output?.[0] !== 'heat') continue;
      one.name = 'wide';
      one.output = ['wide'];
    }
    model.graph?.node?.push(node('Slice', ['wide', 'from', 'to', 'axis'], ['heat']));
    model.graph?.initializer?.push(
      integers('from', [0]),
      integers('to', [100]),
      integers('axis', [3]),
    );
    const { prepared, family, layout } = await recogniseModel(encodeModel(model));
    const session = await InferenceSession.create(prepared);
    const detector = createUserDetector(session, { name: 'tiny', family, layout });
    const picture = (widthPx: number, heightPx: number) =>
      detector.detect({ data: new Uint8Array(widthPx * heightPx * 4), widthPx, heightPx });
    expect(await picture(160, 90)).toEqual([]);
    await expect(picture(640, 360)).rejects.toThrow('other outputs for');
    await session.release();
  });

  const unrunnable = encodeModel(
    tinyModel({
      nodes: [node('MatMul', ['input', 'weights'], ['product'])],
      weights: [floats('weights', [7, 7], new Float32Array(49))],
      outputs: ['product'],
      input: { name: 'input', dims: [1, 3, 'height', 'width'] },
    }),
  );
  const unloadable = encodeModel(
    tinyModel({ nodes: [node('Unheard', ['input'], ['output'])], outputs: ['output'] }),
  );
  const gray = encodeModel(
    tinyModel({
      nodes: [node('Identity', ['input'], ['output'])],
      outputs: ['output'],
      input: { name: 'input', dims: [1, 1, 640, 640] },
    }),
  );
  test.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(), 'model_corrupt'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, at) => (at * 131) % 251), 'model_corrupt'],
    ['half a file', centerFaceLike().slice(0, 1500), 'model_corrupt'],
    ['an operator that nobody knows', unloadable, 'model_corrupt'],
    ['one channel', gray, 'model_input_unsupported'],
    ['sizes that it can not run', unrunnable, 'model_sizes_unsupported'],
    ['another kind of network', classifier(), 'model_family_unknown'],
  ])('%s is refused', async (_name, bytes, code) => {
    await expect(recogniseModel(bytes)).rejects.toMatchObject({ code });
  });
});

const photographsThere = await photographsOrReason();
describe.skipIf(yunetSkipReason ?? photographsThere)('YuNet', () => {
  test('finds every face of the photographs, near to the boxes drawn by hand', async () => {
    const { family, layout, prepared } = await recogniseModel(readFileSync(yunetFile));
    expect(family.name).toBe('yunet');
    expect(layout.size).toBeUndefined();
    const session = await InferenceSession.create(prepared);
    const detector = createUserDetector(session, { name: 'yunet', family, layout });
    for (const photograph of photographs) {
      const detections = await detector.detect(await analysisImageOf(photograph));
      for (const [xPx, yPx, widthPx, heightPx] of photograph.faces) {
        const face = { xPx, yPx, widthPx, heightPx, angleRad: 0, confidence: 1 };
        const [best] = detections.sort((a, b) => overlapOf(b, face) - overlapOf(a, face));
        expect(best && overlapOf(best, face)).toBeGreaterThan(0.6);
        expect(best?.confidence).toBeGreaterThan(0.8);
        expect(Math.abs(best?.angleRad ?? 9)).toBeLessThan(0.4);
      }
    }
    await session.release();
  });
});
