// The report: one JSON object, and the same as a table to read.

import { describeMachine, type Machine } from '../machine.ts';
import { figuresOf, type SizeName, type SubjectFigures, sizeOf, sizes } from './detect-figures.ts';
import type { PassResults, Subject } from './detector-passes.ts';
import { joinPasses } from './join-passes.ts';
import { type LabelledPicture, traitKinds } from './labelled-picture.ts';
import { foundOverlap, joinScores, type ScoredPictures, scorePicture } from './recall.ts';

/** Of this schedule are the traits and tones at the top of the report. */
const headSchedule = 'round';

export interface DetectReport
  extends Pick<SubjectFigures, 'poses' | 'occlusion' | 'light' | 'tones'> {
  readonly machine: Machine;
  readonly commit: string;
  readonly provider: string;
  /** Of the main pass. */
  readonly model: string;
  /** Of the generated pictures and of what is random in a folder's. */
  readonly seed: number;
  readonly rules: { readonly foundOverlap: number; readonly headSchedule: string };
  readonly pictures: number;
  /** Labelled pictures that a quick run had no time for. */
  readonly leftOut: number;
  readonly faces: Record<SizeName, number>;
  readonly schedules: Record<string, SubjectFigures>;
  readonly models: Record<string, SubjectFigures>;
  readonly wallSeconds: number;
}

/** Collects one picture after another. */
export class DetectTally {
  readonly #subjects: readonly Subject[];
  readonly #scores: ScoredPictures[][];
  readonly #ms: number[][];
  readonly #faces: Record<SizeName, number> = { ge12: 0, ge6: 0, ge3: 0, lt3: 0 };
  pictures = 0;

  constructor(subjects: readonly Subject[]) {
    this.#subjects = subjects;
    this.#scores = subjects.map(() => []);
    this.#ms = subjects.map(() => []);
  }

  add({ faces }: Pick<LabelledPicture, 'faces'>, results: PassResults): void {
    this.pictures++;
    for (const { heightShare, isIgnored } of faces) {
      if (!isIgnored) this.#faces[sizeOf(heightShare)]++;
    }
    for (const [index, { passes }] of this.#subjects.entries()) {
      const found = passes.flatMap((pass) => {
        const result = results.get(pass);
        return result ? [{ pass, ...result }] : [];
      });
      const detections = joinPasses(found);
      this.#scores[index]?.push(scorePicture(faces, detections));
      this.#ms[index]?.push(found.reduce((sum, { ms }) => sum + ms, 0));
    }
  }

  report({
    provider,
    model,
    seed,
    leftOut,
    wallSeconds,
  }: Pick<DetectReport, 'provider' | 'model' | 'seed' | 'leftOut' | 'wallSeconds'>): DetectReport {
    const machine = describeMachine();
    const of = (wanted: Subject['kind']) =>
      Object.fromEntries(
        this.#subjects.flatMap(({ kind, name }, index) =>
          kind === wanted
            ? [[name, figuresOf(joinScores(this.#scores[index] ?? []), this.#ms[index] ?? [])]]
            : [],
        ),
      );
    const schedules = of('schedules');
    const { poses = {}, occlusion = {}, light = {}, tones = {} } = schedules[headSchedule] ?? {};
    return {
      machine,
      commit: machine.commit,
      provider,
      model,
      seed,
      rules: { foundOverlap, headSchedule },
      pictures: this.pictures,
      leftOut,
      faces: this.#faces,
      schedules,
      models: of('models'),
      poses,
      occlusion,
      light,
      tones,
      wallSeconds: Math.round(wallSeconds * 10) / 10,
    };
  }
}

const nameWidth = 20;
const columnWidth = 8;

export function describeReport(report: DetectReport): string {
  const { machine, pictures, faces, leftOut, wallSeconds, provider, model } = report;
  const columns = [
    ...sizes.map((size) => `${size}@1`),
    ...sizes.map((size) => `${size}@.1`),
    'AP',
    'ms p50',
    'ms p99',
  ];
  const rows = (subjects: Record<string, SubjectFigures>) =>
    Object.entries(subjects).map(([name, figures]) =>
      row(name, [
        ...sizes.map((size) => percent(figures.recallAt1Fp[size])),
        ...sizes.map((size) => percent(figures.recallAt01Fp[size])),
        percent(figures.ap),
        figures.msP50?.toFixed(1) ?? '-',
        figures.msP99?.toFixed(1) ?? '-',
      ]),
    );
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, commit ${machine.commit}, ${provider}, ${model}, ${wallSeconds} s`,
    `${pictures} pictures${leftOut > 0 ? ` (no time for ${leftOut} more)` : ''}, faces: ${sizes.map((size) => `${faces[size]} ${size}`).join(', ')} (at least 12, 6, 3 % of the height; less)`,
    `Recall in % at 1 and at 0.1 false positives a picture, overlap ${foundOverlap}; times are of all passes of a row together.`,
    '',
    row('schedule', columns),
    ...rows(report.schedules),
    '',
    row('model', columns),
    ...rows(report.models),
  ];
  for (const kind of traitKinds) {
    for (const [name, { faces: count, recallAt1Fp, recallAt01Fp }] of Object.entries(
      report[kind],
    )) {
      if (lines.at(-1)?.startsWith(`${kind} `) !== true) lines.push('');
      lines.push(
        `${kind} ${name}: ${percent(recallAt1Fp)} at 1, ${percent(recallAt01Fp)} at 0.1 of ${count} (${headSchedule})`,
      );
    }
  }
  for (const [name, { faces: count, light, dark }] of Object.entries(report.tones)) {
    lines.push(
      `tone ${name}: ${percent(light)} light, ${percent(dark)} dark of ${count} (${headSchedule}, at 1)`,
    );
  }
  return lines.join('\n');
}

function row(name: string, values: readonly string[]): string {
  return name.padEnd(nameWidth) + values.map((value) => value.padStart(columnWidth)).join('');
}

function percent(share: number | null): string {
  return share === null ? '-' : (share * 100).toFixed(1);
}
