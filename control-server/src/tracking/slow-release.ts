// The memory that lets a region grow at once and shrink slowly.

/** Time constant of shrinking. */
const releaseMs = 500;

/** What was emitted lately, so that a region shrinks slowly whatever shrinks below it. */
export class SlowRelease {
  readonly #timesMs = new Float64Array(8).fill(Number.NEGATIVE_INFINITY);
  readonly #halfWidths = new Float64Array(8);
  readonly #halfHeights = new Float64Array(8);
  readonly #anglesRad = new Float64Array(8);
  #next = 0;

  clear(): void {
    this.#timesMs.fill(Number.NEGATIVE_INFINITY);
  }

  /** Largest earlier half width, decayed to `timeMs`; 0 without one. */
  halfWidthAt(timeMs: number): number {
    return this.#largest(this.#halfWidths, timeMs);
  }

  halfHeightAt(timeMs: number): number {
    return this.#largest(this.#halfHeights, timeMs);
  }

  /** How what was emitted last before `timeMs` was turned, radians; 0 without one. */
  angleAt(timeMs: number): number {
    let newestMs = Number.NEGATIVE_INFINITY;
    let angleRad = 0;
    for (const [index, atMs] of this.#timesMs.entries()) {
      if (!(atMs < timeMs && atMs > newestMs)) continue;
      newestMs = atMs;
      angleRad = this.#anglesRad[index] as number;
    }
    return angleRad;
  }

  remember(timeMs: number, halfWidthPx: number, halfHeightPx: number, angleRad = 0): void {
    this.#timesMs[this.#next] = timeMs;
    this.#halfWidths[this.#next] = halfWidthPx;
    this.#halfHeights[this.#next] = halfHeightPx;
    this.#anglesRad[this.#next] = angleRad;
    this.#next = (this.#next + 1) % this.#timesMs.length;
  }

  #largest(values: Float64Array, timeMs: number): number {
    let largest = 0;
    for (let index = 0; index < values.length; index++) {
      const ageMs = timeMs - (this.#timesMs[index] as number);
      if (!(ageMs > 0 && ageMs < releaseMs * 4)) continue;
      largest = Math.max(largest, (values[index] as number) * Math.exp(-ageMs / releaseMs));
    }
    return largest;
  }
}
