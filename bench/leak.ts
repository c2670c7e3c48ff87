// `npm run bench:leak`: are faces ever to be seen? Plays clips with known heads through the daemon's own
// pipeline in virtual time and compares every frame that goes out with the truth.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type MaskMode, maskModes } from '../protocol/names.ts';
import { numberOption, progress, runCommand, usageError } from '../scripts/command-line.ts';
import { castViews } from './leak/cast.ts';
import { runClips } from './leak/clip-pool.ts';
import type { ClipJob } from './leak/clip-process.ts';
import { type ClipResult, explainLeaks, type RunPlan } from './leak/clip-run.ts';
import { readFolder } from './leak/folder-clips.ts';
import { runInObs } from './leak/obs-part.ts';
import { obsSuite } from './leak/obs-suite.ts';
import { describeReport, reportOf } from './leak/report.ts';
import { defaultSeed, generatedSuite } from './leak/suite.ts';
import { quietCosts, type TimelineName, timelineNames } from './leak/timelines.ts';

/** A quick run ends what it is doing after this, so that with start and report it takes 45 s at most. */
const quickEndMs = 36_000;

interface Wanted {
  readonly seed: number;
  readonly isQuick: boolean;
  /** Empty: the generated suite. */
  readonly folder: string;
}

async function jobsOf({ seed, isQuick, folder }: Wanted): Promise<ClipJob[]> {
  if (!folder) {
    const suite = generatedSuite({ seed, views: castViews(), isQuick });
    return suite.map((spec) => ({ kind: 'generated', name: spec.name, spec }));
  }
  const entries = await readFolder(path.resolve(folder));
  return entries.map((entry) => ({
    kind: 'folder',
    name: entry.file,
    folder: path.resolve(folder),
    entry,
  }));
}

function timelinesOf(wanted: TimelineName | 'all', isQuick: boolean): TimelineName[] {
  if (wanted !== 'all') return [wanted];
  return isQuick ? ['quiet', 'stalls'] : ['quiet', 'busy', 'stalls'];
}

/** `guard 0, exact 3 leaked` and the like. */
function leaksIn({ runs }: ClipResult): string {
  const leaked = new Map<MaskMode, number>();
  for (const { mode, score } of runs) {
    leaked.set(mode, (leaked.get(mode) ?? 0) + score.head.leakedFaceFrames);
  }
  return `${[...leaked].map(([mode, count]) => `${mode} ${count}`).join(', ')} leaked`;
}

await runCommand({
  name: 'bench:leak',
  description: 'Looks for leaked faces, frame by frame, in clips with known heads.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout', default: false },
    quick: { type: 'boolean', description: 'Ten clips, ends within 45 s', default: false },
    seed: {
      type: 'string',
      description: 'Another suite of the same kinds',
      default: String(defaultSeed),
    },
    clips: { type: 'string', description: 'A folder of clips with a boxes.json', default: '' },
    only: { type: 'string', description: 'Clips whose name has this in it', default: '' },
    mode: { type: 'enum', options: [...maskModes, 'all'], description: 'One mode', default: 'all' },
    timeline: {
      type: 'enum',
      options: [...timelineNames, 'all'],
      description: 'One timeline; all but slowdown unless it is named',
      default: 'all',
    },
    obs: {
      type: 'boolean',
      description: 'Also in a real OBS; not with --quick or --clips',
      default: true,
    },
    explain: { type: 'boolean', description: 'Each leak on stderr', default: false },
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({
    json,
    quick,
    seed: seedText,
    clips: folder,
    only,
    mode,
    timeline,
    obs,
    explain,
    report: file,
  }) {
    const beganMs = performance.now();
    const seed = numberOption('seed', seedText, { min: 0, max: 1e9 });
    const plan: RunPlan = {
      modes: maskModes.filter((one) => mode === 'all' || one === (mode as MaskMode)),
      timelines: timelinesOf(timeline as TimelineName | 'all', quick),
      costs: quietCosts,
      seed,
    };
    const jobs = (await jobsOf({ seed, isQuick: quick, folder })).filter(({ name }) =>
      name.includes(only),
    );
    const obsSpecs =
      obs && !quick && !folder
        ? obsSuite(seed, castViews()).filter(({ name }) => name.includes(only))
        : [];
    if (jobs.length + obsSpecs.length === 0) {
      throw usageError(`No clip has "${only}" in its name.`);
    }
    let done = 0;
    const results = await runClips({
      jobs,
      plan,
      ...(quick ? { endWithinMs: quickEndMs } : {}),
      onResult(result, seconds) {
        done++;
        progress(
          `${done}/${jobs.length} ${result.name}: ${leaksIn(result)}; ${seconds.toFixed(1)} s`,
        );
        if (explain) for (const line of explainLeaks(result)) progress(line);
      },
    });
    const names = new Set(results.map(({ name }) => name));
    const leftOut = jobs.map(({ name }) => name).filter((name) => !names.has(name));
    const inObs =
      obsSpecs.length > 0 ? await runInObs({ specs: obsSpecs, modes: plan.modes }) : null;
    const wallSeconds = (performance.now() - beganMs) / 1000;
    const report = reportOf({
      results,
      plan,
      seed: folder ? null : seed,
      wallSeconds,
      leftOut,
      obs: inObs,
    });
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describeReport(report)}\n`);
    return 0;
  },
});
