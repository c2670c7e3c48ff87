// Which detector sees which frame: a fast one, or the user's own, every frame, and in spare time, once the frame's masks
// are out, one of seventeen others in turn, or a close look at one place. When nothing is known yet, all of
// them at once. They miss different faces; the tracker joins what they find.

import type { InferenceSession } from 'onnxruntime-node';
import { errorCode, errorMessage } from '../coded-error.ts';
import {
  blazeFaceSquares,
  createBlazeFaceDetector,
  createBlazeFaceLook,
  createBlazeFaceSquareDetector,
} from './blazeface.ts';
import type { SquareRegion } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { remembering } from './pass-memory.ts';
import type { ProviderRefusal } from './provider-names.ts';
import { type ModelSession, type ModelSessionOptions, openModelSession } from './session.ts';
import { createUltraFaceDetector, pictureParts, ultraFaceProfiles } from './ultraface.ts';
import { createUserDetector } from './user-models/user-detector.ts';
import type { UserModel } from './user-models/user-model-folder.ts';
import { familyOf } from './user-models/user-model-record.ts';

export interface DetectionScheduleOptions {
  /** Execution providers in order of preference; none: the CPU. */
  readonly providers: readonly string[];
  /** For one inference; default 2. */
  readonly threads?: number;
  /** Where `npm run models` put the models. */
  readonly modelFolder: string;
  /** The main pass, in place of UltraFace. If it can't be used the built models are, and `modelRefusal` says why. */
  readonly userModel?: UserModel;
  /** Put around each detector, by its name: for a benchmark that shows the same frames many times. */
  readonly around?: (detector: FaceDetector) => FaceDetector;
}

/** Why a model that the user chose is not in use. */
export interface ModelRefusal {
  readonly model: string;
  readonly code: string;
  readonly reason: string;
}

export interface DetectionSchedule {
  /** The execution provider in use; two, if the models run on different ones. */
  readonly provider: string;
  /** Providers that come earlier in the list and don't work here. */
  readonly refusals: readonly ProviderRefusal[];
  /** The image's bytes must stay as they are until the promise is settled; so too below. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /** The turn is kept for each `image.data`, so that streams which share the schedule all get all. */
  secondary(image: AnalysisImage): Promise<{ pass: string; detections: Detection[] }>;
  /** A close look at one square of the picture. */
  closely(image: AnalysisImage, square: SquareRegion): Promise<Detection[]>;
  /**
   * What the further passes over large parts of the picture find, one after another. The next turns are those
   * over its small squares; the round then goes on where it was.
   */
  thorough(image: AnalysisImage): Promise<Detection[][]>;
  /** How many turns that are. */
  readonly squareTurns: number;
  dispose(): Promise<void>;
}

export interface OpenedSchedule extends DetectionSchedule {
  /** Of the main pass: a model of the user's, or a built one. */
  readonly model: string;
  readonly modelRefusal?: ModelRefusal;
}

/** How far a stream is in its round. */
interface Turn {
  next: number;
  /** Small squares to be looked at before the round goes on. */
  squaresDue: number;
}

const defaultThreads = 2;
const warmUpImage = { widthPx: 640, heightPx: 360 } as const;

/** Throws what `openModelSession` throws. */
export async function createDetectionSchedule(
  options: DetectionScheduleOptions,
): Promise<OpenedSchedule> {
  const shared = {
    modelFolder: options.modelFolder,
    providers: options.providers.length > 0 ? options.providers : ['cpu'],
    threads: options.threads ?? defaultThreads,
  };
  const ultraFace = await openModelSession({
    ...shared,
    model: 'ultraface',
    warmUp: (session) => warmUp(createUltraFaceDetector(session, ultraFaceProfiles.small)),
  });
  const blazeFace = await openModelSession({
    ...shared,
    model: 'blazeface',
    warmUp: (session) => warmUp(createBlazeFaceDetector(session, 'whole')),
  }).catch(async (error: unknown) => {
    await ultraFace.session.release();
    throw error;
  });

  const own = options.userModel ? await openUserModel(options.userModel, shared) : undefined;
  const ownSession = own && 'session' in own ? own : undefined;

  const around = (detector: FaceDetector) => remembering(options.around?.(detector) ?? detector);
  const first = around(
    ownSession?.detector ?? createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.small),
  );
  const large = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.large));
  const coarse = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.coarse));
  // Another network at the same faces: the two miss different ones.
  const builtFirst = ownSession
    ? [around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.small))]
    : [];
  const [whole, leading, trailing] = (['whole', 'leading', 'trailing'] as const).map((part) =>
    around(createBlazeFaceDetector(blazeFace.session, part)),
  ) as [FaceDetector, FaceDetector, FaceDetector];
  const parts = pictureParts.map((part) =>
    around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.large, part)),
  );
  const squares = blazeFaceSquares.map((square) =>
    around(createBlazeFaceSquareDetector(blazeFace.session, square)),
  );
  const look = createBlazeFaceLook(blazeFace.session);
  const largePasses = [whole, large, coarse, ...builtFirst, leading, trailing, ...parts];
  // What finds turned, blurred and half-covered faces comes every third time; small faces move slowly.
  const others = [large, leading, coarse, trailing, ...builtFirst];
  const small = parts.flatMap((part, at) => [
    squares[2 * at] ?? part,
    part,
    squares[2 * at + 1] ?? part,
  ]);
  const passes = small.flatMap((part, at) => [whole, others[at % others.length] ?? large, part]);
  const turns = new WeakMap<Uint8Array, Turn>();
  const turnOf = (image: AnalysisImage): Turn => {
    const known = turns.get(image.data);
    if (known) return known;
    const turn = { next: 0, squaresDue: 0 };
    turns.set(image.data, turn);
    return turn;
  };

  const opened = [...(ownSession ? [ownSession.session] : []), ultraFace, blazeFace];
  return {
    model: ownSession?.name ?? first.name,
    ...(own && 'code' in own ? { modelRefusal: own } : {}),
    provider: [...new Set(opened.map(({ provider }) => provider))].join(', '),
    refusals: opened.flatMap(({ refusals }) => refusals),
    squareTurns: squares.length,
    primary: (image) => first.detect(image),
    async secondary(image) {
      const turn = turnOf(image);
      const isSquare = turn.squaresDue > 0;
      const pass = isSquare
        ? squares[squares.length - turn.squaresDue--]
        : passes[turn.next++ % passes.length];
      if (!pass) throw new RangeError('The schedule has no such turn.');
      return { pass: pass.name, detections: await pass.detect(image) };
    },
    closely(image, square) {
      const { xPx, yPx, sidePx } = square;
      const detector = around({
        name: `blazeface-at-${xPx}-${yPx}-${sidePx}`,
        detect: (picture) => look.detect(picture, square),
        async dispose() {},
      });
      return detector.detect(image);
    },
    async thorough(image) {
      turnOf(image).squaresDue = squares.length;
      const found: Detection[][] = [];
      for (const pass of largePasses) found.push(await pass.detect(image));
      return found;
    },
    async dispose() {
      await Promise.all(opened.map(({ session }) => session.release()));
    },
  };
}

interface OpenUserModel {
  readonly name: string;
  readonly session: ModelSession;
  readonly detector: FaceDetector;
}

/** Whatever is wrong with it must not keep the built models from masking. */
async function openUserModel(
  { record, file }: UserModel,
  shared: Pick<ModelSessionOptions, 'modelFolder' | 'threads'>,
): Promise<OpenUserModel | ModelRefusal> {
  const { name, layout, sha256 } = record;
  try {
    const family = familyOf(record);
    // No built-in pass has a name like that, whatever the user called the model.
    const detectorOn = (session: InferenceSession) =>
      createUserDetector(session, { name: `user/${name}`, family, layout });
    const session = await openModelSession({
      ...shared,
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

/** The first inference allocates and, on a GPU, compiles: it must not be a stream's first frame. */
async function warmUp(detector: FaceDetector): Promise<void> {
  const { widthPx, heightPx } = warmUpImage;
  await detector.detect({ data: new Uint8Array(widthPx * heightPx * 4), widthPx, heightPx });
}
