// The detectors of all streams, watched: a frame whose main pass fails is covered, and must not be so for good. What helps is
// done by itself:
// - a model of the user's that fails again and again at a stream's pictures gives way to the built-in one;
// - where the built-in one does, at every picture there is, the daemon is to start again: a graphics device that was lost
//   is found anew, or another provider.

import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import type { FaceFinder } from '../stream/face-finder.ts';
import type { SquareRegion } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection } from './detection.ts';
import type { OpenedSchedule } from './detection-schedule.ts';
import type { FurtherPass } from './further-passes.ts';
import type { ModelRefusal } from './user-models/open-user-model.ts';
import type { UserModel } from './user-models/user-model-folder.ts';
import { builtInName } from './user-models/user-model-record.ts';

/** One picture may be a bad one; a stream of them is the model's fault. */
const failuresMax = 5;
/** For so long no main pass of any stream went well. */
const brokenMs = 5000;

export interface WatchedDetectionOptions {
  readonly schedule: Omit<OpenedSchedule, 'dispose'>;
  readonly nowMs: () => number;
  /** The built-in model is in its place. */
  readonly onGivenUp: (refusal: ModelRefusal) => void;
  /** Once. */
  readonly onBroken: (error: CodedError) => void;
}

export class WatchedDetection implements FaceFinder {
  readonly #options: WatchedDetectionOptions;
  /** In a row, of the stream with these pixels. */
  #failures = new WeakMap<Uint8Array, number>();
  #failingSinceMs: number | undefined;
  #switching: Promise<unknown> = Promise.resolve();
  #isBroken = false;

  constructor(options: WatchedDetectionOptions) {
    this.#options = options;
  }

  get provider(): string {
    return this.#options.schedule.provider;
  }

  get furtherPasses(): readonly FurtherPass[] {
    return this.#options.schedule.furtherPasses;
  }

  async primary(image: AnalysisImage): Promise<Detection[]> {
    try {
      const found = await this.#options.schedule.primary(image);
      this.#failures.delete(image.data);
      this.#failingSinceMs = undefined;
      return found;
    } catch (error) {
      this.#noteFailure(image, error);
      throw error;
    }
  }

  closely(image: AnalysisImage, square: SquareRegion): Promise<Detection[]> {
    return this.#options.schedule.closely(image, square);
  }

  /** As the schedule's, one after another: whoever asks last has the last word, however long the one before loads. */
  useModel(model: UserModel | undefined): Promise<ModelRefusal | undefined> {
    return this.#afterOthers(async () => {
      const refusal = await this.#options.schedule.useModel(model);
      if (!refusal) this.#beginAnew();
      return refusal;
    });
  }

  #noteFailure(image: AnalysisImage, error: unknown): void {
    const failures = (this.#failures.get(image.data) ?? 0) + 1;
    this.#failures.set(image.data, failures);
    const nowMs = this.#options.nowMs();
    this.#failingSinceMs ??= nowMs;
    if (failures < failuresMax) return;
    const { choice } = this.#options.schedule;
    if (choice !== builtInName) {
      this.#failures.delete(image.data);
      this.#giveUp({ model: choice, code: errorCode(error), reason: errorMessage(error) });
    } else if (nowMs - this.#failingSinceMs >= brokenMs) {
      this.#break(error);
    }
  }

  #giveUp(refusal: ModelRefusal): void {
    const { schedule, onGivenUp } = this.#options;
    this.#afterOthers(async () => {
      // Somebody has chosen another one meanwhile.
      if (schedule.choice !== refusal.model) return;
      await schedule.useModel(undefined);
      this.#beginAnew();
      onGivenUp(refusal);
    }).catch((error: unknown) => this.#break(error));
  }

  #break(cause: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    const message = `The face detector fails at every picture, so the daemon starts again: ${errorMessage(cause)}`;
    this.#options.onBroken(new CodedError('inference_failed', message, { cause }));
  }

  #beginAnew(): void {
    this.#failures = new WeakMap();
    this.#failingSinceMs = undefined;
  }

  #afterOthers<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#switching.then(work);
    this.#switching = done.catch(() => undefined);
    return done;
  }
}
