// The daemon's own detection schedule, with a memory: what a pass finds in a frame depends on nothing
// else, so that every mode and timeline of a clip after the first gets it from here.

import type { Detection, FaceDetector } from '../../control-server/src/detection/detection.ts';
import {
  createDetectionSchedule,
  type DetectionSchedule,
} from '../../control-server/src/detection/detection-schedule.ts';
import { inRepository } from '../../scripts/repository.ts';

export class CachedDetection {
  readonly schedule: DetectionSchedule;
  readonly #memory: DetectionMemory;

  private constructor(schedule: DetectionSchedule, memory: DetectionMemory) {
    this.schedule = schedule;
    this.#memory = memory;
  }

  static async open(threads: number): Promise<CachedDetection> {
    const memory = new DetectionMemory();
    const schedule = await createDetectionSchedule({
      providers: ['cpu'],
      threads,
      modelFolder: inRepository('models', 'built'),
      around: (detector) => memory.around(detector),
    });
    return new CachedDetection(schedule, memory);
  }

  beginClip(): void {
    this.#memory.forget();
  }

  /** The frame that the image handed to the detectors from now on holds. */
  setFrame(index: number): void {
    this.#memory.frame = index;
  }
}

class DetectionMemory {
  frame = 0;
  readonly #found = new Map<string, Detection[]>();

  forget(): void {
    this.#found.clear();
  }

  around(detector: FaceDetector): FaceDetector {
    return {
      name: detector.name,
      detect: async (image) => {
        const key = `${detector.name}:${this.frame}`;
        const known = this.#found.get(key);
        if (known) return known;
        const found = await detector.detect(image);
        this.#found.set(key, found);
        return found;
      },
      dispose: () => detector.dispose(),
    };
  }
}
