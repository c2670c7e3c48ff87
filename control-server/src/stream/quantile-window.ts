// p50 and p99 of the last samples of a figure, without allocating on the frame path.

import type { Quantiles } from '../../../protocol/messages.ts';

export class QuantileWindow {
  readonly #samples: Float64Array;
  #total = 0;

  constructor(capacity = 1800) {
    this.#samples = new Float64Array(capacity);
  }

  add(sample: number): void {
    this.#samples[this.#total % this.#samples.length] = sample;
    this.#total++;
  }

  /** Over the last `capacity` samples; `n` is the number of all samples ever added. */
  quantiles(): Quantiles {
    const held = Math.min(this.#total, this.#samples.length);
    if (held === 0) {
      return { p50: 0, p99: 0, n: 0 };
    }
    const sorted = this.#samples.slice(0, held).sort();
    const at = (quantile: number) =>
      sorted[Math.min(held - 1, Math.ceil(quantile * held) - 1)] ?? 0;
    return { p50: at(0.5), p99: at(0.99), n: this.#total };
  }
}
