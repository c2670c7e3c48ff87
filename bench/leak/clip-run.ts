// Plays one clip in every wanted mode and timeline and scores each run.

import type { MaskMode } from '../../protocol/names.ts';
import type { CachedDetection } from './cached-detection.ts';
import { sampleTruth } from './clip-truth.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { LeakClip } from './leak-clip.ts';
import { type LeakRun, RunJudge, type RunScore } from './run-score.ts';
import { simulate } from './simulated-session.ts';
import { loadOf, type PassCosts, type TimelineName } from './timelines.ts';

/** Pictures of one clip that are kept in memory. */
const keptBytesMax = 400 * 1024 * 1024;

export interface RunPlan {
  readonly modes: readonly MaskMode[];
  readonly timelines: readonly TimelineName[];
  readonly costs: PassCosts;
  /** For what is random in a timeline. */
  readonly seed: number;
}

export interface ScoredRun {
  readonly mode: MaskMode;
  readonly timeline: TimelineName;
  readonly score: RunScore;
}

export interface ClipResult {
  readonly name: string;
  readonly frames: number;
  readonly fps: number;
  readonly runs: readonly ScoredRun[];
}

export async function runClip(
  clip: LeakClip,
  detection: CachedDetection,
  plan: RunPlan,
): Promise<ClipResult> {
  detection.beginClip();
  const heads = sampleTruth(clip);
  const picture = keptPictures(clip);
  const durationMs = clip.timeMs(clip.frameCount - 1) + clip.intervalMs;
  const loaded = { intervalMs: clip.intervalMs, durationMs, seed: plan.seed };
  const runs: ScoredRun[] = [];
  for (const mode of plan.modes) {
    for (const timeline of plan.timelines) {
      const judge = new RunJudge(heads, clip, (index) => clip.timeMs(index));
      await simulate({
        clip,
        picture,
        mode,
        load: loadOf(timeline, loaded, plan.costs),
        detection,
        onOutput: (output) => judge.add(output),
      });
      runs.push({ mode, timeline, score: judge.finish() });
    }
  }
  return {
    name: clip.name,
    frames: clip.frameCount,
    fps: Math.round(1e5 / clip.intervalMs) / 100,
    runs,
  };
}

/** Each is drawn, or read, once, unless all of them together are too large to keep. */
export function keptPictures(clip: LeakClip): (index: number) => Uint8Array {
  const bytes = clip.analysisWidthPx * clip.analysisHeightPx * 4 * clip.frameCount;
  if (bytes > keptBytesMax) return (index) => clip.picture(index);
  const pictures: Uint8Array[] = [];
  return (index) => {
    const known = pictures[index] ?? clip.picture(index).slice();
    pictures[index] = known;
    return known;
  };
}

export interface ModeFigures extends Figures {
  readonly timelines: Partial<Record<TimelineName, Figures>>;
}

/** Over all timelines, and for each. */
export function modeFigures(runs: readonly ScoredRun[], mode: MaskMode): ModeFigures {
  const inMode = runs.filter((run) => run.mode === mode);
  const timelines: Partial<Record<TimelineName, Figures>> = {};
  for (const name of new Set(inMode.map(({ timeline }) => timeline))) {
    timelines[name] = figuresOf(
      inMode.filter(({ timeline }) => timeline === name).map(({ score }) => score),
    );
  }
  return { ...figuresOf(inMode.map(({ score }) => score)), timelines };
}

/** `--explain`: a line for each leak. */
export function explainLeaks({ name, runs }: ClipResult): string[] {
  return runs.flatMap(({ mode, timeline, score }) =>
    [...score.head.leakRuns, ...score.small.leakRuns].map(
      (run) => `${name} ${mode} ${timeline} ${describeRun(run)}`,
    ),
  );
}

function describeRun(run: LeakRun): string {
  return [
    `face ${run.faceId}`,
    `frames ${run.firstFrame}-${run.lastFrame} (${run.frames} leaked)`,
    `coverage ${run.coverageMin.toFixed(3)}`,
    `head ${run.headHeightPx.toFixed(0)} px`,
    `visible ${run.visibleShare.toFixed(2)}`,
    ...(run.isSmall ? ['small'] : []),
  ].join(', ');
}
