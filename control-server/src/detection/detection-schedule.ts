// Which detector sees which frame: a fast one, or the user's own, every frame, and in spare time, once the frame's masks
// are out, one of seventeen others in turn, or a close look at one place. When nothing is known yet, all of
// them at once. They miss different faces; the tracker joins what they find.

import {
  blazeFaceSquares,
  createBlazeFaceDetector,
  createBlazeFaceLook,
  createBlazeFaceSquareDetector,
} from './blazeface.ts';
import type { SquareRegion } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { MainPass } from './main-pass.ts';
import { remembering } from './pass-memory.ts';
import type { ProviderRefusal } from './provider-names.ts';
import { openModelSession } from './session.ts';
import { createUltraFaceDetector, pictureParts, ultraFaceProfiles } from './ultraface.ts';
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
  /** Of the main pass now: a model of the user's, or a built one. */
  readonly model: string;
  /** The user's model that is in use, by its name, or `builtInName`. */
  readonly choice: string;
  /** Why not `userModel`. */
  readonly modelRefusal?: ModelRefusal;
  /** Exchanges the main pass; without a model: the built-in one. One that can't be used changes nothing. */
  useModel(model: UserModel | undefined): Promise<ModelRefusal | undefined>;
}

/** How far a stream is in its round. */
interface Turn {
  next: number;
  /** Small squares to be looked at before the round goes on. */
  squaresDue: number;
}

const defaultThreads = 2;

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

  const around = (detector: FaceDetector) => remembering(options.around?.(detector) ?? detector);
  const builtIn = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.small));
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
  const large = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.large));
  const coarse = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.coarse));
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
  // What finds turned, blurred and half-covered faces comes every third time; small faces move slowly.
  const small = parts.flatMap((part, at) => [
    squares[2 * at] ?? part,
    part,
    squares[2 * at + 1] ?? part,
  ]);
  const roundWith = (built: readonly FaceDetector[]) => {
    const others = [large, leading, coarse, trailing, ...built];
    return {
      largePasses: [whole, large, coarse, ...built, leading, trailing, ...parts],
      passes: small.flatMap((part, at) => [whole, others[at % others.length] ?? large, part]),
    };
  };
  // Another network at the same faces as the user's model: the two miss different ones.
  const rounds = { builtIn: roundWith([]), own: roundWith([builtIn]) };
  const round = () => (own ? rounds.own : rounds.builtIn);
  const turns = new WeakMap<Uint8Array, Turn>();
  const turnOf = (image: AnalysisImage): Turn => {
    const known = turns.get(image.data);
    if (known) return known;
    const turn = { next: 0, squaresDue: 0 };
    turns.set(image.data, turn);
    return turn;
  };

  const opened = [ultraFace, blazeFace];
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
    squareTurns: squares.length,
    primary: (image) => main.detect(image),
    async secondary(image) {
      const turn = turnOf(image);
      const { passes } = round();
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
      for (const pass of round().largePasses) found.push(await pass.detect(image));
      return found;
    },
    async dispose() {
      await Promise.all([main.dispose(), ...opened.map(({ session }) => session.release())]);
    },
  };
}
