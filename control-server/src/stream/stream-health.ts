// Whether a stream works, told when it changes.

import { asReason } from './stream-reason.ts';

export interface StreamHealth {
  readonly state: 'warming' | 'running' | 'failed';
  readonly code: string;
  readonly message: string;
}

export class HealthTeller {
  readonly #onChange: (health: StreamHealth) => void;
  #health: StreamHealth = { state: 'warming', code: '', message: '' };

  /** @param onChange called with another state or code; not per frame */
  constructor(onChange: (health: StreamHealth) => void) {
    this.#onChange = onChange;
  }

  get now(): StreamHealth {
    return this.#health;
  }

  set(health: StreamHealth): void {
    const isNew = health.state !== this.#health.state || health.code !== this.#health.code;
    this.#health = health;
    if (isNew) this.#onChange(health);
  }

  fail(error: unknown): void {
    this.set({ state: 'failed', ...asReason(error) });
  }
}
