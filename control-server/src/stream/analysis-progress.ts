// How far a stream has got in its frames: which was read, analysed, and vouched for.

interface Mark {
  readonly id: number;
  readonly capturedMs: number;
}

const none: Mark = { id: 0, capturedMs: 0 };
/** After so many failures in a row the tracks are given up, in case they are the reason. */
const failuresMax = 3;

export class AnalysisProgress {
  /** The newest frame that was looked at, with or without success. */
  readId = 0;
  #analysed = none;
  #vouched = none;
  #failures = 0;

  /** The newest frame of this epoch that was analysed; 0 before the first. */
  get analysedId(): number {
    return this.#analysed.id;
  }

  get analysedMs(): number {
    return this.#analysed.capturedMs;
  }

  beginEpoch(): void {
    this.#analysed = none;
    this.#vouched = none;
  }

  noteAnalysed(id: number, capturedMs: number): void {
    this.#analysed = { id, capturedMs };
  }

  /** The analysis of the newest frame went well to its end, publishing included. */
  vouch(): void {
    this.#vouched = this.#analysed;
    this.#failures = 0;
  }

  /**
   * The analysis of the newest frame failed: back to the last one that is vouched for. However far it got, it may have been
   * tracked already when a later step failed.
   *
   * @returns true if it was one failure too many in a row
   */
  disown(): boolean {
    this.#failures++;
    if (this.#failures >= failuresMax) return true;
    this.#analysed = this.#vouched;
    return false;
  }
}
