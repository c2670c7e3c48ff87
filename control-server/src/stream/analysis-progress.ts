// How far a stream has got in its frames: which was read, analysed, and vouched for.

import { maskSlots } from './emission-plan.ts';

interface Mark {
  readonly id: number;
  readonly capturedMs: number;
}

const none: Mark = { id: 0, capturedMs: 0 };
/** After so many failures in a row the tracks are given up, in case they are the reason. */
const failuresMax = 3;
/** Of the frames that were there before the stream was. A machine that is too slow for them goes on with the newest. */
const backlogFramesMax = 12;

export class AnalysisProgress {
  #readId = 0;
  #backlogLeft = backlogFramesMax;
  /** When the last frame was read, a newer one was there. */
  #isNewer = false;
  #isFirstLookDue = true;
  #beganWithBacklog = false;
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

  /** The newest frame that was looked at, with or without success. */
  get readId(): number {
    return this.#readId;
  }

  /**
   * Frames that came before the daemon are still to be looked at, in their order: guard mode's look-ahead is full the sooner.
   */
  get isCatchingUp(): boolean {
    return this.#backlogLeft > 0;
  }

  /** Further looks are put off: the channel holds few frames, and what it loses is covered. */
  get isPressed(): boolean {
    return this.isCatchingUp && (this.#isNewer || this.#beganWithBacklog);
  }

  /** The frame to be read is the next one there is after this; undefined: the newest. */
  get nextAfter(): number | undefined {
    return this.isCatchingUp ? this.#readId : undefined;
  }

  /** `newestId` of those in the channel. */
  noteRead(id: number, newestId: number): void {
    this.#readId = id;
    this.#isNewer = id < newestId;
    if (this.isFirstLookPutOff) this.#beganWithBacklog = true;
    // The first look takes as long as several frames: those that come meanwhile are backlog too.
    const isBacklog = this.#isNewer || this.#isFirstLookDue;
    this.#backlogLeft = isBacklog ? Math.max(0, this.#backlogLeft - 1) : 0;
  }

  /** The first look is at the newest of the frames that came before the daemon: what it finds is masked in all of them. */
  get isFirstLookPutOff(): boolean {
    return this.#isFirstLookDue && this.isCatchingUp && this.#isNewer;
  }

  /** Before the first mask of an epoch every pass is to have its look: there is nothing to go by yet. */
  get isFirstLookDue(): boolean {
    return this.#isFirstLookDue;
  }

  /** Whether `id` is so far from the frame analysed last that the ring of masks has nothing in common with it. */
  isJump(id: number): boolean {
    return this.analysedId > 0 && id - this.analysedId > maskSlots;
  }

  beginEpoch(): void {
    this.#isFirstLookDue = true;
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
    if (!this.isFirstLookPutOff) this.#isFirstLookDue = false;
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
