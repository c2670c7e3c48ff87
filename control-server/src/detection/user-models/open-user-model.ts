// Opens a user's model for the main pass, and has it look at a picture first.

import type { InferenceSession } from 'onnxruntime-node';
import { errorCode, errorMessage } from '../../coded-error.ts';
import type { FaceDetector } from '../detection.ts';
import { type ModelSession, openModelSession } from '../session.ts';
import { warmUp } from '../warm-up.ts';
import { createUserDetector } from './user-detector.ts';
import type { UserModel } from './user-model-folder.ts';
import { familyOf } from './user-model-record.ts';

/** Why a model that the user chose is not in use. */
export interface ModelRefusal {
  readonly model: string;
  readonly code: string;
  readonly reason: string;
}

export interface OpenUserModel {
  readonly name: string;
  readonly session: ModelSession;
  readonly detector: FaceDetector;
}

export interface OpenUserModelOptions {
  readonly modelFolder: string;
  readonly threads: number;
}

/** Whatever is wrong with it must not keep the built models from masking. */
export async function openUserModel(
  { record, file }: UserModel,
  options: OpenUserModelOptions,
): Promise<OpenUserModel | ModelRefusal> {
  const { name, layout, sha256 } = record;
  try {
    const family = familyOf(record);
    // No built-in pass has a name like that, whatever the user called the model; and another file may get this one's name.
    const passName = `user/${name}/${sha256}`;
    const detectorOn = (session: InferenceSession) =>
      createUserDetector(session, { name: passName, family, layout });
    const session = await openModelSession({
      ...options,
      // Other providers were compared with it on the built models only.
      providers: ['cpu'],
      model: { file, sha256 },
      warmUp: (opened) => warmUp(detectorOn(opened)),
    });
    return { name, session, detector: detectorOn(session.session) };
  } catch (error) {
    return { model: name, ...refusalOf(error) };
  }
}

function refusalOf(error: unknown): Omit<ModelRefusal, 'model'> {
  const code = errorCode(error);
  const tried =
    error instanceof Error && error.cause instanceof AggregateError ? error.cause : null;
  if (code !== 'provider_unavailable' || !tried) return { code, reason: errorMessage(error) };
  // The built models run here, so it is not the providers' fault.
  const [why = ''] = errorMessage(tried.errors.at(-1)).split('\n');
  return { code: 'model_unusable', reason: `The model can't be run: ${why}` };
}
