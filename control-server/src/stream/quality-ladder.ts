// How often further passes look, from what passes take and the time that there is. All streams share one ladder, as they
// share the detectors. Pure: times are passed in.
//
//   full -> fewer_looks -> few_looks    masks come late, and analyses with their looks take as long as there is time:
//                                       to the first step that fits, or to the lowest
//   back, one step at a time            the step above would fit well, for longer
//   any -> full                         even the lowest is far from fitting: nothing is given up for nothing, nor tried
//                                       again for a while
//
// The main pass sees every analysed frame with its full input at every step, and where a face is in doubt a stream looks as
// often as ever (mask-stream.ts). What is given up is how soon a face is found that only further passes see.

import type { QualityStep } from '../../../protocol/messages.ts';
import { interpolatedGapMsMax } from './emission-plan.ts';
import { RecentTimes } from './recent-times.ts';
import type { FrameFacts } from './stream-port.ts';

/** What a step asks of the detectors. */
export interface QualityDemand {
  readonly step: QualityStep;
  /** One of so many analysed frames gets a turn of the round at least. */
  readonly framesPerLook: number;
  /** And the others where nothing else waits. */
  readonly looksInSpareTime: boolean;
}

export const fullQuality: QualityDemand = {
  step: 'full',
  framesPerLook: 3,
  looksInSpareTime: true,
};
const demands: readonly QualityDemand[] = [
  fullQuality,
  { step: 'fewer_looks', framesPerLook: 6, looksInSpareTime: false },
  { step: 'few_looks', framesPerLook: 12, looksInSpareTime: false },
];
const lowest = demands.length - 1;

/**
 * From one analysis of a stream to its next, at most, milliseconds, so that its masks come in time. Between a frame and the
 * analysis that its mask waits for lie frames that are skipped, the analysis under way, and its own; so it is a
 * third of what the mode leaves beyond the look-ahead it insists on.
 */
export function analysisBudgetMs(
  facts: Pick<FrameFacts, 'delayFrames' | 'lookAheadFrames' | 'frameIntervalMs'>,
): number {
  const slackFrames = (facts.delayFrames - Math.ceil(facts.lookAheadFrames / 2)) / 3;
  return Math.min(interpolatedGapMsMax, facts.frameIntervalMs * Math.max(1, slackFrames));
}

/** Of the budget. Beyond the first, late masks are a matter of load; a step down comes to the second where one does. */
const loadedShare = 0.85;
const fitShare = 0.95;
/** The step above may take so much to be tried. */
const roomShare = 0.7;
/** The lowest step is not gone to beyond the first, and left beyond the second: it is of no use there. */
const hopefulShare = 1.35;
const hopelessShare = 1.6;
const changeAfterMs = 700;
/** Masks count as late for so long after one was. */
const lateMs = 1000;
const upAfterMsMin = 3000;
const upAfterMsMax = 96_000;
/** A step up that does not last this long, and twice as long as it waited, was one too early: the next one waits twice as long. One that does halves the wait. */
const relapseMs = 15_000;
/** A stream without analyses for so long shares no time with the others. */
const idleMs = 2000;

export interface QualityReview {
  /** Which stream's analysis this was. */
  readonly stream: object;
  readonly budgetMs: number;
  /** Some of its masks came too late to be shown. */
  readonly isLate: boolean;
  /** Goes on from call to call. */
  readonly nowMs: number;
}

export interface QualityLadderOptions {
  readonly onChange?: (step: QualityStep, reason: string) => void;
}

export class QualityLadder {
  readonly #onChange: NonNullable<QualityLadderOptions['onChange']>;
  readonly #analysisMs = new RecentTimes();
  readonly #lookMs = new RecentTimes();
  readonly #streams = new Map<object, Pick<QualityReview, 'budgetMs' | 'nowMs'>>();
  #at = 0;
  #lateAtMs = Number.NEGATIVE_INFINITY;
  #overSinceMs: number | undefined;
  #roomSinceMs: number | undefined;
  #wentUpMs: number | undefined;
  #upAfterMs = upAfterMsMin;
  /** Where no step was of use none is tried until then; each time for twice as long. */
  #hopelessUntilMs = Number.NEGATIVE_INFINITY;
  #hopelessMs = upAfterMsMin;
  #reason = '';

  constructor({ onChange = () => undefined }: QualityLadderOptions = {}) {
    this.#onChange = onChange;
  }

  get demand(): QualityDemand {
    return demands[this.#at] ?? fullQuality;
  }

  /** Of one stream, from one analysis to its next, milliseconds; `Infinity` while there is none. */
  get shareMs(): number {
    return this.#budgetMs() / Math.max(1, this.#streams.size);
  }

  /** What a further pass takes; 0 while nothing is measured. */
  get lookMs(): number {
    return this.#lookMs.median ?? 0;
  }

  /** One sentence; empty at the full step. */
  get reason(): string {
    return this.#reason;
  }

  /** Whether something that no mask depends on may take so long after each analysis. */
  hasTimeFor(tookMs: number): boolean {
    if (!this.demand.looksInSpareTime) return false;
    const share = (tookMs * this.#streams.size) / this.#budgetMs();
    return this.#loadAt(this.#at) + share <= loadedShare;
  }

  /** From the main pass to the masks. */
  noteAnalysis(tookMs: number): void {
    this.#analysisMs.add(tookMs);
  }

  /** A further pass. */
  noteLook(tookMs: number): void {
    this.#lookMs.add(tookMs);
  }

  /** It has ended, and leaves its time to the others. */
  forget(stream: object): void {
    this.#streams.delete(stream);
  }

  /** After each analysis of a stream. */
  review({ stream, budgetMs, isLate, nowMs }: QualityReview): void {
    this.#streams.set(stream, { budgetMs, nowMs });
    for (const [other, { nowMs: lastMs }] of this.#streams) {
      if (nowMs - lastMs > idleMs) this.#streams.delete(other);
    }
    if (isLate) this.#lateAtMs = nowMs;
    const lastedMs = nowMs - (this.#wentUpMs ?? nowMs);
    if (lastedMs > Math.max(relapseMs, 2 * this.#upAfterMs)) this.#trustStep(nowMs);
    this.#step(nowMs);
  }

  /** The step has lasted: the wait becomes half as long, and half of that if it lasts on. */
  #trustStep(nowMs: number): void {
    // A step between says nothing of the full one.
    if (this.#at === 0) this.#upAfterMs = Math.max(upAfterMsMin, this.#upAfterMs / 2);
    const isTrusted = this.#at > 0 || this.#upAfterMs === upAfterMsMin;
    this.#wentUpMs = isTrusted ? undefined : nowMs;
  }

  #step(nowMs: number): void {
    const mayStepDown = nowMs - this.#lateAtMs < lateMs && nowMs >= this.#hopelessUntilMs;
    const wanted = this.#wantedInstead(mayStepDown);
    this.#overSinceMs = wanted === undefined ? undefined : (this.#overSinceMs ?? nowMs);
    const hasRoom = this.#at > 0 && this.#loadAt(this.#at - 1) < roomShare;
    this.#roomSinceMs = hasRoom ? (this.#roomSinceMs ?? nowMs) : undefined;
    if (wanted !== undefined && nowMs - (this.#overSinceMs ?? nowMs) >= changeAfterMs) {
      if (this.#wentUpMs !== undefined) {
        this.#upAfterMs = Math.min(upAfterMsMax, this.#upAfterMs * 2);
        this.#wentUpMs = undefined;
      }
      if (wanted === 0) {
        this.#hopelessUntilMs = nowMs + this.#hopelessMs;
        this.#hopelessMs = Math.min(upAfterMsMax, this.#hopelessMs * 2);
      }
      this.#goTo(wanted);
    } else if (this.#roomSinceMs !== undefined && nowMs - this.#roomSinceMs >= this.#upAfterMs) {
      this.#goTo(this.#at - 1);
      this.#wentUpMs = nowMs;
      this.#hopelessMs = upAfterMsMin;
    }
  }

  /** Where to go because there is too little time; undefined: nowhere. */
  #wantedInstead(mayStepDown: boolean): number | undefined {
    if (this.#at > 0 && this.#loadAt(lowest) > hopelessShare) return 0;
    if (!mayStepDown || this.#at === lowest || this.#loadAt(this.#at) <= loadedShare)
      return undefined;
    for (let at = this.#at + 1; at <= lowest; at++) {
      if (this.#loadAt(at) <= fitShare) return at;
    }
    return this.#loadAt(lowest) <= hopefulShare ? lowest : undefined;
  }

  #goTo(at: number): void {
    this.#at = at;
    this.#reason = at === 0 ? '' : this.#measured();
    this.#overSinceMs = undefined;
    this.#roomSinceMs = undefined;
    this.#lateAtMs = Number.NEGATIVE_INFINITY;
    this.#onChange(this.demand.step, this.#reason);
  }

  #measured(): string {
    const analysisMs = (this.#analysisMs.median ?? 0).toFixed(0);
    const lookMs = (this.#lookMs.median ?? 0).toFixed(0);
    const streams = this.#streams.size;
    const of = streams > 1 ? ` for ${streams} masks together` : '';
    return `An analysis takes ${analysisMs} ms and a further look ${lookMs} ms; there are ${this.#budgetMs().toFixed(0)} ms${of}.`;
  }

  /** One analysis of each stream with its share of looks, over the time there is; 0 while nothing is measured. */
  #loadAt(at: number): number {
    const analysisMs = this.#analysisMs.median;
    const { framesPerLook } = demands[at] ?? fullQuality;
    if (analysisMs === undefined || this.#streams.size === 0) return 0;
    const oneMs = analysisMs + (this.#lookMs.median ?? 0) / framesPerLook;
    return (oneMs * this.#streams.size) / this.#budgetMs();
  }

  #budgetMs(): number {
    return Math.min(...[...this.#streams.values()].map(({ budgetMs }) => budgetMs));
  }
}
