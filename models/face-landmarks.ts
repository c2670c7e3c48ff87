// MediaPipe's face landmark model of 468 points, converted from TensorFlow Lite, with the picture's preparation in front and
// readable outputs.

import {
  encodeModel,
  graphOf,
  integers,
  node,
  producerOf,
  unexpected,
  value,
} from './onnx-graph.ts';
import { preparePictures } from './picture-input.ts';
import { readTflite } from './tflite/tflite-file.ts';
import { convertTflite } from './tflite/tflite-to-onnx.ts';

/** The package packs its files into one; the model lies here in it. */
const packed = { start: 2_495_952, end: 3_737_848 } as const;
/** Tensor names of the model. */
const source = { picture: 'input_1', points: 'conv2d_21', presence: 'conv2d_31' } as const;

/** The model as it is in the package's file. */
export function packedLandmarkModel(bytes: Uint8Array): Uint8Array {
  if (bytes.length < packed.end) throw unexpected('the package packs its files differently');
  return bytes.subarray(packed.start, packed.end);
}

export function buildFaceLandmarks(bytes: Uint8Array): Uint8Array {
  const model = convertTflite(readTflite(packedLandmarkModel(bytes)));
  const graph = graphOf(model);
  for (const name of [source.points, source.presence]) producerOf(graph, name);
  preparePictures(model, { convolutionInput: source.picture, mean: 0, scale: 255 });
  graph.node?.push(
    node('Reshape', [source.points, 'points_shape'], ['points']),
    node('Reshape', [source.presence, 'presence_shape'], ['presence']),
  );
  graph.initializer?.push(integers('points_shape', [1, 468, 3]), integers('presence_shape', [1]));
  graph.output = [value('points', 'float32', [1, 468, 3]), value('presence', 'float32', [1])];
  return encodeModel(model);
}
