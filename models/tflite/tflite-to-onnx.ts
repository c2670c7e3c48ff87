// A TensorFlow Lite graph as an ONNX model. TensorFlow Lite keeps channels last, ONNX's convolutions want them first, so
// all pictures are NCHW here, also those that go in and come out; what a RESHAPE makes of one has a row for each cell, in
// TensorFlow Lite's order. Weights become 32-bit floats.
//
// Only what the models of the manifest need; anything else is refused by name.

import onnxProto, { type onnx } from 'onnx-proto';
import {
  floats,
  type Initializer,
  integers,
  type Model,
  type Node,
  node,
  unexpected,
  value,
} from '../onnx-graph.ts';
import { floatsOf, integersOf } from './constants.ts';
import type { FlatTable, TfliteGraph, TfliteOperator, TfliteTensor } from './tflite-file.ts';

const { onnx: proto } = onnxProto;

/** What an operator becomes. */
interface Converted {
  readonly nodes: readonly Node[];
  readonly weights?: readonly Initializer[];
}

interface Operands {
  readonly inputs: readonly TfliteTensor[];
  readonly output: TfliteTensor;
  readonly options: FlatTable;
}

const opset = 13;
const paddings = ['SAME', 'VALID'] as const;

/** Input and outputs have the names of the file. Throws ModelError `model_graph_unexpected`. */
export function convertTflite(graph: TfliteGraph): Model {
  // A constant of 16-bit floats and the tensor that its DEQUANTIZE makes of it are one.
  const widened = new Map<number, TfliteTensor>();
  const tensorAt = (index: number): TfliteTensor => {
    const found = widened.get(index) ?? graph.tensors[index];
    if (!found) throw unexpected(`it names a tensor ${index} that it does not hold`);
    return found;
  };
  const nodes: Node[] = [];
  const weights: Initializer[] = [];
  for (const operator of graph.operators) {
    const [result = -1] = operator.outputs;
    if (operator.name === 'DEQUANTIZE') {
      const constant = tensorAt(operator.inputs[0] ?? -1);
      widened.set(result, { ...constant, name: tensorAt(result).name });
      continue;
    }
    const converted = convert(operator, tensorAt);
    nodes.push(...converted.nodes);
    weights.push(...(converted.weights ?? []));
  }
  const edge = (index: number): onnx.IValueInfoProto => {
    const { name, shape } = tensorAt(index);
    return value(name, 'float32', shape.length === 4 ? planesFirst(shape, name) : shape);
  };
  return proto.ModelProto.create({
    irVersion: 7,
    opsetImport: [{ domain: '', version: opset }],
    producerName: 'playalter',
    graph: {
      name: 'converted',
      node: nodes,
      initializer: weights,
      input: graph.inputs.map(edge),
      output: graph.outputs.map(edge),
    },
  });
}

function convert(operator: TfliteOperator, tensorAt: (index: number) => TfliteTensor): Converted {
  const inputs = operator.inputs.map(tensorAt);
  const [result, ...others] = operator.outputs;
  if (result === undefined || others.length > 0) {
    throw unexpected(`its ${operator.name} has not exactly one output`);
  }
  const operands = { inputs, output: tensorAt(result), options: operator.options };
  switch (operator.name) {
    case 'CONV_2D':
      return convolution(withOptions(operands));
    case 'DEPTHWISE_CONV_2D':
      return depthwise(withOptions(operands));
    case 'MAX_POOL_2D':
      return maxPool(withOptions(operands));
    case 'ADD':
      return add(operands);
    case 'PAD':
      return pad(operands);
    case 'PRELU':
      return prelu(operands);
    case 'RELU':
      return relu(operands);
    case 'RESHAPE':
      return reshape(operands);
    case 'RESIZE_BILINEAR':
      return resizeBilinear(withOptions(operands));
    case 'DEQUANTIZE':
      throw unexpected('it widens what is no constant');
  }
}

function withOptions<T extends { options: FlatTable | undefined; output: TfliteTensor }>(
  operands: T,
): T & { options: FlatTable } {
  const { options, output } = operands;
  if (!options) throw unexpected(`"${output.name}" is made without options`);
  return { ...operands, options };
}

/** Conv2DOptions: padding, stride_w, stride_h, activation, dilation_w, dilation_h. */
function convolution({ inputs, output, options }: Operands): Converted {
  const [picture, filter, bias] = three(inputs, output);
  requirePlain(output, options.byte(3), [options.integer(4, 1), options.integer(5, 1)]);
  const [filters = 0, height = 0, width = 0, planes = 0] = filter.shape;
  const from = floatsOf(filter);
  // From filter, row, column, plane to filter, plane, row, column.
  const to = new Float32Array(from.length);
  const area = height * width;
  for (let at = 0; at < from.length; at++) {
    const plane = at % planes;
    const cell = Math.floor(at / planes) % area;
    const of = Math.floor(at / planes / area);
    to[(of * planes + plane) * area + cell] = from[at] ?? 0;
  }
  const kernel = [height, width];
  const window = windowOf({ picture, output, options, kernel });
  return filtered({ picture, filter, bias, output }, [filters, planes, height, width], to, window);
}

/** DepthwiseConv2DOptions: padding, stride_w, stride_h, depth_multiplier, activation, dilation_w, dilation_h. */
function depthwise({ inputs, output, options }: Operands): Converted {
  const [picture, filter, bias] = three(inputs, output);
  requirePlain(output, options.byte(4), [options.integer(5, 1), options.integer(6, 1)]);
  const [, height = 0, width = 0, planes = 0] = filter.shape;
  if (picture.shape[3] !== planes) throw unexpected(`"${output.name}" multiplies its channels`);
  const from = floatsOf(filter);
  const area = height * width;
  const to = from.map((_, at) => from[(at % area) * planes + Math.floor(at / area)] ?? 0);
  const kernel = [height, width];
  const window = { ...windowOf({ picture, output, options, kernel }), group: planes };
  return filtered({ picture, filter, bias, output }, [planes, 1, height, width], to, window);
}

interface Filtered {
  readonly picture: TfliteTensor;
  readonly filter: TfliteTensor;
  readonly bias: TfliteTensor;
  readonly output: TfliteTensor;
}

function filtered(
  { picture, filter, bias, output }: Filtered,
  dims: readonly number[],
  values: Float32Array,
  attributes: Readonly<Record<string, number | readonly number[]>>,
): Converted {
  return {
    nodes: [node('Conv', [picture.name, filter.name, bias.name], [output.name], attributes)],
    weights: [floats(filter.name, dims, values), floats(bias.name, bias.shape, floatsOf(bias))],
  };
}

/** Pool2DOptions: padding, stride_w, stride_h, filter_width, filter_height, activation. */
function maxPool({ inputs: [picture], output, options }: Operands): Converted {
  if (!picture) throw unexpected(`"${output.name}" is made of nothing`);
  requirePlain(output, options.byte(5), []);
  const kernel = [options.integer(4), options.integer(3)];
  const window = windowOf({ picture, output, options, kernel });
  return { nodes: [node('MaxPool', [picture.name], [output.name], window)] };
}

/** AddOptions: activation. */
function add({
  inputs,
  output,
  options,
}: Omit<Operands, 'options'> & { options?: FlatTable | undefined }): Converted {
  requirePlain(output, options?.byte(0) ?? 0, []);
  for (const { name, shape } of inputs) {
    if (shape.join() !== output.shape.join()) throw unexpected(`"${name}" is added in part`);
  }
  return {
    nodes: [
      node(
        'Add',
        inputs.map(({ name }) => name),
        [output.name],
      ),
    ],
  };
}

/** Its second input has what comes before and after, for each dimension of the first. */
function pad({ inputs: [picture, amounts], output }: Omit<Operands, 'options'>): Converted {
  if (!picture || !amounts) throw unexpected(`"${output.name}" is made of nothing`);
  const [nBefore, nAfter, top, bottom, left, right, before, after] = integersOf(amounts);
  const wanted = [nBefore, before, top, left, nAfter, after, bottom, right];
  const name = `${output.name} amounts`;
  return {
    nodes: [node('Pad', [picture.name, name], [output.name])],
    weights: [integers(name, wanted.map(Number))],
  };
}

function prelu({ inputs: [picture, slope], output }: Omit<Operands, 'options'>): Converted {
  if (!picture || !slope) throw unexpected(`"${output.name}" is made of nothing`);
  const planes = slope.shape.at(-1) ?? 0;
  const slopes = floatsOf(slope);
  if (slopes.length !== planes) throw unexpected(`"${slope.name}" differs from place to place`);
  return {
    nodes: [node('PRelu', [picture.name, slope.name], [output.name])],
    weights: [floats(slope.name, [planes, 1, 1], slopes)],
  };
}

function relu({ inputs: [picture], output }: Omit<Operands, 'options'>): Converted {
  if (!picture) throw unexpected(`"${output.name}" is made of nothing`);
  return { nodes: [node('Relu', [picture.name], [output.name])] };
}

/** Rows of numbers, one a cell, of a picture's planes: the only change of shape that is known here. */
function reshape({ inputs: [picture], output }: Omit<Operands, 'options'>): Converted {
  if (!picture) throw unexpected(`"${output.name}" is made of nothing`);
  const [, , , planes = 0] = picture.shape;
  if (output.shape.length !== 3 || output.shape[2] !== planes) {
    throw unexpected(`"${output.name}" has not one row a cell`);
  }
  const [last, dims] = [`${output.name} channels last`, `${output.name} dims`];
  return {
    nodes: [
      node('Transpose', [picture.name], [last], { perm: [0, 2, 3, 1] }),
      node('Reshape', [last, dims], [output.name]),
    ],
    weights: [integers(dims, [1, -1, planes])],
  };
}

/** ResizeBilinearOptions: two retired ones, align_corners, half_pixel_centers. By a factor, so that the picture may have any size. */
function resizeBilinear({ inputs: [picture], output, options }: Operands): Converted {
  if (!picture) throw unexpected(`"${output.name}" is made of nothing`);
  if (options.byte(2) !== 0 || options.byte(3) !== 1) {
    throw unexpected(`"${output.name}" is not resized between the middles of pixels`);
  }
  const [rows, columns] = [1, 2].map((at) => (output.shape[at] ?? 0) / (picture.shape[at] ?? 1));
  const name = `${output.name} factors`;
  return {
    nodes: [node('Resize', [picture.name, '', name], [output.name], { mode: 'linear' })],
    weights: [floats(name, [4], [1, 1, rows ?? 1, columns ?? 1])],
  };
}

interface Window {
  readonly picture: TfliteTensor;
  readonly output: TfliteTensor;
  readonly options: FlatTable;
  readonly kernel: readonly number[];
}

/** How a kernel moves over the picture: the first three fields are the same in all options. */
function windowOf({ picture, output, options, kernel }: Window) {
  const strides = [options.integer(2), options.integer(1)];
  const padding = paddings[options.byte(0)];
  const lost = [1, 2].map((axis, at) => {
    const [from = 0, to = 0] = [picture.shape[axis], output.shape[axis]];
    const needed = (to - 1) * (strides[at] ?? 1) + (kernel[at] ?? 1) - from;
    return padding === 'SAME' ? Math.max(0, needed) : 0;
  });
  // An odd one goes after.
  const before = lost.map((px) => Math.floor(px / 2));
  const after = lost.map((px, at) => px - (before[at] ?? 0));
  return { kernel_shape: kernel, strides, pads: [...before, ...after] };
}

function three(
  [picture, filter, bias]: readonly TfliteTensor[],
  output: TfliteTensor,
): [TfliteTensor, TfliteTensor, TfliteTensor] {
  if (!picture || !filter || !bias) throw unexpected(`"${output.name}" lacks weights`);
  return [picture, filter, bias];
}

/** @param activation 0: none */
function requirePlain(output: TfliteTensor, activation: number, dilations: readonly number[]) {
  if (activation !== 0) throw unexpected(`"${output.name}" has activation ${activation} built in`);
  if (dilations.some((one) => one !== 1)) throw unexpected(`"${output.name}" is dilated`);
}

function planesFirst([batch, height, width, planes]: readonly number[], name: string): number[] {
  if (batch && height && width && planes) return [batch, planes, height, width];
  throw unexpected(`"${name}" is no picture`);
}
