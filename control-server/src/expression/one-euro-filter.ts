// The One-Euro filter (Casiez, Roussel, Vogel: 1 € Filter, a simple speed-based low-pass filter for noisy input
// in interactive systems, CHI 2012), over many values at once: what stands still is held still, what moves
// fast is followed at once. Pure: time is passed in.

export interface OneEuroOptions {
  /** How many values there are. */
  readonly length: number;
  /** Hertz: the cutoff for a value that stands still. */
  readonly minCutoffHz: number;
  /** How much the cutoff rises with speed, hertz per unit a second. */
  readonly beta: number;
  /** Hertz: the cutoff of the speed itself. */
  readonly speedCutoffHz: number;
}

export class OneEuroFilter {
  readonly #options: OneEuroOptions;
  readonly #values: Float32Array;
  readonly #speeds: Float32Array;
  #timeMs: number | undefined;

  constructor(options: OneEuroOptions) {
    this.#options = options;
    this.#values = new Float32Array(options.length);
    this.#speeds = new Float32Array(options.length);
  }

  /** The next values are taken as they are. */
  reset(): void {
    this.#timeMs = undefined;
  }

  /**
   * Takes `length` values of a moment and returns them smoothed, in an array that the next call reuses. A moment that is
   * not after the one before changes nothing.
   */
  filter(values: ArrayLike<number>, timeMs: number): Float32Array {
    if (this.#timeMs === undefined) {
      for (let at = 0; at < this.#values.length; at++) this.#values[at] = values[at] ?? 0;
      this.#speeds.fill(0);
      this.#timeMs = timeMs;
      return this.#values;
    }
    const seconds = (timeMs - this.#timeMs) / 1000;
    if (!(seconds > 0)) return this.#values;
    this.#timeMs = timeMs;
    const { minCutoffHz, beta, speedCutoffHz } = this.#options;
    const speedShare = shareOfNew(speedCutoffHz, seconds);
    for (let at = 0; at < this.#values.length; at++) {
      const before = this.#values[at] as number;
      const change = (values[at] ?? 0) - before;
      const speedBefore = this.#speeds[at] as number;
      const speed = speedBefore + speedShare * (change / seconds - speedBefore);
      this.#speeds[at] = speed;
      const share = shareOfNew(minCutoffHz + beta * Math.abs(speed), seconds);
      this.#values[at] = before + share * change;
    }
    return this.#values;
  }
}

/** The paper's alpha: of a first-order low pass, sampled `seconds` apart. */
function shareOfNew(cutoffHz: number, seconds: number): number {
  const rate = 2 * Math.PI * cutoffHz * seconds;
  return rate / (rate + 1);
}
