// What the frame worker has told: provider, streams, and when it was last heard; and the way to it.

import type { FromWorker, StreamFigures, ToWorker, WorkerPicture } from '../worker-messages.ts';
import { figuresEveryMs } from '../worker-messages.ts';

type WorkerReady = Extract<FromWorker, { type: 'worker.ready' }>;

/** Late by this much is not heard any more; a busy machine may well be late. */
const silentMs = 8 * figuresEveryMs;

export class WorkerView {
  readonly #nowMs: () => number;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  isReady = false;
  provider = '';
  refused: WorkerReady['refused'] = [];
  model = '';
  refusedModel: WorkerReady['refusedModel'];
  streams: readonly StreamFigures[] = [];
  /** For whoever shows it. */
  onChange: () => void = () => undefined;
  onPicture: (picture: WorkerPicture) => void = () => undefined;
  /** Set by whoever has the worker. */
  post: (message: ToWorker) => void = () => undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isHeard(): boolean {
    return this.#nowMs() - this.#heardAtMs < silentMs;
  }

  receive(message: FromWorker): void {
    if (message.type === 'worker.picture') {
      // Whatever becomes of it: a control server that fails must not end the pictures for good.
      this.post({ type: 'worker.pictureTaken' });
      this.onPicture(message);
      return;
    }
    if (message.type === 'worker.ready') {
      this.isReady = true;
      this.provider = message.provider;
      this.refused = message.refused;
      this.model = message.model;
      this.refusedModel = message.refusedModel;
    } else if (message.type === 'worker.figures') {
      this.streams = message.streams;
    } else {
      return;
    }
    this.#heardAtMs = this.#nowMs();
    this.onChange();
  }
}
