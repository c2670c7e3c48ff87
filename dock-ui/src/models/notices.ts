// What the page has to say about what the user just did: failures stay until they are closed or the same thing works,
// confirmations go by themselves.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../connection/latest-sender.ts';

export interface Notice {
  readonly id: number;
  readonly kind: 'failure' | 'done';
  readonly text: string;
}

const doneMs = 4000;
/** More than this nobody reads. */
const shownMax = 3;

export class Notices {
  readonly #shown = signal<readonly Notice[]>([]);
  readonly #clock: Clock;
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get shown(): ReadonlySignal<readonly Notice[]> {
    return this.#shown;
  }

  say(kind: Notice['kind'], text: string): void {
    const id = this.#nextId++;
    // Said again: as new, not twice.
    const others = this.#shown.value.filter((notice) => notice.text !== text);
    this.#shown.value = [...others, { id, kind, text }].slice(-shownMax);
    if (kind === 'done') this.#clock.after(doneMs, () => this.close(id));
  }

  close(id: number): void {
    this.#shown.value = this.#shown.value.filter((notice) => notice.id !== id);
  }
}
