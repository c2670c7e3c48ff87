// The built BlazeFace without what goes before the network, for several squares at once.

import { readFileSync } from 'node:fs';
import { blazeFaceSide } from '../../control-server/src/detection/blazeface-decoding.ts';
import {
  decodeModel,
  encodeModel,
  graphOf,
  integers,
  keepAncestorsOf,
  producerOf,
  replaceInitializer,
  unexpected,
  value,
} from '../../models/onnx-graph.ts';
import { inRepository } from '../../scripts/repository.ts';

export const networkInput = 'squares';
/** The network takes a square's RGBA pixels in one plane, four values each. */
export const squareDims = [1, blazeFaceSide, 4 * blazeFaceSide] as const;

/** @returns a model that takes float32 [squares, ...squareDims], and gives what BlazeFace gives for each */
export function batchedNetwork(squares: number): Uint8Array {
  const model = decodeModel(readFileSync(inRepository('models/built/blazeface.onnx')));
  const graph = graphOf(model);
  const outputs = (graph.output ?? []).map(({ name }) => name ?? '');
  const first = graph.node?.find(({ opType }) => opType === 'Conv')?.input?.[0];
  if (first === undefined) throw unexpected('no convolution');
  for (const one of graph.node ?? []) {
    one.input = (one.input ?? []).map((name) => (name === first ? networkInput : name));
  }
  keepAncestorsOf(graph, outputs);
  graph.input = [value(networkInput, 'float32', [squares, ...squareDims])];
  for (const output of outputs) widenAnswer(output);
  for (const one of graph.node ?? []) {
    // Channels that are filled up with zeros.
    if (one.opType === 'ConstantOfShape') widenShape(one.input?.[0]);
  }
  graph.output = outputs.map((name) =>
    value(name, 'float32', [squares, `${name}_anchors`, `${name}_values`]),
  );
  return encodeModel(model);

  function widenAnswer(output: string): void {
    const { opType, input } = producerOf(graph, output);
    if (opType !== 'Reshape') throw unexpected(`"${output}" is not reshaped last`);
    widenShape(input?.[1]);
  }

  function widenShape(name: string | undefined): void {
    const shape = graph.initializer?.find((one) => one.name === name);
    if (name === undefined || !shape) throw unexpected('a shape is not constant');
    // Integers are stored in one of two ways.
    const dims = shape.rawData?.length
      ? [...new BigInt64Array(Uint8Array.from(shape.rawData).buffer)]
      : (shape.int64Data ?? []);
    replaceInitializer(graph, integers(name, [squares, ...dims.slice(1).map(Number)]));
  }
}
