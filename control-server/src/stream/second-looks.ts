// When a stream looks a second time at the frame it analysed last: once in the round of further passes, more often while
// these have fallen behind, and once more, closely, where a face is in doubt. The masks do not depend on it: when a second
// look fails, there are no more of them in this epoch, and the stream says why.

import { fullQuality, type QualityDemand } from './quality-ladder.ts';
import type { StreamReason } from './stream-reason.ts';

/** Even when frames never stop coming, one of so many gets a close look where it is needed. */
const framesPerCloseLookMax = fullQuality.framesPerLook;

export class SecondLooks {
  #isRoundDone = true;
  #isCloseDone = true;
  #framesSince = 0;
  #framesSinceRound = 0;
  #wasClose = false;
  #roundsDue = 0;
  #isAnotherDue = false;
  #failure: StreamReason | undefined;

  /** How many there are to be in the round; close ones are never fewer. */
  demand: QualityDemand = fullQuality;
  /** Nothing has changed that the round has not seen: no more looks than there must be. */
  isIdle = false;

  /** Why there are none in this epoch any more. */
  get failure(): StreamReason | undefined {
    return this.#failure;
  }

  /** True while one at the newest analysed frame is still to be had; a close one only where it is needed. */
  canTake(needsClose: boolean): boolean {
    if (this.#failure) return false;
    return this.#wantsRound || (needsClose && !this.#isCloseDone);
  }

  /** True when it must not be put off any more for the sake of newer frames. */
  mustTake(needsClose: boolean): boolean {
    if (this.#roundsDue > 0 || this.#isAnotherDue) return this.canTake(needsClose);
    const isOverdue = this.#framesSince >= framesPerCloseLookMax;
    return isOverdue && this.canTake(needsClose && !this.demand.looksInSpareTime);
  }

  noteAnalysed(): void {
    this.#isRoundDone = false;
    this.#isCloseDone = false;
    this.#isAnotherDue = false;
    this.#framesSince++;
    this.#framesSinceRound++;
  }

  /** The next look is taken now. Where few are to be had, both kinds take turns. */
  take(needsClose: boolean): 'round' | 'close' {
    const isScarce = this.#roundsDue === 0 && this.#framesSince >= framesPerCloseLookMax;
    const isCloseTurn = (isScarce || this.#isAnotherDue) && !this.#wasClose;
    const isClose = needsClose && !this.#isCloseDone && (!this.#wantsRound || isCloseTurn);
    this.#isAnotherDue = false;
    this.#framesSince = 0;
    this.#wasClose = isClose;
    if (isClose) {
      this.#isCloseDone = true;
      if (isScarce) this.#isRoundDone = true;
      return 'close';
    }
    this.#isRoundDone = true;
    this.#framesSinceRound = 0;
    this.#roundsDue = Math.max(0, this.#roundsDue - 1);
    return 'round';
  }

  get #wantsRound(): boolean {
    if (this.#isRoundDone) return false;
    if (this.#roundsDue > 0 || this.#isAnotherDue) return true;
    const { framesPerLook, looksInSpareTime } = this.demand;
    return (looksInSpareTime && !this.isIdle) || this.#framesSinceRound >= framesPerLook;
  }

  /** One more look is due at the newest frame, whether it had one or not. */
  takeAnother(): void {
    this.#isRoundDone = false;
    this.#isAnotherDue = true;
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
    this.#isAnotherDue = false;
    this.#isRoundDone = true;
    this.#isCloseDone = true;
  }

  noteFailure(failure: StreamReason): void {
    this.#failure = failure;
  }

  beginEpoch(): void {
    this.#failure = undefined;
    this.#roundsDue = 0;
    this.#isAnotherDue = false;
    this.isIdle = false;
  }
}
