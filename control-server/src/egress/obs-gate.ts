// Whether OBS may be asked anything through obs-websocket. An OBS that ends serves its WebSocket clients while it takes itself
// down, and some requests then end in a crash of OBS (GetReplayBufferStatus does in OBS 29.0.2). So each request of this process
// goes through here, and none does between an OBS's goodbye and the end of its process.

import { CodedError } from '../coded-error.ts';

export interface ObsGateOptions {
  readonly isRunning?: (pid: number) => boolean;
  readonly nowMs?: () => number;
}

/** A process that takes longer is hung, or its id is another's by now. */
const endingMaxMs = 60_000;

export class ObsGate {
  readonly #isRunning: (pid: number) => boolean;
  readonly #nowMs: () => number;
  /** When each said goodbye, by its process's id. */
  readonly #ending = new Map<number, number>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ isRunning = isProcess, nowMs = () => performance.now() }: ObsGateOptions = {}) {
    this.#isRunning = isRunning;
    this.#nowMs = nowMs;
  }

  /** Throws CodedError `obs_unreachable` while an OBS is ending. */
  async pass<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) throw new CodedError('obs_unreachable', 'OBS is ending.');
    const asked = ask();
    this.#underWay.add(asked);
    try {
      return await asked;
    } finally {
      this.#underWay.delete(asked);
    }
  }

  /** The OBS of this process id says goodbye. Resolves when nothing that was asked is under way any more. */
  async close(pid: number): Promise<void> {
    this.#ending.set(pid, this.#nowMs());
    await Promise.allSettled(this.#underWay);
  }

  /** It has not ended after all. */
  open(pid: number): void {
    this.#ending.delete(pid);
  }

  get #isOpen(): boolean {
    for (const [pid, sinceMs] of this.#ending) {
      const isOver = this.#nowMs() - sinceMs > endingMaxMs || !this.#isRunning(pid);
      if (isOver) this.#ending.delete(pid);
    }
    return this.#ending.size === 0;
  }
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
