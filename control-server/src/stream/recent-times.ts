// The middle of the last few times that something took: one that stood still for once says nothing.

const kept = 9;

export class RecentTimes {
  readonly #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > kept) this.#times.shift();
  }

  clear(): void {
    this.#times.length = 0;
  }

  /** Undefined before there are three. */
  get median(): number | undefined {
    const { length } = this.#times;
    if (length < 3) return undefined;
    return this.#times.toSorted((a, b) => a - b)[length >> 1];
  }
}
