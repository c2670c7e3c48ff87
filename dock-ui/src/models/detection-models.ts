// The detection models that there are, as the server listed them last, and choosing another.

import { signal } from '@preact/signals';
import type { ModelList } from '../../../protocol/models.ts';
import type { Outcome } from '../connection/command-port.ts';
import { sentenceOf } from '../strings/sentence-of.ts';

export interface DetectionModelsOptions {
  readonly list: () => Promise<Outcome>;
  readonly use: (name: string) => Promise<Outcome>;
}

export class DetectionModels {
  readonly #options: DetectionModelsOptions;
  readonly #list = signal<ModelList | undefined>(undefined);
  readonly #problem = signal('');
  readonly #isBusy = signal(false);
  /** Marked by the user, and not in use yet. */
  readonly marked = signal<string | undefined>(undefined);

  constructor(options: DetectionModelsOptions) {
    this.#options = options;
  }

  /** Undefined until told. */
  get list() {
    return this.#list.value;
  }

  /** A sentence on what went wrong last; empty where nothing did. */
  get problem() {
    return this.#problem.value;
  }

  /** A model is being loaded and tried. */
  get isBusy() {
    return this.#isBusy.value;
  }

  /** Models come and go by the command line: asked for whenever somebody looks. */
  async refresh(): Promise<void> {
    const outcome = await this.#options.list();
    if (outcome.ok) this.#list.value = outcome.data as ModelList;
    else this.#problem.value = sentenceOf(outcome);
  }

  /** Asks for the marked one. */
  async use(): Promise<void> {
    const name = this.marked.value;
    if (name === undefined || this.#isBusy.value) return;
    this.#isBusy.value = true;
    this.#problem.value = '';
    const outcome = await this.#options.use(name);
    this.#isBusy.value = false;
    if (outcome.ok) {
      this.#list.value = outcome.data as ModelList;
    } else {
      this.#problem.value = sentenceOf(outcome);
      await this.refresh();
    }
    this.marked.value = undefined;
  }
}
