// Finds out what a model file of a user is: its family, its sizes, which output is which; and makes of it the file that the
// daemon loads. Runs the model, so it belongs into a process of its own.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { errorMessage } from '../../control-server/src/coded-error.ts';
import type {
  DetectorFamily,
  NetworkSize,
  OutputShape,
} from '../../control-server/src/detection/families/detector-family.ts';
import { detectorFamilies } from '../../control-server/src/detection/families/families.ts';
import type { UserModelLayout } from '../../control-server/src/detection/user-models/user-model-record.ts';
import { ModelError } from '../model-error.ts';
import {
  decodeModel,
  elementType,
  encodeModel,
  graphOf,
  type Model,
  value,
} from '../onnx-graph.ts';
import { type ModelPicture, preparePicture } from './picture-preparation.ts';

export interface RecognisedModel {
  readonly family: DetectorFamily;
  readonly layout: UserModelLayout;
  /** With the picture's preparation in front. */
  readonly prepared: Uint8Array;
}

/** Sizes that a model must take both of, to be given any: of different shape, multiples of all families' steps. */
const probeSizes = [
  { width: 320, height: 192 },
  { width: 192, height: 256 },
] as const;
const sideMax = 2048;

/**
 * Throws ModelError: `model_corrupt`, `model_input_unsupported`, `model_sizes_unsupported`,
 * `model_family_unknown`.
 */
export async function recogniseModel(bytes: Uint8Array): Promise<RecognisedModel> {
  const { picture, size } = pictureOf(decoded(bytes));
  const free = withSize(bytes, picture, undefined);
  const [first, second] = probeSizes;
  const found = await familyAt(free, picture, first);
  if (found && (await familyAt(free, picture, second))?.family === found.family) {
    return recognised(free, picture, found);
  }
  if (size) {
    const fixed = withSize(bytes, picture, size);
    const atSize = await familyAt(fixed, picture, size);
    if (atSize) return recognised(fixed, picture, { ...atSize, size });
  }
  throw await reasonOf(size ? withSize(bytes, picture, size) : free, picture, size ?? first);
}

interface FoundFamily {
  readonly family: DetectorFamily;
  readonly outputs: readonly string[];
  /** The only one it takes. */
  readonly size?: NetworkSize;
}

function recognised(bytes: Uint8Array, picture: ModelPicture, found: FoundFamily): RecognisedModel {
  const { family, outputs, size } = found;
  const model = decodeModel(bytes);
  preparePicture(model, picture, family.picture);
  const prepared = encodeModel(model);
  return { family, layout: { outputs: [...outputs], ...(size ? { size } : {}) }, prepared };
}

function decoded(bytes: Uint8Array): Model {
  try {
    const model = decodeModel(bytes);
    if ((model.graph?.node?.length ?? 0) === 0) throw new Error('no graph');
    return model;
  } catch (cause) {
    throw new ModelError('model_corrupt', 'The file is no ONNX model, or a damaged one.', {
      cause,
    });
  }
}

/** The one picture that the model reads, and its size where the file fixes it. */
function pictureOf(model: Model): { picture: ModelPicture; size?: NetworkSize } {
  const graph = graphOf(model);
  const weights = new Set(graph.initializer?.map(({ name }) => name));
  const inputs = graph.input?.filter(({ name }) => !weights.has(name)) ?? [];
  const [input] = inputs;
  const tensor = input?.type?.tensorType;
  const dims = tensor?.shape?.dim?.map(({ dimValue }) => Number(dimValue ?? 0)) ?? [];
  const layout = dims[1] === 3 ? 'nchw' : dims[3] === 3 ? 'nhwc' : undefined;
  const isFloat = tensor?.elemType === elementType.float32;
  if (!input?.name || inputs.length !== 1 || dims.length !== 4 || !layout || !isFloat) {
    throw new ModelError(
      'model_input_unsupported',
      'The model does not read one picture of three channels in 32-bit floats; use such an export of it.',
    );
  }
  const [height = 0, width = 0] = layout === 'nchw' ? dims.slice(2) : dims.slice(1, 3);
  const isFixed = [width, height].every((side) => side > 0 && side <= sideMax);
  return {
    picture: { name: input.name, layout },
    ...(isFixed ? { size: { width, height } } : {}),
  };
}

/** The same model for one picture of that size, or any; whatever it says about sizes elsewhere goes. */
function withSize(bytes: Uint8Array, picture: ModelPicture, size: NetworkSize | undefined) {
  const model = decodeModel(bytes);
  const graph = graphOf(model);
  const area = size ? [size.height, size.width] : ['height', 'width'];
  const dims = picture.layout === 'nchw' ? [1, 3, ...area] : [1, ...area, 3];
  graph.input = (graph.input ?? []).map((input) =>
    input.name === picture.name ? value(picture.name, 'float32', dims) : input,
  );
  for (const output of graph.output ?? []) {
    const tensor = output.type?.tensorType;
    if (tensor) delete tensor.shape;
  }
  graph.valueInfo = [];
  return encodeModel(model);
}

/** Undefined where the model does not run at that size, or gives what no family gives. */
async function familyAt(
  bytes: Uint8Array,
  picture: ModelPicture,
  size: NetworkSize,
): Promise<FoundFamily | undefined> {
  let shapes: OutputShape[];
  try {
    shapes = await outputShapes(bytes, picture, size);
  } catch {
    // What it says about that size is told by reasonOf, where no other size is left.
    return undefined;
  }
  for (const family of detectorFamilies) {
    const outputs = family.recognise(shapes, size);
    if (outputs) return { family, outputs };
  }
  return undefined;
}

async function outputShapes(
  bytes: Uint8Array,
  { name, layout }: ModelPicture,
  { width, height }: NetworkSize,
): Promise<OutputShape[]> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  try {
    const dims = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3];
    const picture = new Tensor('float32', new Float32Array(3 * height * width), dims);
    const results = await session.run({ [name]: picture });
    return session.outputNames.map((output) => {
      const tensor = results[output];
      return { name: output, dims: tensor?.type === 'float32' ? tensor.dims : [] };
    });
  } finally {
    await session.release();
  }
}

async function reasonOf(
  bytes: Uint8Array,
  picture: ModelPicture,
  size: NetworkSize,
): Promise<ModelError> {
  const { width, height } = size;
  let shapes: OutputShape[];
  try {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    await session.release();
  } catch (cause) {
    return new ModelError('model_corrupt', `The model can't be loaded: ${firstLine(cause)}`, {
      cause,
    });
  }
  try {
    shapes = await outputShapes(bytes, picture, size);
  } catch (cause) {
    return new ModelError(
      'model_sizes_unsupported',
      `The model can't be run for pictures of ${width} x ${height}; export it with a fixed size, or with free height and width.`,
      { cause },
    );
  }
  const seen = shapes.map(({ dims }) => `[${dims.join(', ')}]`).join(' ');
  const titles = detectorFamilies.map(({ title }) => title).join(', ');
  return new ModelError(
    'model_family_unknown',
    `The model is none of the face detectors ${titles}: for ${width} x ${height} it gives ${seen}.`,
  );
}

function firstLine(cause: unknown): string {
  return errorMessage(cause).split('\n')[0] ?? '';
}
