// When a stream looks a second time at the frame it analysed last. The masks do not depend on it: when a
// second look fails, there are no more of them in this epoch, and the stream says why.

/** Even when frames never stop coming, one of so many gets a second look. */
const framesPerLookMax = 3;

export interface LookFailure {
  readonly code: string;
  readonly message: string;
}

export class SecondLooks {
  #isDone = true;
  #framesSince = 0;
  #failure: LookFailure | undefined;

  /** Why there are none in this epoch any more. */
  get failure(): LookFailure | undefined {
    return this.#failure;
  }

  /** True while one at the newest analysed frame is still to be had. */
  canTake(): boolean {
    return !this.#isDone && !this.#failure;
  }

  /** True when it must not be put off any more for the sake of newer frames. */
  mustTake(): boolean {
    return this.canTake() && this.#framesSince >= framesPerLookMax;
  }

  noteAnalysed(): void {
    this.#isDone = false;
    this.#framesSince++;
  }

  noteTaken(): void {
    this.#isDone = true;
    this.#framesSince = 0;
  }

  /** The newest frame is none that could be looked at again. */
  forgo(): void {
    this.#isDone = true;
  }

  noteFailure(failure: LookFailure): void {
    this.#failure = failure;
  }

  beginEpoch(): void {
    this.#failure = undefined;
  }
}
