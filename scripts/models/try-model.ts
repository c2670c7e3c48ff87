// Whether a recognised model finds the faces of the demo photographs, and none where there is none.

import { InferenceSession } from 'onnxruntime-node';
import { errorCode } from '../../control-server/src/coded-error.ts';
import {
  type Detection,
  type FaceDetector,
  weakConfidence,
} from '../../control-server/src/detection/detection.ts';
import {
  overlapOf,
  sameFaceOverlap,
} from '../../control-server/src/detection/non-maximum-suppression.ts';
import { createUserDetector } from '../../control-server/src/detection/user-models/user-detector.ts';
import { ModelError } from '../../models/model-error.ts';
import type { RecognisedModel } from '../../models/user-model/recognise-model.ts';
import type { Box } from '../demo-clip/photo-manifest.ts';
import { photographsWithFaces, picturesWithoutFaces, type TestPicture } from './test-pictures.ts';

export interface ModelTrial {
  readonly faces: number;
  readonly facesFound: number;
  readonly ms: number;
}

/** Of the photographs' faces, two of which look far down. */
const foundShareMin = 0.9;

/** Throws ModelError: `model_faces_missed`, `model_faces_invented`, `model_numbers_invalid`, `model_sizes_unsupported`. */
export async function tryModel({ prepared, family, layout }: RecognisedModel): Promise<ModelTrial> {
  const session = await InferenceSession.create(prepared, {
    logSeverityLevel: 4,
    // As the daemon runs it.
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  try {
    const detector = createUserDetector(session, { name: family.name, family, layout });
    for (const picture of picturesWithoutFaces()) {
      if ((await believed(detector, picture)).length === 0) continue;
      throw new ModelError(
        'model_faces_invented',
        `The model (${family.title} by its shape) sees faces in a picture of nothing but ${picture.name}.`,
      );
    }
    const photographs = await photographsWithFaces();
    const times: number[] = [];
    let [faces, facesFound] = [0, 0];
    for (const picture of photographs) {
      // The first run of a size plans its memory.
      await believed(detector, picture);
      const startedMs = performance.now();
      const found = await believed(detector, picture);
      times.push(performance.now() - startedMs);
      faces += picture.faces.length;
      facesFound += picture.faces.filter((face) => isAmong(face, found)).length;
    }
    if (facesFound < faces * foundShareMin) {
      throw new ModelError(
        'model_faces_missed',
        `The model (${family.title} by its shape) finds ${facesFound} of the ${faces} faces of the test photographs: too few.`,
      );
    }
    const ms = times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
    return { faces, facesFound, ms: Math.round(ms * 10) / 10 };
  } finally {
    await session.release();
  }
}

async function believed(detector: FaceDetector, { image }: TestPicture): Promise<Detection[]> {
  try {
    const found = await detector.detect(image);
    return found.filter(({ confidence }) => confidence >= weakConfidence);
  } catch (cause) {
    if (errorCode(cause) === 'inference_invalid') {
      throw new ModelError('model_numbers_invalid', 'The model gives values that are no numbers.', {
        cause,
      });
    }
    const { widthPx, heightPx } = image;
    throw new ModelError(
      'model_sizes_unsupported',
      `The model can't be run on a picture of ${widthPx} x ${heightPx}; use an export of it with a fixed size.`,
      { cause },
    );
  }
}

function isAmong([xPx, yPx, widthPx, heightPx]: Box, found: readonly Detection[]): boolean {
  const face = { xPx, yPx, widthPx, heightPx, angleRad: 0, confidence: 1 };
  return found.some((one) => overlapOf(one, face) > sameFaceOverlap);
}
