// The daemon's own detection schedule, with a memory: what a pass finds in a frame depends on nothing
// else, so that every mode and timeline of a clip after the first gets it from here.

import type {
  AnalysisImage,
  Detection,
  FaceDetector,
} from '../../control-server/src/detection/detection.ts';
import {
  createDetectionSchedule,
  type DetectionSchedule,
} from '../../control-server/src/detection/detection-schedule.ts';
import { builtInName } from '../../control-server/src/detection/user-models/user-model-record.ts';
import { inRepository } from '../../scripts/repository.ts';
import { mainModel, requireMainModel } from '../main-model.ts';

export class CachedDetection {
  readonly schedule: DetectionSchedule;
  readonly #memory: DetectionMemory;

  private constructor(schedule: DetectionSchedule, memory: DetectionMemory) {
    this.schedule = schedule;
    this.#memory = memory;
  }

  /** @param model of the main pass; throws what `mainModel` and `requireMainModel` throw */
  static async open(threads: number, model: string = builtInName): Promise<CachedDetection> {
    const memory = new DetectionMemory();
    const schedule = await createDetectionSchedule({
      providers: ['cpu'],
      threads,
      modelFolder: inRepository('models', 'built'),
      ...mainModel(model),
      around: (detector) => memory.around(detector),
    });
    requireMainModel(schedule);
    return new CachedDetection(schedule, memory);
  }

  beginClip(): void {
    this.#memory.forget();
  }

  /** Called after each pass with the milliseconds that it took when it really ran. */
  onPass(listener: ((ms: number) => void) | undefined): void {
    this.#memory.onPass = listener;
  }

  /** The frame that the image handed to the detectors from now on holds. */
  setFrame(index: number): void {
    this.#memory.frame = index;
  }
}

interface RememberedPass {
  readonly detections: Detection[];
  readonly ms: number;
}

class DetectionMemory {
  frame = 0;
  onPass: ((ms: number) => void) | undefined;
  readonly #found = new Map<string, RememberedPass>();

  forget(): void {
    this.#found.clear();
  }

  around(detector: FaceDetector): FaceDetector {
    return {
      name: detector.name,
      detect: async (image) => {
        const key = `${detector.name}:${this.frame}`;
        const pass = this.#found.get(key) ?? (await timedPass(detector, image));
        this.#found.set(key, pass);
        this.onPass?.(pass.ms);
        return pass.detections;
      },
      dispose: () => detector.dispose(),
    };
  }
}

async function timedPass(detector: FaceDetector, image: AnalysisImage): Promise<RememberedPass> {
  const fromMs = performance.now();
  const detections = await detector.detect(image);
  return { detections, ms: performance.now() - fromMs };
}
