// Puts the preparation of the picture in front of a model that a user brought, as picture-input.ts does for the
// models that are built here, but for whatever first layer and opset it has:
//
// image uint8 [1, H, W, 4]  RGBA, of the size that the network is to see
//   -> Cast, Mul by `gain`, Min 255, Sub the mean, Div by the scale
//   -> the model's own input
//
// Where all channels have one mean and the first layer is a plain convolution, that one reads the interleaved pixels;
// elsewhere the channels are put in order and transposed first.

import type { PictureValues } from '../../control-server/src/detection/families/detector-family.ts';
import { ModelError } from '../model-error.ts';
import {
  elementType,
  floats,
  graphOf,
  type Initializer,
  integers,
  type Model,
  type Node,
  node,
  value,
} from '../onnx-graph.ts';
import { widenFirstConvolution } from '../picture-input.ts';

export type PictureLayout = 'nchw' | 'nhwc';

export interface ModelPicture {
  /** The model's own input. */
  readonly name: string;
  readonly layout: PictureLayout;
}

const prefix = 'playalter_';
const named = (name: string) => `${prefix}${name}`;
/** From this opset on Unsqueeze has its axes as an input. */
const axesAreInputs = 13;

/** Changes the model. */
export function preparePicture(model: Model, input: ModelPicture, values: PictureValues): void {
  const graph = graphOf(model);
  const { nodes, weights } = foldsInto(model, input, values)
    ? folded(input.name, values, usesAxesInput(model))
    : transposed(input, values);
  graph.node = [
    node('Cast', ['image'], [named('values')], { to: elementType.float32 }),
    node('Mul', [named('values'), 'gain'], [named('exposed')]),
    node('Min', [named('exposed'), named('white')], [named('clipped')]),
    ...nodes,
    ...(graph.node ?? []),
  ];
  graph.initializer = [...(graph.initializer ?? []), floats(named('white'), [], [255]), ...weights];
  graph.input = [
    value('image', 'uint8', [1, 'image_height', 'image_width', 4]),
    value('gain', 'float32', []),
  ];
}

function foldsInto(model: Model, { name, layout }: ModelPicture, values: PictureValues): boolean {
  if (layout !== 'nchw' || new Set(values.means).size > 1) return false;
  const { scale, channels } = values;
  try {
    widenFirstConvolution(model, { convolutionInput: name, scale, channels });
    return true;
  } catch (error) {
    // The first layer is of another kind: nothing is wrong with that.
    if (error instanceof ModelError) return false;
    throw error;
  }
}

interface Layers {
  readonly nodes: readonly Node[];
  readonly weights: readonly Initializer[];
}

/** The division is in the convolution's weights. */
function folded(input: string, { means }: PictureValues, hasAxesInput: boolean): Layers {
  const [clipped, rows, plane] = [named('clipped'), named('rows'), named('plane')];
  const [shape, axis, mean] = [named('rows_shape'), named('plane_axis'), named('mean')];
  return {
    nodes: [
      node('Reshape', [clipped, shape], [rows]),
      hasAxesInput
        ? node('Unsqueeze', [rows, axis], [plane])
        : node('Unsqueeze', [rows], [plane], { axes: [1] }),
      node('Sub', [plane, mean], [input]),
    ],
    weights: [
      integers(shape, [0, 0, -1]),
      ...(hasAxesInput ? [integers(axis, [1])] : []),
      floats(mean, [], [means[0]]),
    ],
  };
}

function transposed({ name, layout }: ModelPicture, values: PictureValues): Layers {
  const [clipped, chosen, turned] = [named('clipped'), named('chosen'), named('turned')];
  const [channels, mean, scale] = [named('channels'), named('mean'), named('scale')];
  const isPlanes = layout === 'nchw';
  const isScaled = values.scale !== 1;
  const centred = isScaled ? named('centred') : name;
  return {
    nodes: [
      node('Gather', [clipped, channels], [chosen], { axis: 3 }),
      ...(isPlanes ? [node('Transpose', [chosen], [turned], { perm: [0, 3, 1, 2] })] : []),
      node('Sub', [isPlanes ? turned : chosen, mean], [centred]),
      ...(isScaled ? [node('Div', [centred, scale], [name])] : []),
    ],
    weights: [
      integers(channels, values.channels === 'rgb' ? [0, 1, 2] : [2, 1, 0]),
      floats(mean, isPlanes ? [1, 3, 1, 1] : [1, 1, 1, 3], values.means),
      ...(isScaled ? [floats(scale, [], [values.scale])] : []),
    ],
  };
}

function usesAxesInput(model: Model): boolean {
  const own = model.opsetImport?.find(({ domain }) => !domain || domain === 'ai.onnx');
  return Number(own?.version ?? 0) >= axesAreInputs;
}
