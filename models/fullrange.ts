// MediaPipe's face detector for the full range of distances, converted from TensorFlow Lite, with the picture's preparation
// in front, free height and width, and readable output names.

import { encodeModel, graphOf, producerOf, value } from './onnx-graph.ts';
import { preparePictures } from './picture-input.ts';
import { readTflite } from './tflite/tflite-file.ts';
import { convertTflite } from './tflite/tflite-to-onnx.ts';

/** Tensor names of the model. */
const source = {
  picture: 'input',
  scores: 'reshaped_classifier_face_4',
  boxes: 'reshaped_regressor_face_4',
} as const;

export function buildFullRange(bytes: Uint8Array): Uint8Array {
  const model = convertTflite(readTflite(bytes));
  const graph = graphOf(model);
  producerOf(graph, source.scores).output = ['scores'];
  producerOf(graph, source.boxes).output = ['boxes'];
  preparePictures(model, { convolutionInput: source.picture, mean: 127.5, scale: 127.5 });
  graph.output = [
    value('scores', 'float32', [1, 'cells', 1]),
    value('boxes', 'float32', [1, 'cells', 16]),
  ];
  return encodeModel(model);
}
