// What the frame worker has told: provider, streams, and when it was last heard.

import type { FromWorker, StreamFigures } from '../worker-messages.ts';
import { figuresEveryMs } from '../worker-messages.ts';

/** Late by this much is not heard any more; a busy machine may well be late. */
const silentMs = 8 * figuresEveryMs;

export class WorkerView {
  readonly #nowMs: () => number;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  isReady = false;
  provider = '';
  refused: Extract<FromWorker, { type: 'worker.ready' }>['refused'] = [];
  streams: readonly StreamFigures[] = [];
  /** For whoever shows it. */
  onChange: () => void = () => undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isHeard(): boolean {
    return this.#nowMs() - this.#heardAtMs < silentMs;
  }

  receive(message: FromWorker): void {
    if (message.type === 'worker.ready') {
      this.isReady = true;
      this.provider = message.provider;
      this.refused = message.refused;
    } else if (message.type === 'worker.figures') {
      this.streams = message.streams;
    } else {
      return;
    }
    this.#heardAtMs = this.#nowMs();
    this.onChange();
  }
}
