// What detector passes found in one picture, kept while that picture stands: a still camera cover, a paused clip
// and a source slower than OBS show the same pixels again and again. A pass depends on nothing but the pixels, so what
// is taken from here is what it would find; whoever changes the pixels must call `forget`.

import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';

/** Close looks at ever new places would fill it; beyond this a pass is made again. */
const passesMax = 128;

export class PassMemory {
  readonly #found = new Map<string, Detection[]>();

  forget(): void {
    this.#found.clear();
  }

  /** What the pass of this name finds, made at the first call only. A pass that throws is not remembered. */
  async recall(name: string, detect: () => Promise<Detection[]>): Promise<Detection[]> {
    const known = this.#found.get(name);
    if (known) return known;
    const found = await detect();
    if (this.#found.size < passesMax) this.#found.set(name, found);
    return found;
  }
}

/** The detector, asked once for each picture that brings a memory. Its name must say all that it depends on. */
export function remembering(detector: FaceDetector): FaceDetector {
  const detect = (image: AnalysisImage) =>
    image.memory
      ? image.memory.recall(detector.name, () => detector.detect(image))
      : detector.detect(image);
  return { name: detector.name, detect, dispose: () => detector.dispose() };
}
