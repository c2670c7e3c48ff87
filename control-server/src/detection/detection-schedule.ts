// Which detector sees which frame: a fast one every frame, and in spare time, once the frame's masks
// are out, one of eight others in turn. When nothing is known yet, all of them at once. They miss different faces; the tracker joins what they find.

import { createBlazeFaceDetector } from './blazeface.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { openModelSession, type ProviderRefusal } from './session.ts';
import { createUltraFaceDetector, pictureParts, ultraFaceProfiles } from './ultraface.ts';

export interface DetectionScheduleOptions {
  /** Execution providers in order of preference; none: the CPU. */
  readonly providers: readonly string[];
  /** For one inference; default 2. */
  readonly threads?: number;
  /** Where `npm run models` put the models. */
  readonly modelFolder: string;
  /** Put around each detector, by its name: for a benchmark that shows the same frames many times. */
  readonly around?: (detector: FaceDetector) => FaceDetector;
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
  /** What each of the further passes finds, all of them one after another; the turn stays where it is. */
  thorough(image: AnalysisImage): Promise<Detection[][]>;
  dispose(): Promise<void>;
}

const defaultThreads = 2;
const warmUpImage = { widthPx: 640, heightPx: 360 } as const;

/** Throws what `openModelSession` throws. */
export async function createDetectionSchedule(
  options: DetectionScheduleOptions,
): Promise<DetectionSchedule> {
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

  const around = options.around ?? ((detector: FaceDetector) => detector);
  const first = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.small));
  const large = around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.large));
  const [whole, leading, trailing] = (['whole', 'leading', 'trailing'] as const).map((part) =>
    around(createBlazeFaceDetector(blazeFace.session, part)),
  ) as [FaceDetector, FaceDetector, FaceDetector];
  const parts = pictureParts.map((part) =>
    around(createUltraFaceDetector(ultraFace.session, ultraFaceProfiles.large, part)),
  );
  const everyPass = [whole, large, leading, trailing, ...parts];
  // What finds turned, blurred and half-covered faces comes every fourth time; small faces move slowly.
  const others = [large, leading, trailing];
  const passes = parts.flatMap((part, at) => [
    whole,
    others[(2 * at) % others.length] ?? large,
    part,
    others[(2 * at + 1) % others.length] ?? large,
  ]);
  const turns = new WeakMap<Uint8Array, number>();

  return {
    provider: [...new Set([ultraFace.provider, blazeFace.provider])].join(', '),
    refusals: [...ultraFace.refusals, ...blazeFace.refusals],
    primary: (image) => first.detect(image),
    async secondary(image) {
      const turn = turns.get(image.data) ?? 0;
      turns.set(image.data, turn + 1);
      const pass = passes[turn % passes.length] ?? first;
      return { pass: pass.name, detections: await pass.detect(image) };
    },
    async thorough(image) {
      const found: Detection[][] = [];
      for (const pass of everyPass) found.push(await pass.detect(image));
      return found;
    },
    async dispose() {
      await Promise.all([ultraFace.session.release(), blazeFace.session.release()]);
    },
  };
}

/** The first inference allocates and, on a GPU, compiles: it must not be a stream's first frame. */
async function warmUp(detector: FaceDetector): Promise<void> {
  const { widthPx, heightPx } = warmUpImage;
  await detector.detect({ data: new Uint8Array(widthPx * heightPx * 4), widthPx, heightPx });
}
