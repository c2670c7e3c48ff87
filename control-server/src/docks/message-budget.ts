// How many messages a connection may send: a bucket that holds so many and fills at a steady rate.

export interface BudgetOptions {
  readonly burst: number;
  readonly perSecond: number;
}

export class MessageBudget {
  readonly #options: BudgetOptions;
  #left: number;
  #atMs: number;

  constructor(options: BudgetOptions, nowMs: number) {
    this.#options = options;
    this.#left = options.burst;
    this.#atMs = nowMs;
  }

  /** False where nothing is left. */
  take(nowMs: number): boolean {
    const { burst, perSecond } = this.#options;
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#atMs) * perSecond) / 1000);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
