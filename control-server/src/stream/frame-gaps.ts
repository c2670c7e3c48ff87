// Runs of frames that were never analysed and are too long to be interpolated: a face could have come
// and gone in one. No mask is made for them.

interface Gap {
  readonly firstId: number;
  readonly lastId: number;
}

export class FrameGaps {
  #gaps: Gap[] = [];

  reset(): void {
    this.#gaps = [];
  }

  /** Ids from `firstId` to `lastId` are unknown; ids rise from call to call. */
  add(firstId: number, lastId: number): void {
    this.#gaps.push({ firstId, lastId });
  }

  has(frameId: number): boolean {
    return this.#gaps.some((gap) => frameId >= gap.firstId && frameId <= gap.lastId);
  }

  forgetBefore(frameId: number): void {
    if (this.#gaps.length > 0) {
      this.#gaps = this.#gaps.filter((gap) => gap.lastId >= frameId);
    }
  }
}
