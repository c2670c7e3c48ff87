// What the blocks of a picture say of its shift along one axis, and what most of them agree on. Pure; nothing is
// allocated after the beginning.

const votesMax = 128;
/** The shift is where most of them lie as close together as this, in cells. */
const clusterCells = 0.3;
/** They agree with it within so many cells: a turn or a zoom spreads them. */
const agreedCells = 0.6;
const votersMin = 5;
const agreedShareMin = 0.65;
/** In so many quarters of the picture blocks must agree. */
const quartersMin = 2;
/** Where so many blocks stand still, the camera does, whatever moves in front of them. */
const standingShareMin = 0.35;

export interface AgreedShift {
  /** Share of the voters, 0 to 1. */
  readonly agreed: number;
  readonly cells: number;
}

export class ShiftVotes {
  readonly #cells = new Float64Array(votesMax);
  readonly #sorted = new Float64Array(votesMax);
  readonly #quarters = new Uint8Array(votesMax);
  readonly #result = { agreed: 0, cells: 0 };
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** @param quarter of the picture that the block is in, 0 to 3 */
  add(cells: number, quarter: number): void {
    if (this.#count >= votesMax) return;
    this.#cells[this.#count] = cells;
    this.#quarters[this.#count] = quarter;
    this.#count++;
  }

  get isStanding(): boolean {
    return (
      this.#count >= votersMin &&
      this.#numberNear(0, clusterCells) >= standingShareMin * this.#count
    );
  }

  /** Undefined where too few have a say, or agree. The same object on every call. */
  count(): AgreedShift | undefined {
    if (this.#count < votersMin) return undefined;
    const cells = this.isStanding ? 0 : this.#densest();
    const agreed = this.#numberNear(cells, agreedCells) / this.#count;
    const isAgreed = this.isStanding || agreed >= agreedShareMin;
    if (!isAgreed || this.#quartersNear(cells) < quartersMin) return undefined;
    this.#result.agreed = agreed;
    this.#result.cells = cells;
    return this.#result;
  }

  #numberNear(cells: number, within: number): number {
    let near = 0;
    for (let at = 0; at < this.#count; at++) {
      if (Math.abs((this.#cells[at] as number) - cells) <= within) near++;
    }
    return near;
  }

  #quartersNear(cells: number): number {
    let seen = 0;
    for (let at = 0; at < this.#count; at++) {
      if (Math.abs((this.#cells[at] as number) - cells) > agreedCells) continue;
      seen |= 1 << (this.#quarters[at] as number);
    }
    return (seen & 1) + ((seen >> 1) & 1) + ((seen >> 2) & 1) + ((seen >> 3) & 1);
  }

  /** Mean of the most votes that lie close together. */
  #densest(): number {
    this.#sort();
    const sorted = this.#sorted;
    let most = 0;
    let mean = 0;
    let from = 0;
    let sum = 0;
    for (let to = 0; to < this.#count; to++) {
      sum += sorted[to] as number;
      while ((sorted[to] as number) - (sorted[from] as number) > clusterCells) {
        sum -= sorted[from++] as number;
      }
      if (to - from < most) continue;
      most = to - from + 1;
      mean = sum / most;
    }
    return mean;
  }

  /** By insertion: there are a hundred at most. */
  #sort(): void {
    const sorted = this.#sorted;
    for (let at = 0; at < this.#count; at++) {
      const cells = this.#cells[at] as number;
      let to = at;
      for (; to > 0 && (sorted[to - 1] as number) > cells; to--) {
        sorted[to] = sorted[to - 1] as number;
      }
      sorted[to] = cells;
    }
  }
}
