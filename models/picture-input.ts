// Puts the preparation of the picture in front of a detector's graph, so that the daemon hands over
// the analysis image as it is and no pass over its pixels runs in JavaScript.
//
// image uint8 [1, H, W, 4]  RGBA, any size
//   -> Resize      the region of it that `region` names, to `size`; outside of the image is black
//   -> Cast, Mul   by `gain`, the exposure correction (1 leaves the picture as it is)
//   -> Min 255, Sub `mean`
//   -> first convolution
//
// The convolution reads the interleaved pixels as one plane of 4 W columns: its kernel is stretched
// over four columns a pixel, with zeros for alpha. That spares transposing and splitting the
// channels, and is the same sum of the same products. The division by `scale` is in its weights;
// the mean is not, because the padding must stay zero after the mean has been taken off.

import {
  elementType,
  floats,
  graphOf,
  integers,
  type Model,
  node,
  readFloats,
  replaceInitializer,
  unexpected,
  value,
} from './onnx-graph.ts';

export interface PictureInput {
  /** The tensor that the first convolution reads in the source graph: NCHW, RGB. */
  readonly convolutionInput: string;
  /** The network wants (value - mean) / scale of values from 0 to 255. */
  readonly mean: number;
  readonly scale: number;
}

const channels = 4;

export function preparePictures(model: Model, input: PictureInput): void {
  const graph = graphOf(model);
  widenFirstConvolution(model, input);
  graph.node = [
    node('Resize', ['image', 'region', '', 'size'], ['resized'], {
      mode: 'linear',
      coordinate_transformation_mode: 'tf_crop_and_resize',
    }),
    node('Reshape', ['resized', 'rows_shape'], ['rows']),
    node('Unsqueeze', ['rows', 'plane_axis'], ['plane']),
    node('Cast', ['plane'], ['values'], { to: elementType.float32 }),
    node('Mul', ['values', 'gain'], ['exposed']),
    node('Min', ['exposed', 'white'], ['clipped']),
    node('Sub', ['clipped', 'mean'], [input.convolutionInput]),
    ...(graph.node ?? []),
  ];
  graph.initializer = [
    ...(graph.initializer ?? []),
    // 0 keeps a dimension: [1, h, w, 4] becomes [1, h, 4 w].
    integers('rows_shape', [0, 0, -1]),
    integers('plane_axis', [1]),
    floats('white', [], [255]),
    floats('mean', [], [input.mean]),
  ];
  graph.input = [
    value('image', 'uint8', [1, 'image_height', 'image_width', channels]),
    value('region', 'float32', [8]),
    value('size', 'int64', [4]),
    value('gain', 'float32', []),
  ];
}

/**
 * Has the convolution that reads `convolutionInput` read one plane of interleaved RGBA instead, divided by `scale`.
 * Throws `model_graph_unexpected` where that can't be done; the graph is then unchanged.
 */
export function widenFirstConvolution(
  model: Model,
  input: Pick<PictureInput, 'convolutionInput' | 'scale'> & { readonly channels?: 'rgb' | 'bgr' },
): void {
  const graph = graphOf(model);
  const readers = graph.node?.filter((one) => one.input?.includes(input.convolutionInput)) ?? [];
  const [first] = readers;
  if (readers.length !== 1 || first?.opType !== 'Conv') {
    throw unexpected(`"${input.convolutionInput}" is not read by one convolution`);
  }
  for (const one of first.attribute ?? []) {
    const isDilated = one.name === 'dilations' && one.ints?.some((d) => Number(d) !== 1);
    if (one.name === 'auto_pad' || isDilated) {
      throw unexpected(`its first convolution uses ${one.name}`);
    }
  }
  const weightName = first.input?.[1] ?? '';
  if (graph.node?.some((one) => one !== first && one.input?.includes(weightName))) {
    throw unexpected('the weights of its first convolution are used elsewhere too');
  }
  const weights = readFloats(graph, weightName);
  const [filters = 0, planes, kernelHeight = 0, kernelWidth = 0] = weights.dims;
  if (planes !== 3) throw unexpected('its first convolution does not read three channels');

  const wide = new Float32Array(filters * kernelHeight * kernelWidth * channels);
  for (let from = 0; from < weights.values.length; from++) {
    const x = from % kernelWidth;
    const row = Math.floor(from / kernelWidth);
    const y = row % kernelHeight;
    const plane = Math.floor(row / kernelHeight) % planes;
    const filter = Math.floor(row / kernelHeight / planes);
    const channel = input.channels === 'bgr' ? planes - 1 - plane : plane;
    const to = ((filter * kernelHeight + y) * kernelWidth + x) * channels + channel;
    wide[to] = (weights.values[from] ?? 0) / input.scale;
  }
  replaceInitializer(
    graph,
    floats(weightName, [filters, 1, kernelHeight, kernelWidth * channels], wide),
  );

  for (const one of first.attribute ?? []) {
    const ints = (one.ints ?? []).map(Number);
    if (one.name === 'kernel_shape' || one.name === 'strides') {
      one.ints = [ints[0] ?? 1, (ints[1] ?? 1) * channels];
    } else if (one.name === 'pads') {
      const [top = 0, left = 0, bottom = 0, right = 0] = ints;
      one.ints = [top, left * channels, bottom, right * channels];
    }
  }
}
