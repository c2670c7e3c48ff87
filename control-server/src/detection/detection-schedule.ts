// The detectors that there are: a fast one, or the user's own, for every frame, and further passes for spare time, once the
// frame's masks are out: other sizes, another network, parts of the picture, or a close look at one place. They miss
// different faces; the tracker joins what they find. Which of them looks when is the stream's to say.

import type { InferenceSession } from 'onnxruntime-node';
import type { ModelName } from '../../../models/manifest.ts';
import { createBlazeFaceDetector, createBlazeFaceLook } from './blazeface.ts';
import type { SquareRegion } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { createFullRangeDetector, fullRangeProfiles } from './fullrange.ts';
import { asFurtherPass, createFurtherPasses, type FurtherPass } from './further-passes.ts';
import { MainPass } from './main-pass.ts';
import { remembering } from './pass-memory.ts';
import type { ProviderRefusal } from './provider-names.ts';
import { type ModelSession, openModelSession } from './session.ts';
import { defaultThreads } from './thread-count.ts';
import { createUltraFaceDetector, ultraFaceProfiles } from './ultraface.ts';
import {
  type ModelRefusal,
  type OpenUserModel,
  openUserModel,
} from './user-models/open-user-model.ts';
import type { UserModel } from './user-models/user-model-folder.ts';
import { builtInName } from './user-models/user-model-record.ts';
import { warmUp } from './warm-up.ts';

export interface DetectionScheduleOptions {
  /** Execution providers in order of preference; none: the CPU. */
  readonly providers: readonly string[];
  /** For one inference; default 2. */
  readonly threads?: number;
  /** Where `npm run models` put the models. */
  readonly modelFolder: string;
  /** The main pass, in place of UltraFace. If it can't be used the built models are, and `modelRefusal` says why. */
  readonly userModel?: UserModel;
  /** Called when UltraFace is open, with its provider; the others come then. */
  readonly onMainOpen?: (provider: string) => void;
  /** Put around each detector, by its name: for a benchmark that shows the same frames many times. */
  readonly around?: (detector: FaceDetector) => FaceDetector;
}

export interface DetectionSchedule {
  /** The execution provider in use now; two, if the models run on different ones. */
  readonly provider: string;
  /** Providers that come earlier in the list and don't work here. */
  readonly refusals: readonly ProviderRefusal[];
  /** The image's bytes must stay as they are until the promise is settled; so too below. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /** A close look at one square of the picture. */
  closely(image: AnalysisImage, square: SquareRegion): Promise<Detection[]>;
  /**
   * Those that a new scene waits for first, and of them the one that sees all of the picture small. With a model of the user's
   * there is one more.
   */
  readonly furtherPasses: readonly FurtherPass[];
  dispose(): Promise<void>;
}

export interface OpenedSchedule extends DetectionSchedule {
  /** Of the main pass now: a model of the user's, or a built one. */
  readonly model: string;
  /** The user's model that is in use, by its name, or `builtInName`. */
  readonly choice: string;
  /** Why not `userModel`. */
  readonly modelRefusal?: ModelRefusal;
  /** Exchanges the main pass; without a model: the built-in one. One that can't be used changes nothing. */
  useModel(model: UserModel | undefined): Promise<ModelRefusal | undefined>;
}

/** Throws what `openModelSession` throws. */
export async function createDetectionSchedule(
  options: DetectionScheduleOptions,
): Promise<OpenedSchedule> {
  const shared = {
    modelFolder: options.modelFolder,
    providers: options.providers.length > 0 ? options.providers : ['cpu'],
    threads: options.threads ?? defaultThreads,
  };
  const opened: ModelSession[] = [];
  const open = async (model: ModelName, look: (session: InferenceSession) => FaceDetector) => {
    const first = (session: InferenceSession) => warmUp(look(session));
    const one = await openModelSession({ ...shared, model, warmUp: first }).catch(
      async (error: unknown) => {
        await Promise.all(opened.map(({ session }) => session.release()));
        throw error;
      },
    );
    opened.push(one);
    return one.session;
  };
  const ultraFace = await open('ultraface', (session) =>
    createUltraFaceDetector(session, ultraFaceProfiles.small),
  );
  options.onMainOpen?.(opened[0]?.provider ?? '');
  const blazeFace = await open('blazeface', (session) => createBlazeFaceDetector(session, 'whole'));
  const fullRange = await open('fullrange', (session) =>
    createFullRangeDetector(session, fullRangeProfiles.coarse),
  );

  const around = (detector: FaceDetector) => remembering(options.around?.(detector) ?? detector);
  const builtIn = around(createUltraFaceDetector(ultraFace, ultraFaceProfiles.small));
  const main = new MainPass({ detector: builtIn });
  let own: OpenUserModel | undefined;
  const useModel = async (model: UserModel | undefined) => {
    const next = model && (await openUserModel(model, shared));
    if (next && 'code' in next) return next;
    own = next;
    await main.replace(
      next
        ? { detector: around(next.detector), session: next.session.session }
        : { detector: builtIn },
    );
    return undefined;
  };
  const modelRefusal = options.userModel && (await useModel(options.userModel));
  const builtInPasses = createFurtherPasses({
    ultraFace,
    blazeFace,
    fullRange,
    around,
  });
  // Another network at the same faces as the user's model: the two miss different ones.
  const ownPasses = [
    ...builtInPasses.slice(0, 1),
    asFurtherPass(builtIn),
    ...builtInPasses.slice(1),
  ];
  const look = createBlazeFaceLook(blazeFace);

  return {
    get model() {
      return own?.name ?? builtIn.name;
    },
    get choice() {
      return own?.name ?? builtInName;
    },
    ...(modelRefusal ? { modelRefusal } : {}),
    get provider() {
      const sessions = own ? [own.session, ...opened] : opened;
      return [...new Set(sessions.map(({ provider }) => provider))].join(', ');
    },
    useModel,
    refusals: opened.flatMap(({ refusals }) => refusals),
    get furtherPasses() {
      return own ? ownPasses : builtInPasses;
    },
    primary: (image) => main.detect(image),
    closely(image, square) {
      const { xPx, yPx, sidePx } = square;
      const detector = around({
        name: `blazeface-at-${xPx}-${yPx}-${sidePx}`,
        detect: (picture) => look.detect(picture, square),
        async dispose() {},
      });
      return detector.detect(image);
    },
    async dispose() {
      await Promise.all([main.dispose(), ...opened.map(({ session }) => session.release())]);
    },
  };
}
