// What the frame worker has told: provider, streams, and when it was last heard; and the way to it.

import { CodedError } from '../coded-error.ts';
import type {
  FromWorker,
  StreamFigures,
  ToWorker,
  WorkerModel,
  WorkerPicture,
} from '../worker-messages.ts';
import { figuresEveryMs, unasked } from '../worker-messages.ts';

type WorkerReady = Extract<FromWorker, { type: 'worker.ready' }>;

/** Late by this much is not heard any more; a busy machine may well be late. */
const silentMs = 8 * figuresEveryMs;
/** A large model on a slow machine loads for seconds; pages wait a little longer for a reply. */
const useModelMs = 12_000;

export class WorkerView {
  readonly #nowMs: () => number;
  readonly #asked = new Map<number, (answer: WorkerModel) => void>();
  #asks = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  isReady = false;
  provider = '';
  refused: WorkerReady['refused'] = [];
  model = '';
  /** The user's model that is in use, by its name, or `built-in`; empty before. */
  choice = '';
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

  /** Resolves when the worker has tried the model, and uses it or says why not. Throws CodedError `model_timeout`. */
  useModel(name: string): Promise<WorkerModel> {
    const ask = ++this.#asks;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked.delete(ask);
        const message = `The detection model has not been loaded after ${useModelMs / 1000} seconds; what is in use is shown here.`;
        reject(new CodedError('model_timeout', message));
      }, useModelMs);
      this.#asked.set(ask, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.post({ type: 'worker.useModel', ask, name });
    });
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
      this.choice = message.choice;
      this.refusedModel = message.refusedModel;
    } else if (message.type === 'worker.model') {
      this.#takeModel(message);
    } else if (message.type === 'worker.figures') {
      this.streams = message.streams;
    } else {
      return;
    }
    this.#heardAtMs = this.#nowMs();
    this.onChange();
  }

  #takeModel(message: WorkerModel): void {
    this.provider = message.provider;
    this.model = message.model;
    this.choice = message.choice;
    const { refused } = message;
    // What the user chose is in use now, or in use no more.
    if (!refused) this.refusedModel = undefined;
    else if (message.ask === unasked)
      this.refusedModel = { name: refused.model, reason: refused.reason };
    this.#asked.get(message.ask)?.(message);
    this.#asked.delete(message.ask);
  }
}
