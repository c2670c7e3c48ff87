// Shares the one inference thread among the streams: newest frames first, one stream after another, and
// second looks only while nobody has a new frame.

import type { MaskStream } from './mask-stream.ts';

export class StreamScheduler {
  readonly #streams = new Map<number, MaskStream>();
  #isRunning = false;
  #last = -1;

  get size(): number {
    return this.#streams.size;
  }

  add(id: number, stream: MaskStream): void {
    this.#streams.set(id, stream);
  }

  remove(id: number): void {
    this.#streams.delete(id);
  }

  get(id: number): MaskStream | undefined {
    return this.#streams.get(id);
  }

  entries(): Iterable<[number, MaskStream]> {
    return this.#streams.entries();
  }

  /** A frame has come; harmless to call too often. Resolves when there is nothing left to do. */
  async wake(): Promise<void> {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    const unreadable = new Set<number>();
    try {
      while (await this.#step(unreadable)) {
        // Every pass awaits inference, which yields to the event loop.
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** @param unreadable streams whose announced frame could not be read; their next one wakes us again */
  async #step(unreadable: Set<number>): Promise<boolean> {
    const withFrame = this.#next((stream, id) => !unreadable.has(id) && stream.hasNewFrame());
    if (withFrame) {
      if (!(await withFrame.stream.analyse())) {
        unreadable.add(withFrame.id);
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
