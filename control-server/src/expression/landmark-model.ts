// The landmark model, loaded when somebody asks for it the first time. No mask waits for it: until it is there, and where it
// can't be had, there are no landmarks.

import { errorCode, errorMessage } from '../coded-error.ts';
import type { AnalysisImage } from '../detection/detection.ts';
import {
  createLandmarkDetector,
  type FaceLandmarks,
  type LandmarkDetector,
  type TurnedSquare,
} from '../detection/landmarks.ts';
import { openModelSession } from '../detection/session.ts';

/** What a stream needs of it. */
export interface LandmarkSource {
  /** Whether faces can be looked at. Asking begins to load what is needed. */
  isReady(): boolean;
  /** One call at a time; the image's bytes must stay as they are. Never throws: undefined where there are none to be had. */
  locate(image: AnalysisImage, square: TurnedSquare): Promise<FaceLandmarks | undefined>;
}

export interface LandmarkModelOptions {
  readonly modelFolder: string;
  /** For one inference. */
  readonly threads: number;
  /** Once, when there will be no landmarks any more. */
  readonly onFailed: (reason: { readonly code: string; readonly message: string }) => void;
}

const warmUpSide = 64;

export class LandmarkModel implements LandmarkSource {
  readonly #options: LandmarkModelOptions;
  #loading: Promise<void> | undefined;
  #detector: LandmarkDetector | undefined;

  constructor(options: LandmarkModelOptions) {
    this.#options = options;
  }

  isReady(): boolean {
    this.#loading ??= this.#load();
    return this.#detector !== undefined;
  }

  async locate(image: AnalysisImage, square: TurnedSquare): Promise<FaceLandmarks | undefined> {
    try {
      return await this.#detector?.locate(image, square);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  async #load(): Promise<void> {
    try {
      const { modelFolder, threads } = this.#options;
      const opened = await openModelSession({
        model: 'face-landmarks',
        modelFolder,
        // Other providers were compared with it on the detectors only.
        providers: ['cpu'],
        threads,
        warmUp: async (session) => {
          const data = new Uint8Array(warmUpSide * warmUpSide * 4);
          const square = { centreXPx: 32, centreYPx: 32, sidePx: warmUpSide, angleRad: 0 };
          const image = { data, widthPx: warmUpSide, heightPx: warmUpSide };
          await createLandmarkDetector(session).locate(image, square);
        },
      });
      this.#detector = createLandmarkDetector(opened.session);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#detector = undefined;
    this.#options.onFailed({ code: errorCode(error), message: errorMessage(error) });
  }
}
