// The daemon's own detectors, one by one: which there are, which of them the schedule uses when, and what
// each finds in a picture in how much time.

import type {
  AnalysisImage,
  Detection,
  FaceDetector,
} from '../../control-server/src/detection/detection.ts';
import { createDetectionSchedule } from '../../control-server/src/detection/detection-schedule.ts';
import { defaultThreads } from '../../control-server/src/detection/thread-count.ts';
import { inRepository } from '../../scripts/repository.ts';
import { mainModel, requireMainModel } from '../main-model.ts';

export interface PassResult {
  readonly detections: readonly Detection[];
  readonly ms: number;
}

/** By the pass's name. */
export type PassResults = ReadonlyMap<string, PassResult>;

export interface Subject {
  readonly kind: 'schedules' | 'models';
  readonly name: string;
  /** Names of passes; their detections together are the subject's. */
  readonly passes: readonly string[];
}

export interface DetectorPasses {
  readonly provider: string;
  /** Of the main pass. */
  readonly model: string;
  readonly subjects: readonly Subject[];
  look(image: AnalysisImage): Promise<PassResults>;
  dispose(): Promise<void>;
}

const blankImage: AnalysisImage = {
  data: new Uint8Array(640 * 360 * 4).fill(128),
  widthPx: 640,
  heightPx: 360,
};

/** Throws what `createDetectionSchedule`, `mainModel` and `requireMainModel` throw. */
export async function openDetectorPasses(model: string): Promise<DetectorPasses> {
  const detectors: FaceDetector[] = [];
  let called: string[] = [];
  const schedule = await createDetectionSchedule({
    providers: ['cpu'],
    threads: defaultThreads,
    modelFolder: inRepository('models', 'built'),
    ...mainModel(model),
    around(detector) {
      const noted: FaceDetector = {
        name: detector.name,
        detect(image) {
          called.push(detector.name);
          return detector.detect(image);
        },
        dispose: () => detector.dispose(),
      };
      detectors.push(noted);
      return noted;
    },
  });
  requireMainModel(schedule);
  const passesOf = async (look: () => Promise<unknown>): Promise<string[]> => {
    called = [];
    await look();
    return [...new Set(called)];
  };
  const primary = await passesOf(() => schedule.primary(blankImage));
  const thorough = schedule.furtherPasses
    .filter(({ isAwaited }) => isAwaited)
    .map(({ name }) => name);
  // The first inference at a size allocates: it is not to be timed.
  for (const detector of detectors) await detector.detect(blankImage);
  const all = detectors.map(({ name }) => name);
  return {
    provider: schedule.provider,
    model: schedule.model,
    subjects: [
      { kind: 'schedules', name: 'primary', passes: primary },
      { kind: 'schedules', name: 'thorough', passes: [...new Set([...primary, ...thorough])] },
      { kind: 'schedules', name: 'round', passes: all },
      ...modelSubjects(all),
    ],
    async look(image) {
      const results = new Map<string, PassResult>();
      for (const detector of detectors) {
        const fromMs = performance.now();
        const detections = await detector.detect(image);
        results.set(detector.name, { detections, ms: performance.now() - fromMs });
      }
      return results;
    },
    dispose: () => schedule.dispose(),
  };
}

/** Passes over parts of the picture are one subject together; so are all of a model's. */
const partNames =
  /^(.+?)-(top-left|bottom-right|top-right|bottom-left|leading|trailing|square-\d+)$/;
const partKinds: readonly (readonly [RegExp, string])[] = [
  [/^(leading|trailing)$/, 'halves'],
  [/^square-/, 'squares'],
  [/./, 'quarters'],
];

/** `blazeface-halves` of `blazeface-leading` and `blazeface-trailing`, `blazeface` of all that begin so. */
export function modelSubjects(passes: readonly string[]): Subject[] {
  const groups = new Map<string, Set<string>>();
  const add = (name: string, pass: string) => {
    const group = groups.get(name) ?? new Set();
    groups.set(name, group.add(pass));
  };
  for (const pass of passes) {
    const [, whole = pass, part] = partNames.exec(pass) ?? [];
    const kind = part && partKinds.find(([pattern]) => pattern.test(part))?.[1];
    add(kind ? `${whole}-${kind}` : pass, pass);
    add(pass.split('-')[0] ?? pass, pass);
  }
  return [...groups].map(([name, members]) => ({ kind: 'models', name, passes: [...members] }));
}
