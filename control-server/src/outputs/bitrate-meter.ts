// Bits a second over the last two seconds or so, from a count of bytes that is looked at now and then. Pure, time passed in.

const windowMs = 2000;

export class BitrateMeter {
  #samples: { readonly bytes: number; readonly atMs: number }[] = [];

  /** @param bytes so far; a smaller count than before is a new connection's */
  note(bytes: number, atMs: number): void {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ bytes, atMs });
    while (this.#samples.length > 2 && atMs - (this.#samples[1]?.atMs ?? atMs) >= windowMs) {
      this.#samples.shift();
    }
  }

  clear(): void {
    this.#samples = [];
  }

  get kbps(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return ((last.bytes - first.bytes) * 8) / (last.atMs - first.atMs);
  }
}
