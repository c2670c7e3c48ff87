// When the frames of a clip are captured, which picture of the source they show, and which of their
// analysis copies get lost on the way.

import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import type { ClipSpec } from './clip-spec.ts';

export interface CapturedFrame {
  /** Of the tick that rendered it. */
  readonly timeMs: number;
  /** Of the source's picture, which may be older. */
  readonly pictureMs: number;
  readonly isPublished: boolean;
}

const lostInARowMax = 3;
const lateIntervalsMax = 3;

export function capturedFrames({ fps, seconds, rate, seed }: ClipSpec): CapturedFrame[] {
  const random = seededRandom(seed + 40_009);
  const { sourceFps, lateTicks = 0, lostCopies = 0 } = rate ?? {};
  const intervalMs = 1000 / fps;
  const frames: CapturedFrame[] = [];
  let timeMs = 0;
  let lost = 0;
  while (timeMs < seconds * 1000 - 1e-6) {
    if (lost > 0) lost--;
    else if (frames.length > 0 && random() < lostCopies) lost = Math.ceil(random() * lostInARowMax);
    const pictureMs = sourceFps
      ? Math.floor((timeMs / 1000) * sourceFps + 1e-6) * (1000 / sourceFps)
      : timeMs;
    frames.push({ timeMs, pictureMs, isPublished: lost === 0 });
    const late = random() < lateTicks ? Math.ceil(random() * lateIntervalsMax) : 0;
    timeMs += intervalMs * (1 + late);
  }
  return frames;
}
