// From the scores of runs to the figures of the report.

import type { outputKinds } from './filter-model.ts';
import { createTally, type FaceTally, type RunScore } from './run-score.ts';
import { meanOf, quantileOf, upperBound95 } from './statistics.ts';

export interface FaceFigures {
  /** Face-frames that were shown; see withheldFaceFrames. */
  readonly faceFrames: number;
  readonly leakedFaceFrames: number;
  readonly longestLeakFrames: number;
  /** Shares of the visible head box, 0 to 1; null where no face was shown. */
  readonly coverageMin: number | null;
  readonly coverageP1: number | null;
  /** Opaque area beside heads over the heads' area: the mean over frames with heads. */
  readonly overMaskRatio: number | null;
  /** The same as a ratio of sums, in which large heads count more. */
  readonly overMaskRatioOfSums: number | null;
  /** Of that what masks without a head make up. */
  readonly apartMaskRatioOfSums: number | null;
  readonly leakedShare: number | null;
  /** One-sided 95 %: 3 / faceFrames without leaks, else Clopper-Pearson. */
  readonly leakedShareUpper95: number | null;
  /** In frames that were covered or repeated. */
  readonly withheldFaceFrames: number;
  readonly timeToFirstMaskMs: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly max: number | null;
    readonly faces: number;
    readonly never: number;
  };
  /** Deviation of the mask's middle from the head's, in head widths, high-passed. */
  readonly jitter: number | null;
}

export interface Figures extends FaceFigures {
  /** Shares of the clip's frames. */
  readonly outputs: {
    readonly masked: number;
    readonly repeated: number;
    readonly extrapolated: number;
    readonly covered: number;
  };
  /** Heads below 4 % of the picture's height, which the figures above leave out. */
  readonly small: FaceFigures;
}

/** Over one run or several. */
export function figuresOf(scores: readonly RunScore[]): Figures {
  const frames = scores.reduce((sum, score) => sum + score.frames, 0);
  const share = (kind: (typeof outputKinds)[number]) =>
    rounded(scores.reduce((sum, { outputs }) => sum + outputs[kind], 0) / Math.max(1, frames));
  return {
    ...faceFigures(merged(scores.map(({ head }) => head))),
    outputs: {
      masked: share('masked'),
      repeated: share('repeated'),
      extrapolated: share('extrapolated'),
      covered: share('covered'),
    },
    small: faceFigures(merged(scores.map(({ small }) => small))),
  };
}

function faceFigures(tally: FaceTally): FaceFigures {
  const { faceFrames, leakedFaceFrames, firstMaskMs } = tally;
  return {
    faceFrames,
    leakedFaceFrames,
    longestLeakFrames: Math.max(0, ...tally.leakRuns.map(({ frames }) => frames)),
    coverageMin: roundedOrNull(quantileOf(tally.coverages, 0)),
    coverageP1: roundedOrNull(quantileOf(tally.coverages, 0.01)),
    overMaskRatio: roundedOrNull(meanOf(tally.overMasks)),
    overMaskRatioOfSums: tally.headsPx > 0 ? rounded(tally.besideHeadsPx / tally.headsPx) : null,
    apartMaskRatioOfSums: tally.headsPx > 0 ? rounded(tally.apartPx / tally.headsPx) : null,
    leakedShare: faceFrames > 0 ? leakedFaceFrames / faceFrames : null,
    leakedShareUpper95: upperBound95(leakedFaceFrames, faceFrames),
    withheldFaceFrames: tally.withheldFaceFrames,
    timeToFirstMaskMs: {
      p50: roundedOrNull(quantileOf(firstMaskMs, 0.5)),
      p99: roundedOrNull(quantileOf(firstMaskMs, 0.99)),
      max: roundedOrNull(quantileOf(firstMaskMs, 1)),
      faces: firstMaskMs.length,
      never: tally.neverMasked,
    },
    jitter: roundedOrNull(deviationOf(tally.jitters)),
  };
}

function merged(tallies: readonly FaceTally[]): FaceTally {
  const sum = createTally();
  for (const tally of tallies) {
    sum.faceFrames += tally.faceFrames;
    sum.leakedFaceFrames += tally.leakedFaceFrames;
    sum.withheldFaceFrames += tally.withheldFaceFrames;
    sum.besideHeadsPx += tally.besideHeadsPx;
    sum.apartPx += tally.apartPx;
    sum.headsPx += tally.headsPx;
    sum.neverMasked += tally.neverMasked;
    for (const value of tally.coverages) sum.coverages.push(value);
    for (const value of tally.leakRuns) sum.leakRuns.push(value);
    for (const value of tally.overMasks) sum.overMasks.push(value);
    for (const value of tally.firstMaskMs) sum.firstMaskMs.push(value);
    for (const value of tally.jitters) sum.jitters.push(value);
  }
  return sum;
}

/** Around zero, which is the mean of what is high-passed. */
function deviationOf(values: readonly number[]): number | null {
  const square = meanOf(values.map((value) => value * value));
  return square === null ? null : Math.sqrt(square);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
