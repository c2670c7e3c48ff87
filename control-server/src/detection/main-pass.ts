// The pass over every frame: a built-in detector, or the user's, which may be exchanged while frames come. The new one has
// answered before it is put in the old one's place, so no frame goes without a detector.

import type { InferenceSession } from 'onnxruntime-node';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';

interface MainDetector {
  readonly detector: FaceDetector;
  /** Given back when it is replaced; without, it is the caller's. */
  readonly session?: InferenceSession;
}

export class MainPass {
  #current: MainDetector;
  readonly #running = new Set<Promise<unknown>>();

  constructor(first: MainDetector) {
    this.#current = first;
  }

  async detect(image: AnalysisImage): Promise<Detection[]> {
    const run = this.#current.detector.detect(image);
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  /** The next call of `detect` is the new one's; the old one's session goes when its last inference is through. */
  async replace(next: MainDetector): Promise<void> {
    const { session } = this.#current;
    this.#current = next;
    await Promise.allSettled(this.#running);
    await session?.release();
  }

  /** Once, at the end. */
  async dispose(): Promise<void> {
    await this.#current.session?.release();
  }
}
