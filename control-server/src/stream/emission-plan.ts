// Which frames' masks may be, and must be, published after an analysis. Pure: ids in, ids out.
//
// The filter shows frame k `delayFrames` ticks after it rendered it, so a mask has a deadline. Guard mode
// waits for `lookAheadFrames` of later frames before it commits to a mask; when analyses come late
// the look-ahead gives way down to half of it. A frame whose deadline comes sooner gets no mask, and is covered: a
// face that has just come in at the border is often not to be found in its first frames. A mask is never made for
// a frame that lies after the last analysed one, except in live mode, where that is the point.

import type { MaskMode } from '../../../protocol/names.ts';

/** Frames ahead of the newest that live mode predicts. */
export const livePredictedFrames = 4;
/** The filter's ring of masks: older ones are not waited for any more. */
export const maskSlots = 128;
/**
 * Frames that were not analysed are interpolated over this long at most, three of them at 30 a second; longer gaps stay
 * covered: a face that is quick can cross half the picture in one.
 */
export const interpolatedGapMsMax = 110;
/** The same after a thorough look, which takes long and leaves nothing unseen where the gap begins. */
export const thoroughGapMsMax = 200;

/** Exact mode waits for so many later frames where they are analysed before the deadline; it insists on none. */
export const exactWaitFrames = 2;

/** Of the look-ahead: what guard mode insists on. */
const leastLookAhead = 0.5;

export interface EmissionInput {
  readonly mode: MaskMode;
  readonly delayFrames: number;
  readonly lookAheadFrames: number;
  /** The frame that was analysed last. */
  readonly analysedId: number;
  /** The newest frame in the channel by now. */
  readonly newestId: number;
  /** All ids up to here are published. */
  readonly emittedId: number;
  /** How many ticks may pass until the next emission. */
  readonly reserveFrames: number;
}

export interface EmissionPlan {
  /** First and last id to publish; nothing to publish if last < first. */
  readonly firstId: number;
  readonly lastId: number;
  readonly isExtrapolated: boolean;
}

/** From the tick in which frame n was published, the next one to be drawn is n + this - delay. */
export const nextDueAfterPublish = 2;

export function planEmission(input: EmissionInput): EmissionPlan {
  const { mode, analysedId, newestId, emittedId } = input;
  const dueSoon = newestId + nextDueAfterPublish + input.reserveFrames - input.delayFrames;
  switch (mode) {
    case 'live':
      return {
        firstId: newestId + 1,
        lastId: newestId + livePredictedFrames,
        isExtrapolated: true,
      };
    case 'exact':
      return upTo(Math.min(analysedId, Math.max(analysedId - exactWaitFrames, dueSoon)), emittedId);
    case 'guard': {
      const withLookAhead = analysedId - input.lookAheadFrames;
      const withLeast = analysedId - Math.ceil(input.lookAheadFrames * leastLookAhead);
      return upTo(Math.max(withLookAhead, Math.min(withLeast, dueSoon)), emittedId);
    }
  }
}

/** Bounded whatever a filter says of its ids: more than the ring holds would only overwrite itself. */
function upTo(lastId: number, emittedId: number): EmissionPlan {
  return {
    firstId: Math.max(emittedId + 1, lastId - maskSlots + 1),
    lastId,
    isExtrapolated: false,
  };
}
