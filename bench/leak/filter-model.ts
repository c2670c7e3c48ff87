// The filter's decisions, tick by tick, as obs-plugin makes them: how long a frame is delayed
// (mask-settings.cpp), which masks are believed (mask-reader.cpp) and what goes out (output-policy.hpp).

import { limit, type MaskMode } from '../../protocol/names.ts';
import type { MaskPatch } from './coverage.ts';

export interface DelayPlan {
  readonly delayFrames: number;
  readonly lookAheadFrames: number;
}

export function planDelay(mode: MaskMode, lookAheadMs: number, intervalMs: number): DelayPlan {
  switch (mode) {
    case 'live':
      return { delayFrames: 0, lookAheadFrames: 0 };
    case 'exact':
      return { delayFrames: limit.pipelineFrames, lookAheadFrames: 0 };
    case 'guard': {
      const intervalNs = Math.round(intervalMs * 1e6);
      const almostAFrameNs = intervalNs - 1 - Math.floor(intervalNs / 100);
      const lookAheadFrames = Math.floor((lookAheadMs * 1e6 + almostAFrameNs) / intervalNs);
      return { delayFrames: lookAheadFrames + limit.pipelineFrames, lookAheadFrames };
    }
  }
}

/** A mask as it lies in the channel. */
export interface RecordedMask {
  readonly frameId: number;
  readonly basedOnId: number;
  readonly isExtrapolated: boolean;
  readonly isCover: boolean;
  readonly patches: readonly MaskPatch[];
}

export type DueMask = 'valid' | 'extrapolated' | 'missing' | 'cover' | 'invalid';

export function dueMask(
  mask: RecordedMask | undefined,
  mode: MaskMode,
  latestFrameId: number,
): DueMask {
  if (!mask) return 'missing';
  const isGuess = mask.isExtrapolated;
  if (isGuess && !mask.isCover && mode !== 'live') return 'invalid';
  if (mask.basedOnId > latestFrameId) return 'invalid';
  if (!mask.isCover && !isGuess && mask.basedOnId < mask.frameId) return 'invalid';
  if (mask.isCover) return 'cover';
  return isGuess ? 'extrapolated' : 'valid';
}

export const outputKinds = ['masked', 'repeated', 'extrapolated', 'covered'] as const;
export type OutputKind = (typeof outputKinds)[number];

/** Once covered, only a new valid mask takes the cover off. */
export class OutputPolicy {
  #mayRepeat = false;
  #maskedAtMs = 0;

  decide(nowMs: number, due: DueMask): OutputKind {
    if (due === 'valid' || due === 'extrapolated') {
      this.#mayRepeat = true;
      this.#maskedAtMs = nowMs;
      return due === 'valid' ? 'masked' : 'extrapolated';
    }
    if (due === 'missing' && this.#mayRepeat && nowMs - this.#maskedAtMs <= limit.repeatMs) {
      return 'repeated';
    }
    this.#mayRepeat = false;
    return 'covered';
  }
}
