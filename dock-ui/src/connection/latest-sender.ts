// Sends changes while a control is dragged: never more than one on its way, never more often than the interval, and
// always the last one. Changes that wait for their turn are merged.

export interface Clock {
  nowMs(): number;
  /** Returns what takes the wish back. */
  after(ms: number, then: () => void): () => void;
}

export interface LatestSenderOptions<Patch> {
  readonly merge: (earlier: Patch, later: Patch) => Patch;
  /** Must not throw. */
  readonly send: (patch: Patch) => Promise<void>;
  /** Everything was sent and answered. */
  readonly onSettled: () => void;
  readonly intervalMs: number;
  readonly clock: Clock;
}

export class LatestSender<Patch> {
  readonly #options: LatestSenderOptions<Patch>;
  #waiting: Patch | undefined;
  #isSending = false;
  #isTimerSet = false;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  constructor(options: LatestSenderOptions<Patch>) {
    this.#options = options;
  }

  /** Something newer than what was sent last. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  push(patch: Patch): void {
    this.#waiting = this.#waiting === undefined ? patch : this.#options.merge(this.#waiting, patch);
    this.#pump();
  }

  #pump(): void {
    const { clock, intervalMs } = this.#options;
    if (this.#isSending || this.#isTimerSet || this.#waiting === undefined) return;
    const waitMs = this.#lastSentMs + intervalMs - clock.nowMs();
    if (waitMs > 0) {
      this.#isTimerSet = true;
      clock.after(waitMs, () => {
        this.#isTimerSet = false;
        this.#pump();
      });
      return;
    }
    void this.#sendWaiting(this.#waiting);
  }

  async #sendWaiting(patch: Patch): Promise<void> {
    const { clock, send, onSettled } = this.#options;
    this.#waiting = undefined;
    this.#isSending = true;
    this.#lastSentMs = clock.nowMs();
    await send(patch);
    this.#isSending = false;
    if (this.#waiting === undefined) onSettled();
    else this.#pump();
  }
}
