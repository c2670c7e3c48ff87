// Capture times by frame id, also of frames that were never read: ids count ticks, ticks are regular,
// so a time between two known ones is interpolated and one outside is extrapolated by the interval.

export class FrameClock {
  readonly #ids: Float64Array;
  readonly #timesMs: Float64Array;
  #count = 0;
  #intervalMs = 1000 / 30;

  /** @param capacity how many known frames are remembered */
  constructor(capacity = 256) {
    this.#ids = new Float64Array(capacity);
    this.#timesMs = new Float64Array(capacity);
  }

  reset(): void {
    this.#count = 0;
  }

  /** Ids must rise. */
  add(frameId: number, timeMs: number, intervalMs: number): void {
    const slot = this.#count % this.#ids.length;
    this.#ids[slot] = frameId;
    this.#timesMs[slot] = timeMs;
    this.#count++;
    if (intervalMs > 0) {
      this.#intervalMs = intervalMs;
    }
  }

  /** Milliseconds of the capture clock; 0 when nothing is known. */
  timeOf(frameId: number): number {
    const oldest = Math.max(0, this.#count - this.#ids.length);
    for (let index = this.#count - 1; index >= oldest; index--) {
      const id = this.#idAt(index);
      if (id > frameId) {
        continue;
      }
      const timeMs = this.#timeAt(index);
      if (id === frameId || index === this.#count - 1) {
        return timeMs + (frameId - id) * this.#intervalMs;
      }
      const span = (frameId - id) / (this.#idAt(index + 1) - id);
      return timeMs + span * (this.#timeAt(index + 1) - timeMs);
    }
    if (this.#count === 0) {
      return 0;
    }
    return this.#timeAt(oldest) - (this.#idAt(oldest) - frameId) * this.#intervalMs;
  }

  #idAt(index: number): number {
    return this.#ids[index % this.#ids.length] ?? 0;
  }

  #timeAt(index: number): number {
    return this.#timesMs[index % this.#timesMs.length] ?? 0;
  }
}
