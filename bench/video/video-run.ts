// Plays one clip in every wanted mode and scores each run.

import type { MaskMode } from '../../protocol/names.ts';
import type { CachedDetection } from '../leak/cached-detection.ts';
import { keptPictures, type ScoredRun } from '../leak/clip-run.ts';
import { sampleTruth } from '../leak/clip-truth.ts';
import type { LeakClip } from '../leak/leak-clip.ts';
import { RunJudge } from '../leak/run-score.ts';
import { simulate } from '../leak/simulated-session.ts';
import { loadOf, quietCosts } from '../leak/timelines.ts';
import { FrameStopwatch } from './frame-stopwatch.ts';
import { IdentityJudge } from './identity-judge.ts';

/** Every frame is analysed; what a busy machine loses is bench:leak's to measure. */
const timeline = 'quiet';

export interface VideoRun extends ScoredRun {
  readonly identitySwitches: number;
  readonly falseMasks: number;
  readonly framesWithApartMask: number;
  readonly seconds: number;
  /** One an analysed frame. */
  readonly frameMs: readonly number[];
}

export interface VideoResult {
  readonly name: string;
  readonly frames: number;
  readonly fps: number;
  readonly runs: readonly VideoRun[];
}

export async function runVideo(
  clip: LeakClip,
  detection: CachedDetection,
  modes: readonly MaskMode[],
): Promise<VideoResult> {
  detection.beginClip();
  const heads = sampleTruth(clip);
  const picture = keptPictures(clip);
  const seconds = (clip.timeMs(clip.frameCount - 1) + clip.intervalMs) / 1000;
  const loaded = { intervalMs: clip.intervalMs, durationMs: seconds * 1000, seed: 0 };
  const runs: VideoRun[] = [];
  for (const mode of modes) {
    const judge = new RunJudge(heads, clip, (index) => clip.timeMs(index));
    const identity = new IdentityJudge(heads);
    const stopwatch = new FrameStopwatch(detection);
    stopwatch.start();
    await simulate({
      clip,
      picture,
      mode,
      load: loadOf(timeline, loaded, quietCosts),
      detection: stopwatch.timed(),
      aroundPort: (port) => stopwatch.around(port),
      onMasksOut: () => stopwatch.noteMasksOut(),
      onOutput: (output) =>
        stopwatch.aside(() => {
          judge.add(output);
          identity.add(output);
        }),
    });
    stopwatch.stop();
    const { identitySwitches, falseMasks, framesWithApartMask } = identity;
    runs.push({
      mode,
      timeline,
      score: judge.finish(),
      identitySwitches,
      falseMasks,
      framesWithApartMask,
      seconds,
      frameMs: stopwatch.frameMs,
    });
  }
  return {
    name: clip.name,
    frames: clip.frameCount,
    fps: Math.round(1e5 / clip.intervalMs) / 100,
    runs,
  };
}
