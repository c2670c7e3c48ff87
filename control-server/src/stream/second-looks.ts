// When a stream looks a second time at the frame it analysed last: once in the round of further passes, and
// once more, closely, where a face is in doubt. The masks do not depend on it: when a second look fails, there
// are no more of them in this epoch, and the stream says why.

/** Even when frames never stop coming, one of so many gets a second look. */
const framesPerLookMax = 3;

export interface LookFailure {
  readonly code: string;
  readonly message: string;
}

export class SecondLooks {
  #isRoundDone = true;
  #isCloseDone = true;
  #framesSince = 0;
  #wasClose = false;
  #roundsDue = 0;
  #failure: LookFailure | undefined;

  /** Why there are none in this epoch any more. */
  get failure(): LookFailure | undefined {
    return this.#failure;
  }

  /** True while one at the newest analysed frame is still to be had; a close one only where it is needed. */
  canTake(needsClose: boolean): boolean {
    if (this.#failure) return false;
    return !this.#isRoundDone || (needsClose && !this.#isCloseDone);
  }

  /** True when it must not be put off any more for the sake of newer frames. */
  mustTake(needsClose: boolean): boolean {
    if (this.#roundsDue > 0) return this.canTake(needsClose);
    return this.canTake(false) && this.#framesSince >= framesPerLookMax;
  }

  noteAnalysed(): void {
    this.#isRoundDone = false;
    this.#isCloseDone = false;
    this.#framesSince++;
  }

  /** The next look is taken now. Where few are to be had, both kinds take turns. */
  take(needsClose: boolean): 'round' | 'close' {
    const isScarce = this.#roundsDue === 0 && this.#framesSince >= framesPerLookMax;
    const isClose =
      needsClose && !this.#isCloseDone && (this.#isRoundDone || (isScarce && !this.#wasClose));
    this.#framesSince = 0;
    this.#wasClose = isClose;
    if (isClose) {
      this.#isCloseDone = true;
      if (isScarce) this.#isRoundDone = true;
      return 'close';
    }
    this.#isRoundDone = true;
    this.#roundsDue = Math.max(0, this.#roundsDue - 1);
    return 'round';
  }

  /** So many passes have not seen the new scene yet; until they have, each frame gets one. */
  noteNewScene(passes: number): void {
    this.#roundsDue = passes;
  }

  /** Whether there are passes that have not seen the scene. */
  get isRoundDue(): boolean {
    return this.#roundsDue > 0;
  }

  /** The newest frame is none that could be looked at again. */
  forgo(): void {
    this.#isRoundDone = true;
    this.#isCloseDone = true;
  }

  noteFailure(failure: LookFailure): void {
    this.#failure = failure;
  }

  beginEpoch(): void {
    this.#failure = undefined;
    this.#roundsDue = 0;
  }
}
