// What one stream counts and times about itself, for its status. Not reset by an epoch: figures are of the stream's life.

import type { StreamStatus } from '../worker-messages.ts';
import { QuantileWindow } from './quantile-window.ts';

type Tallied = Pick<
  StreamStatus,
  'analysed' | 'unchanged' | 'skipped' | 'frame_to_mask_ms' | 'detect_ms'
>;

export class StreamTally {
  #analysed = 0;
  #unchanged = 0;
  #skipped = 0;
  readonly #frameToMaskMs = new QuantileWindow();
  readonly #detectMs = new QuantileWindow();

  /** The main pass over a frame; one that was answered from memory has no time of its own. */
  noteDetection(tookMs: number, isUnchanged: boolean): void {
    if (isUnchanged) this.#unchanged++;
    else this.#detectMs.add(tookMs);
  }

  noteAnalysed(): void {
    this.#analysed++;
  }

  /** From the frame's publication by the filter until its masks were out. */
  noteFrameToMask(tookMs: number): void {
    this.#frameToMaskMs.add(tookMs);
  }

  /** Frames that were never looked at, for newer ones had come. */
  noteSkipped(frames: number): void {
    this.#skipped += frames;
  }

  get figures(): Tallied {
    return {
      analysed: this.#analysed,
      unchanged: this.#unchanged,
      skipped: this.#skipped,
      frame_to_mask_ms: this.#frameToMaskMs.quantiles(),
      detect_ms: this.#detectMs.quantiles(),
    };
  }
}
