// UltraFace RFB-320: cut before the box decoding that is baked in for 320 x 240, and given free
// height and width. The daemon decodes with the priors of the size at hand.

import {
  decodeModel,
  encodeModel,
  graphOf,
  integers,
  keepAncestorsOf,
  producerOf,
  value,
} from './onnx-graph.ts';
import { preparePictures } from './picture-input.ts';

/** Tensor names of the package's file. */
const source = {
  picture: 'input',
  scores: 'scores',
  scoreParts: '461',
  locations: '462',
} as const;

export function buildUltraFace(bytes: Uint8Array): Uint8Array {
  const model = decodeModel(bytes);
  const graph = graphOf(model);

  // Each head is reshaped to [1, n, values]; the source works n's place out of the batch size.
  const reshape = { [source.scoreParts]: 'score_shape', [source.locations]: 'location_shape' };
  for (const [joined, shapeName] of Object.entries(reshape)) {
    for (const part of producerOf(graph, joined).input ?? []) {
      const head = producerOf(graph, part);
      head.input = [head.input?.[0] ?? '', shapeName];
    }
  }
  graph.initializer = [
    ...(graph.initializer ?? []),
    integers('score_shape', [1, -1, 2]),
    integers('location_shape', [1, -1, 4]),
  ];
  producerOf(graph, source.locations).output = ['locations'];
  keepAncestorsOf(graph, [source.scores, 'locations']);
  preparePictures(model, { convolutionInput: source.picture, mean: 127, scale: 128 });

  graph.output = [
    value(source.scores, 'float32', [1, 'priors', 2]),
    value('locations', 'float32', [1, 'priors', 4]),
  ];
  graph.valueInfo = [];
  // The operators that are left mean the same in 9 and 13; Resize by region and size came between.
  model.opsetImport = [{ domain: '', version: 13 }];
  model.irVersion = 7;
  return encodeModel(model);
}
