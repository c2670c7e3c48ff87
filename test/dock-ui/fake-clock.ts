// Time that passes when a test says so.

import type { Clock } from '../../dock-ui/src/connection/latest-sender.ts';

export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: { atMs: number; then: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, then };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** In order, and with the promises that each of them settles. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (;;) {
      const [next] = this.#timers
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.then();
      await settled();
    }
    this.#nowMs = untilMs;
  }
}

/** Everything that only waits for promises. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
