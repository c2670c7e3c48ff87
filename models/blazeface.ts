// BlazeFace back 256: kept whole, with the picture's preparation in front and readable output names.

import {
  decodeModel,
  encodeModel,
  graphOf,
  keepAncestorsOf,
  producerOf,
  unexpected,
  value,
} from './onnx-graph.ts';
import { preparePictures } from './picture-input.ts';

/** Tensor names of the package's file, and ours: `fine` is the 16 x 16 grid, `coarse` the 8 x 8. */
const outputs = [
  { from: 'Identity:0', to: 'fine_scores', dims: [1, 512, 1] },
  { from: 'Identity_1:0', to: 'coarse_scores', dims: [1, 384, 1] },
  { from: 'Identity_2:0', to: 'fine_boxes', dims: [1, 512, 16] },
  { from: 'Identity_3:0', to: 'coarse_boxes', dims: [1, 384, 16] },
] as const;

export function buildBlazeFace(bytes: Uint8Array): Uint8Array {
  const model = decodeModel(bytes);
  const graph = graphOf(model);

  const first = graph.node?.find((one) => one.input?.includes('input:0'));
  if (first?.opType !== 'Transpose') throw unexpected('its pictures are not turned to NCHW first');
  const convolutionInput = first.output?.[0] ?? '';
  graph.node = (graph.node ?? []).filter((one) => one !== first);

  for (const { from, to } of outputs) producerOf(graph, from).output = [to];
  keepAncestorsOf(
    graph,
    outputs.map(({ to }) => to),
  );
  preparePictures(model, { convolutionInput, mean: 127.5, scale: 127.5 });

  graph.output = outputs.map(({ to, dims }) => value(to, 'float32', dims));
  graph.valueInfo = [];
  model.opsetImport = [{ domain: '', version: 13 }];
  model.irVersion = 7;
  return encodeModel(model);
}
