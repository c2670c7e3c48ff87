// Shares the one inference thread among the streams: newest frames first, one stream after another, and
// second looks while nobody has a new frame, or where a stream says that they can't be put off.

import type { MaskStream } from './mask-stream.ts';

export class StreamScheduler {
  readonly #streams = new Map<number, MaskStream>();
  /** Streams whose announced frame could not be read; their next one is tried again. */
  readonly #unreadable = new Set<number>();
  #isRunning = false;
  #stepFromMs: number | undefined;
  #last = -1;

  get size(): number {
    return this.#streams.size;
  }

  add(id: number, stream: MaskStream): void {
    this.#streams.set(id, stream);
  }

  remove(id: number): void {
    this.#streams.get(id)?.end();
    this.#streams.delete(id);
    this.#unreadable.delete(id);
  }

  get(id: number): MaskStream | undefined {
    return this.#streams.get(id);
  }

  entries(): Iterable<[number, MaskStream]> {
    return this.#streams.entries();
  }

  /** A stream has a new frame; harmless to call too often. Resolves when there is nothing left to do. */
  async wake(id: number): Promise<void> {
    this.#unreadable.delete(id);
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    try {
      while (await this.#step()) {
        // Every pass awaits inference, which yields to the event loop.
      }
    } finally {
      this.#isRunning = false;
      this.#stepFromMs = undefined;
    }
  }

  /** How long the pass under way has been going on, milliseconds; 0 when there is none. */
  stepAgeMs(nowMs: number): number {
    return this.#stepFromMs === undefined ? 0 : nowMs - this.#stepFromMs;
  }

  async #step(): Promise<boolean> {
    this.#stepFromMs = performance.now();
    const overdue = this.#next((stream) => stream.mustDeepen());
    if (overdue) {
      await overdue.stream.deepen();
      return true;
    }
    const withFrame = this.#next((stream, id) => !this.#unreadable.has(id) && stream.hasNewFrame());
    if (withFrame) {
      if (!(await withFrame.stream.analyse())) {
        this.#unreadable.add(withFrame.id);
      }
      return true;
    }
    const withSpareTime = this.#next((stream) => stream.canDeepen());
    if (withSpareTime) {
      await withSpareTime.stream.deepen();
      return true;
    }
    return false;
  }

  /** The next stream in turn that wants it. */
  #next(
    wants: (stream: MaskStream, id: number) => boolean,
  ): { id: number; stream: MaskStream } | undefined {
    const ids = [...this.#streams.keys()].sort((a, b) => a - b);
    const inTurn = [
      ...ids.filter((id) => id > this.#last),
      ...ids.filter((id) => id <= this.#last),
    ];
    for (const id of inTurn) {
      const stream = this.#streams.get(id);
      if (stream && wants(stream, id)) {
        this.#last = id;
        return { id, stream };
      }
    }
    return undefined;
  }
}
