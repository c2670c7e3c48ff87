// The sampled truth of a clip, made once for all runs over it: which heads count in a frame, and the
// points of them that must be covered.

import { type HeadSamples, sampleHead, visibleShareMin } from './coverage.ts';
import type { FrameTruth, HeadTruth, LeakClip } from './leak-clip.ts';

/** Heads lower than this share of the picture's height are reported apart. */
export const smallHeadShare = 0.04;

export interface CountedHead {
  readonly head: HeadTruth;
  readonly samples: HeadSamples;
  readonly isSmall: boolean;
}

export interface FrameHeads {
  readonly truth: FrameTruth;
  /** Those of which at least half is to be seen. */
  readonly counted: readonly CountedHead[];
}

export function sampleTruth(clip: LeakClip): FrameHeads[] {
  return Array.from({ length: clip.frameCount }, (_none, index) => {
    const truth = clip.truth(index);
    const counted = truth.heads.flatMap((head, at): CountedHead[] => {
      const samples = sampleHead(head, truth.hiders[at] ?? [], clip);
      if (samples.visibleShare < visibleShareMin) return [];
      // A hair below the limit by rounding is not small.
      const share = (2 * head.halfHeightPx) / clip.heightPx;
      return [{ head, samples, isSmall: share < smallHeadShare - 1e-6 }];
    });
    return { truth, counted };
  });
}
