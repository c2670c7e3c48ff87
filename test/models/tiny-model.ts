// Small ONNX models, made in the test: what is wrong or right about them is all that they hold.

import onnxProto, { type onnx } from 'onnx-proto';
import { encodeModel, floats, integers, node, value } from '../../models/onnx-graph.ts';

const { onnx: proto } = onnxProto;

export interface TinyModel {
  readonly nodes: readonly onnx.INodeProto[];
  readonly weights?: readonly onnx.ITensorProto[];
  readonly input?: { readonly name: string; readonly dims: readonly (number | string)[] };
  readonly outputs: readonly string[];
  readonly opset?: number;
}

export function tinyModel({ nodes, weights = [], input, outputs, opset = 11 }: TinyModel) {
  const { name, dims } = input ?? { name: 'input', dims: [1, 3, 640, 640] };
  return proto.ModelProto.create({
    irVersion: 6,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'tiny',
      node: [...nodes],
      initializer: [...weights],
      input: [value(name, 'float32', dims)],
      output: outputs.map((output) => value(output, 'float32', [])),
    },
  });
}

/** One value at each pixel of a plane: the middle of its 4 x 4 cell, of the channel that the weights name. */
const cell = 4;

export interface CenterFaceLike {
  /** What the heat map is, of the mean of a cell's blue as 0 to 255. */
  readonly heat?: { readonly weight: number; readonly bias: number };
  /** The heat map is no number where a cell shows any red. */
  readonly failsAtRed?: boolean;
  readonly dims?: readonly (number | string)[];
}

/** In CenterFace's layout, for any size: boxes of e^3 cells in the middle of each cell. */
export function centerFaceLike({
  heat = { weight: 1 / 255, bias: 0 },
  failsAtRed = false,
  dims,
}: CenterFaceLike = {}) {
  const values = 15;
  const kernel = new Float32Array(values * 3 * cell * cell);
  const blue = 2;
  for (let at = 0; at < cell * cell; at++) {
    kernel[blue * cell * cell + at] = heat.weight / cell ** 2;
  }
  if (failsAtRed) kernel[0] = -1;
  const biases = new Float32Array(values);
  biases.set([heat.bias, 3, 3]);
  const outputs = ['heat', 'sizes', 'places', 'points'];
  const model = tinyModel({
    nodes: [
      node('Conv', ['input', 'kernel', 'biases'], ['all'], {
        kernel_shape: [cell, cell],
        strides: [cell, cell],
        pads: [0, 0, 0, 0],
      }),
      node('Split', ['all'], ['raw', 'sizes', 'places', 'points'], {
        axis: 1,
        split: [1, 2, 2, 10],
      }),
      node(failsAtRed ? 'Sqrt' : 'Identity', ['raw'], ['heat']),
    ],
    weights: [
      floats('kernel', [values, 3, cell, cell], kernel),
      floats('biases', [values], biases),
    ],
    ...(dims ? { input: { name: 'input', dims } } : {}),
    outputs,
  });
  return encodeModel(model);
}

/** Whose output is its input. */
export function echo(dims: readonly (number | string)[], opset: number, isConvolution: boolean) {
  const weights = isConvolution
    ? [floats('kernel', [3, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1])]
    : [];
  const read = isConvolution
    ? node('Conv', ['input', 'kernel'], ['picture'], { kernel_shape: [1, 1], strides: [1, 1] })
    : node('Identity', ['input'], ['picture']);
  return tinyModel({
    nodes: [read],
    weights,
    input: { name: 'input', dims },
    outputs: ['picture'],
    opset,
  });
}

/** With the one output that no face detector has. */
export function classifier() {
  return encodeModel(
    tinyModel({
      nodes: [
        node('GlobalAveragePool', ['input'], ['pooled']),
        node('Reshape', ['pooled', 'shape'], ['classes']),
      ],
      weights: [integers('shape', [1, 3])],
      outputs: ['classes'],
    }),
  );
}
