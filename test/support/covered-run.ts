// The stretch of a recording in which nothing of the clip is to be seen.

import type { LeakReport } from './leak-check.ts';

export interface FrameRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The first run of more than `longerThan` covered frames after one that shows the clip. Not the longest: on a
 * busy machine there may be longer ones later.
 */
export function firstCover(
  { clipFrames }: Pick<LeakReport, 'clipFrames'>,
  longerThan: number,
): FrameRange {
  let start = clipFrames.findIndex((clipFrame) => clipFrame !== undefined);
  for (let index = Math.max(0, start); index < clipFrames.length; index++) {
    if (clipFrames[index] === undefined) continue;
    if (index - start > longerThan) return { start, end: index };
    start = index + 1;
  }
  return { start, end: clipFrames.length };
}
