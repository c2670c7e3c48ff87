// The report: one JSON object, and the same as a table to read.

import type { MaskMode } from '../../protocol/names.ts';
import { describeMachine, type Machine } from '../machine.ts';
import { type ClipResult, type ModeFigures, modeFigures, type RunPlan } from './clip-run.ts';
import { smallHeadShare } from './clip-truth.ts';
import { coveredShareMin, visibleShareMin } from './coverage.ts';
import type { ObsReport } from './obs-part.ts';
import { isCameraMoving } from './suite-shake.ts';

type CameraName = 'standing' | 'moving';

export interface LeakReport {
  readonly machine: Machine;
  readonly commit: string;
  /** Of the generated suite; null for a folder of clips. */
  readonly seed: number | null;
  /** What counts, so that figures are compared with their like only. */
  readonly rules: {
    readonly visibleShareMin: number;
    readonly coveredShareMin: number;
    readonly smallHeadShare: number;
    readonly primaryMs: number;
    readonly secondaryMs: number;
    readonly timelines: readonly string[];
  };
  readonly wallSeconds: number;
  readonly modes: Partial<Record<MaskMode, ModeFigures>>;
  /** The same of the clips whose camera stands, and of the others; null for a folder of clips, of which that is not known. */
  readonly cameras: Record<CameraName, Partial<Record<MaskMode, ModeFigures>>> | null;
  readonly clips: readonly {
    readonly name: string;
    readonly frames: number;
    readonly fps: number;
    readonly modes: Partial<Record<MaskMode, ModeFigures>>;
  }[];
  /** Clips that a quick run had no time for. */
  readonly leftOut: readonly string[];
  /** Null where OBS was not part of the run. */
  readonly obs: ObsReport | null;
}

export interface ReportInput {
  readonly results: readonly ClipResult[];
  readonly plan: RunPlan;
  readonly seed: number | null;
  readonly wallSeconds: number;
  readonly leftOut: readonly string[];
  readonly obs: ObsReport | null;
}

export function reportOf({
  results,
  plan,
  seed,
  wallSeconds,
  leftOut,
  obs,
}: ReportInput): LeakReport {
  const machine = describeMachine();
  const byMode = (runs: ClipResult['runs']) =>
    Object.fromEntries(plan.modes.map((mode) => [mode, modeFigures(runs, mode)]));
  const seenBy = (isMoving: boolean) =>
    byMode(
      results.filter(({ name }) => isCameraMoving(name) === isMoving).flatMap(({ runs }) => runs),
    );
  return {
    machine,
    commit: machine.commit,
    seed,
    rules: {
      visibleShareMin,
      coveredShareMin,
      smallHeadShare,
      ...plan.costs,
      timelines: plan.timelines,
    },
    wallSeconds: Math.round(wallSeconds * 10) / 10,
    modes: byMode(results.flatMap(({ runs }) => runs)),
    cameras: seed === null ? null : { standing: seenBy(false), moving: seenBy(true) },
    clips: results.map(({ name, frames, fps, runs }) => ({
      name,
      frames,
      fps,
      modes: byMode(runs),
    })),
    leftOut,
    obs,
  };
}

const columns = [
  'leaked',
  'of',
  'longest',
  'cov min',
  'cov p1',
  'over',
  'by area',
  'apart',
  'withheld',
  'first p99',
  'jitter',
] as const;
const nameWidth = 18;
const columnWidth = 10;

export function describeReport(report: LeakReport): string {
  const { machine, rules, seed, wallSeconds } = report;
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, commit ${machine.commit}, ${seed === null ? 'folder of clips' : `seed ${seed}`}, ${wallSeconds} s`,
    `A face-frame counts while at least ${percent(rules.visibleShareMin)} of the head box is to be seen, and has leaked when less than`,
    `${percent(rules.coveredShareMin)} of what is to be seen lies under opaque mask. Heads below ${percent(rules.smallHeadShare)} of the picture's height are apart.`,
    `Frames that were covered or repeated show nothing new: their face-frames are "withheld". Timelines: ${rules.timelines.join(', ')}.`,
  ];
  for (const [mode, totals] of report.clips.length > 0 ? Object.entries(report.modes) : []) {
    lines.push('', row(mode, [...columns]));
    for (const clip of report.clips) {
      const figures = clip.modes[mode as MaskMode];
      if (figures) lines.push(row(clip.name, cells(figures)));
    }
    lines.push(row('all', cells(totals)));
    for (const [name, figures] of Object.entries(totals.timelines)) {
      lines.push(row(`  ${name}`, cells(figures)));
    }
    for (const [camera, byMode] of Object.entries(report.cameras ?? {})) {
      const figures = byMode[mode as MaskMode];
      if (figures) lines.push(row(`  camera ${camera}`, cells(figures)));
    }
    const { leakedShareUpper95, outputs, small } = totals;
    const bound =
      leakedShareUpper95 === null
        ? 'no face was shown'
        : `leaked share below ${percent(leakedShareUpper95)} (one-sided 95 %)`;
    lines.push(
      `${mode}: ${bound}; frames masked ${percent(outputs.masked + outputs.extrapolated)}, repeated ${percent(outputs.repeated)}, covered ${percent(outputs.covered)}`,
      `${mode}, small heads: ${small.leakedFaceFrames} of ${small.faceFrames} leaked, longest ${small.longestLeakFrames}, over-masking ${figure(small.overMaskRatio)}`,
    );
  }
  if (report.leftOut.length > 0) lines.push('', `No time for: ${report.leftOut.join(', ')}.`);
  if (report.obs) lines.push('', ...describeObs(report.obs));
  return lines.join('\n');
}

function describeObs({ obsVersion, recordedSeconds, clips }: ObsReport): string[] {
  return [
    `OBS ${obsVersion}, ${recordedSeconds} s recorded of each clip and mode:`,
    ...clips.flatMap(({ name, modes }) =>
      Object.entries(modes).map(
        ([mode, { leaks, facesCompared, shownFrames, coveredFrames, resemblanceHighest }]) =>
          `${name.padEnd(nameWidth)}${mode.padEnd(6)} ${leaks} of ${facesCompared} faces leaked in ${shownFrames} frames, ${coveredFrames} of them covered; highest resemblance ${figure(resemblanceHighest)}`,
      ),
    ),
  ];
}

function cells(figures: ModeFigures | NonNullable<ModeFigures['timelines']['quiet']>): string[] {
  const { timeToFirstMaskMs: first, faceFrames, withheldFaceFrames } = figures;
  return [
    String(figures.leakedFaceFrames),
    String(faceFrames),
    String(figures.longestLeakFrames),
    figure(figures.coverageMin, 3),
    figure(figures.coverageP1, 3),
    figure(figures.overMaskRatio),
    figure(figures.overMaskRatioOfSums),
    figure(figures.apartMaskRatioOfSums),
    percent(withheldFaceFrames / Math.max(1, faceFrames + withheldFaceFrames)),
    first.p99 === null
      ? '-'
      : `${first.p99.toFixed(0)}${first.never > 0 ? `/${first.never}!` : ''}`,
    figure(figures.jitter, 3),
  ];
}

function row(name: string, values: readonly string[]): string {
  return name.padEnd(nameWidth) + values.map((value) => value.padStart(columnWidth)).join('');
}

function figure(value: number | null, digits = 2): string {
  return value === null ? '-' : value.toFixed(digits);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value.toPrecision(2)} %`;
}
