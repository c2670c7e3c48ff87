// `npm run bench:video`: how many faces of a clip are masked, frame by frame, after tracking, in each mode; what masks
// nobody, which faces change their track, and what a frame costs.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultThreads } from '../control-server/src/detection/thread-count.ts';
import { type MaskMode, maskModes } from '../protocol/names.ts';
import { numberOption, progress, runCommand, usageError } from '../scripts/command-line.ts';
import { CachedDetection } from './leak/cached-detection.ts';
import { Cast, castViews } from './leak/cast.ts';
import { explainLeaks } from './leak/clip-run.ts';
import { openFolderClip, readFolder } from './leak/folder-clips.ts';
import { createGeneratedClip } from './leak/generated-clip.ts';
import type { LeakClip } from './leak/leak-clip.ts';
import { defaultSeed, generatedSuite } from './leak/suite.ts';
import { modelOption } from './main-model.ts';
import { describeReport, reportOf } from './video/report.ts';
import { runVideo, type VideoResult } from './video/video-run.ts';

/** A quick run begins no further clip after this; a generated one takes some 5 s. */
const quickEndMs = 27_000;
/** And it plays no more of a clip than this. */
const quickFrames = 120;

interface ClipSource {
  readonly name: string;
  play<Result>(work: (clip: LeakClip) => Promise<Result>): Promise<Result>;
}

interface Wanted {
  readonly seed: number;
  readonly isQuick: boolean;
  /** Empty: the generated suite. */
  readonly folder: string;
}

async function sourcesOf({ seed, isQuick, folder }: Wanted): Promise<ClipSource[]> {
  if (folder) {
    const entries = await readFolder(folder);
    return entries.map((entry) => ({
      name: entry.file,
      async play(work) {
        const { clip, close } = await openFolderClip(folder, entry);
        try {
          return await work(clip);
        } finally {
          await close();
        }
      },
    }));
  }
  const cast = await Cast.load();
  return generatedSuite({ seed, views: castViews(), isQuick }).map((spec) => ({
    name: spec.name,
    async play(work) {
      try {
        return await work(createGeneratedClip(spec, cast));
      } finally {
        cast.forgetSprites();
      }
    },
  }));
}

function beginningOf(clip: LeakClip): LeakClip {
  return { ...clip, frameCount: Math.min(clip.frameCount, quickFrames) };
}

await runCommand({
  name: 'bench:video',
  description: 'Counts the faces that are masked in clips with known faces, frame by frame.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout', default: false },
    quick: { type: 'boolean', description: 'Some clips, ends within 45 s', default: false },
    seed: {
      type: 'string',
      description: 'Other generated clips of the same kinds',
      default: String(defaultSeed),
    },
    data: { type: 'string', description: 'A folder of clips with a boxes.json', default: '' },
    only: { type: 'string', description: 'Clips whose name has this in it', default: '' },
    mode: { type: 'enum', options: [...maskModes, 'all'], description: 'One mode', default: 'all' },
    explain: { type: 'boolean', description: 'Each miss on stderr', default: false },
    model: modelOption,
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick, seed: seedText, data, only, mode, explain, model, report: file }) {
    const beganMs = performance.now();
    const seed = numberOption('seed', seedText, { min: 0, max: 1e9 });
    const modes = maskModes.filter((one) => mode === 'all' || one === (mode as MaskMode));
    const folder = data ? path.resolve(data) : '';
    const sources = (await sourcesOf({ seed, isQuick: quick, folder })).filter(({ name }) =>
      name.includes(only),
    );
    if (sources.length === 0) throw usageError(`No clip has "${only}" in its name.`);
    const detection = await CachedDetection.open(defaultThreads, model);
    const results: VideoResult[] = [];
    for (const source of sources) {
      if (quick && performance.now() - beganMs > quickEndMs) break;
      const result = await source.play((clip) =>
        runVideo(quick ? beginningOf(clip) : clip, detection, modes),
      );
      results.push(result);
      progress(`${results.length}/${sources.length} ${result.name}`);
      if (explain) for (const line of explainLeaks(result)) progress(line);
    }
    const report = reportOf({
      results,
      modes,
      model,
      seed: folder ? null : seed,
      leftOut: sources.slice(results.length).map(({ name }) => name),
      wallSeconds: (performance.now() - beganMs) / 1000,
    });
    await detection.schedule.dispose();
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describeReport(report)}\n`);
    return 0;
  },
});
