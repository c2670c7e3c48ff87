// The few words in which the recipes write and cut ONNX graphs.

import onnxProto, { type onnx } from 'onnx-proto';
import { ModelError } from './model-error.ts';

const { onnx: proto } = onnxProto;

export type Model = onnx.ModelProto;
export type Node = onnx.INodeProto;
export type Initializer = onnx.ITensorProto;
export type ValueInfo = onnx.IValueInfoProto;

export const elementType = { float32: 1, uint8: 2, int64: 7 } as const;
type ElementType = keyof typeof elementType;

/** ONNX's numbers for the kinds of an attribute's value. */
const attributeKind = { float: 1, int: 2, string: 3, ints: 7 } as const;

export function decodeModel(bytes: Uint8Array): Model {
  return proto.ModelProto.decode(bytes);
}

export function encodeModel(model: Model): Uint8Array {
  return proto.ModelProto.encode(model).finish();
}

export function graphOf(model: Model): onnx.IGraphProto {
  if (!model.graph) throw unexpected('it holds no graph');
  return model.graph;
}

/** A node is named after its first output. Integers become `int` attributes, so floats need a fraction. */
export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, string | number | readonly number[]>> = {},
): Node {
  return {
    opType,
    name: outputs[0] ?? opType,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

function attribute(name: string, value: string | number | readonly number[]): onnx.IAttributeProto {
  if (typeof value === 'string') {
    return { name, type: attributeKind.string, s: new TextEncoder().encode(value) };
  }
  if (typeof value !== 'number') return { name, type: attributeKind.ints, ints: [...value] };
  return Number.isInteger(value)
    ? { name, type: attributeKind.int, i: value }
    : { name, type: attributeKind.float, f: value };
}

/** No dims: a scalar. */
export function floats(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
): Initializer {
  const array = Float32Array.from(values);
  return {
    name,
    dims: [...dims],
    dataType: elementType.float32,
    rawData: new Uint8Array(array.buffer),
  };
}

export function integers(name: string, values: readonly number[]): Initializer {
  const array = BigInt64Array.from(values, BigInt);
  return {
    name,
    dims: [values.length],
    dataType: elementType.int64,
    rawData: new Uint8Array(array.buffer),
  };
}

/** A graph input or output; a name in `dims` is a size that may differ from run to run. */
export function value(
  name: string,
  type: ElementType,
  dims: readonly (string | number)[],
): ValueInfo {
  const dim = dims.map((size) =>
    typeof size === 'string' ? { dimParam: size } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: elementType[type], shape: { dim } } } };
}

/** The node that makes `output`. */
export function producerOf(graph: onnx.IGraphProto, output: string): Node {
  const found = graph.node?.find((candidate) => candidate.output?.includes(output));
  if (!found) throw unexpected(`nothing makes "${output}"`);
  return found;
}

/** The nodes, in their order, and the weights that the named outputs need; all else goes. */
export function keepAncestorsOf(graph: onnx.IGraphProto, outputs: readonly string[]): void {
  const needed = new Set<string>();
  const open = [...outputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = graph.node?.find((candidate) => candidate.output?.includes(name ?? ''));
    open.push(...(maker?.input ?? []));
  }
  graph.node = (graph.node ?? []).filter((one) => one.output?.some((name) => needed.has(name)));
  graph.initializer = (graph.initializer ?? []).filter((one) => needed.has(one.name ?? ''));
}

/** Weights as floats, with their dims; they are stored in one of two ways. */
export function readFloats(
  graph: onnx.IGraphProto,
  name: string,
): { dims: number[]; values: Float32Array } {
  const tensor = graph.initializer?.find((one) => one.name === name);
  if (tensor?.dataType !== elementType.float32) throw unexpected(`"${name}" holds no floats`);
  const raw = tensor.rawData;
  const values = raw?.length
    ? new Float32Array(Uint8Array.from(raw).buffer)
    : Float32Array.from(tensor.floatData ?? []);
  return { dims: (tensor.dims ?? []).map(Number), values };
}

export function replaceInitializer(graph: onnx.IGraphProto, replacement: Initializer): void {
  graph.initializer = (graph.initializer ?? []).map((one) =>
    one.name === replacement.name ? replacement : one,
  );
}

export function unexpected(what: string): ModelError {
  return new ModelError('model_graph_unexpected', `The model is not the one expected: ${what}.`);
}
