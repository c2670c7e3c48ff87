// The report: one JSON object, and the same as a table to read.

import type { MaskMode } from '../../protocol/names.ts';
import { smallHeadShare } from '../leak/clip-truth.ts';
import { coveredShareMin, visibleShareMin } from '../leak/coverage.ts';
import { quantileOf } from '../leak/statistics.ts';
import { quietCosts } from '../leak/timelines.ts';
import { describeMachine, type Machine } from '../machine.ts';
import type { VideoResult, VideoRun } from './video-run.ts';

export interface VideoFigures {
  /** Face-frames that went out, of faces of every size. */
  readonly faceFrames: number;
  readonly missed: number;
  /** 0 to 1; null where no face was shown. */
  readonly recall: number | null;
  readonly longestMissFrames: number;
  /** In frames that were covered or repeated: nothing of them was shown. */
  readonly withheldFaceFrames: number;
  /** Of the above: heads below 4 % of the picture's height. */
  readonly small: { readonly faceFrames: number; readonly missed: number };
  /** Tracks whose masks never touched a head. */
  readonly falsePerMinute: number;
  /** Share of all frames that showed a mask which touched no head. */
  readonly apartMaskFrames: number;
  readonly identitySwitches: number;
  /** The daemon's work on a frame until its masks are out, without second looks. */
  readonly msP50: number | null;
  readonly msP99: number | null;
}

export interface VideoReport {
  readonly machine: Machine;
  readonly commit: string;
  /** A user's, of the main pass; or `built-in`. */
  readonly model: string;
  /** Of the generated clips; null for a folder of clips. */
  readonly seed: number | null;
  readonly rules: {
    readonly coveredShareMin: number;
    readonly visibleShareMin: number;
    readonly smallHeadShare: number;
    readonly primaryMs: number;
    readonly secondaryMs: number;
  };
  readonly modes: Partial<Record<MaskMode, VideoFigures>>;
  readonly clips: readonly {
    readonly name: string;
    readonly frames: number;
    readonly fps: number;
    readonly modes: Partial<Record<MaskMode, VideoFigures>>;
  }[];
  /** Clips that a quick run had no time for. */
  readonly leftOut: readonly string[];
  readonly wallSeconds: number;
}

export interface ReportInput {
  readonly results: readonly VideoResult[];
  readonly modes: readonly MaskMode[];
  readonly model: string;
  readonly seed: number | null;
  readonly leftOut: readonly string[];
  readonly wallSeconds: number;
}

export function reportOf(input: ReportInput): VideoReport {
  const { results, modes, model, seed, leftOut, wallSeconds } = input;
  const machine = describeMachine();
  const byMode = (runs: readonly VideoRun[]) =>
    Object.fromEntries(
      modes.map((mode) => [mode, figuresOf(runs.filter((run) => run.mode === mode))]),
    );
  return {
    machine,
    commit: machine.commit,
    model,
    seed,
    rules: { coveredShareMin, visibleShareMin, smallHeadShare, ...quietCosts },
    modes: byMode(results.flatMap(({ runs }) => runs)),
    clips: results.map(({ name, frames, fps, runs }) => ({
      name,
      frames,
      fps,
      modes: byMode(runs),
    })),
    leftOut,
    wallSeconds: Math.round(wallSeconds * 10) / 10,
  };
}

/** Of runs in one mode. */
export function figuresOf(runs: readonly VideoRun[]): VideoFigures {
  const sum = (of: (run: VideoRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const faceFrames = sum(({ score }) => score.head.faceFrames + score.small.faceFrames);
  const missed = sum(({ score }) => score.head.leakedFaceFrames + score.small.leakedFaceFrames);
  const frames = sum(({ score }) => score.frames);
  const missRuns = runs.flatMap(({ score }) => [...score.head.leakRuns, ...score.small.leakRuns]);
  const ms = runs.flatMap(({ frameMs }) => frameMs);
  return {
    faceFrames,
    missed,
    recall: faceFrames > 0 ? rounded(1 - missed / faceFrames) : null,
    longestMissFrames: missRuns.reduce((longest, run) => Math.max(longest, run.frames), 0),
    withheldFaceFrames: sum(
      ({ score }) => score.head.withheldFaceFrames + score.small.withheldFaceFrames,
    ),
    small: {
      faceFrames: sum(({ score }) => score.small.faceFrames),
      missed: sum(({ score }) => score.small.leakedFaceFrames),
    },
    falsePerMinute: rounded(
      sum(({ falseMasks }) => falseMasks) / Math.max(1e-9, sum(({ seconds }) => seconds) / 60),
    ),
    apartMaskFrames: rounded(
      sum(({ framesWithApartMask }) => framesWithApartMask) / Math.max(1, frames),
    ),
    identitySwitches: sum(({ identitySwitches }) => identitySwitches),
    msP50: roundedOrNull(quantileOf(ms, 0.5)),
    msP99: roundedOrNull(quantileOf(ms, 0.99)),
  };
}

const nameWidth = 24;
const columnWidth = 10;
const columns = [
  'missed',
  'shown',
  'recall',
  'longest',
  'withheld',
  'small',
  'false/min',
  'switches',
  'ms p50',
  'ms p99',
];

export function describeReport(report: VideoReport): string {
  const { machine, seed, wallSeconds, rules, leftOut } = report;
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, commit ${machine.commit}, ${seed === null ? 'folder of clips' : `seed ${seed}`}, ${wallSeconds} s`,
    `A face counts in a frame that goes out while at least ${rules.visibleShareMin * 100} % of its box is to be seen, and is missed when less than ${rules.coveredShareMin * 100} % of`,
    'what is to be seen lies under opaque mask. "small": missed/shown of heads below 4 % of the height, which are in the other columns too.',
  ];
  for (const [mode, totals] of Object.entries(report.modes)) {
    lines.push('', row(mode, columns));
    for (const clip of report.clips) {
      const figures = clip.modes[mode as MaskMode];
      if (figures) lines.push(row(clip.name, cells(figures)));
    }
    lines.push(row('all', cells(totals)));
  }
  if (leftOut.length > 0) lines.push('', `No time for: ${leftOut.join(', ')}.`);
  return lines.join('\n');
}

function cells(figures: VideoFigures): string[] {
  const { small } = figures;
  return [
    String(figures.missed),
    String(figures.faceFrames),
    figures.recall === null ? '-' : `${(figures.recall * 100).toFixed(1)} %`,
    String(figures.longestMissFrames),
    String(figures.withheldFaceFrames),
    small.faceFrames > 0 ? `${small.missed}/${small.faceFrames}` : '-',
    figures.falsePerMinute.toFixed(1),
    String(figures.identitySwitches),
    figures.msP50?.toFixed(1) ?? '-',
    figures.msP99?.toFixed(1) ?? '-',
  ];
}

function row(name: string, values: readonly string[]): string {
  const cut = name.length >= nameWidth ? `${name.slice(0, nameWidth - 2)}…` : name;
  return cut.padEnd(nameWidth) + values.map((value) => value.padStart(columnWidth)).join('');
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
