// `npm run bench:leak`: are faces ever to be seen? Plays clips with known heads through the daemon's own
// pipeline in virtual time and compares every frame that goes out with the truth.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type MaskMode, maskModes } from '../protocol/names.ts';
import { numberOption, progress, runCommand } from '../scripts/command-line.ts';
import { CachedDetection } from './leak/cached-detection.ts';
import { Cast, castViews } from './leak/cast.ts';
import { type ClipResult, explainLeaks, type RunPlan, runClip } from './leak/clip-run.ts';
import { createGeneratedClip } from './leak/generated-clip.ts';
import { describeReport, reportOf } from './leak/report.ts';
import { defaultSeed, generatedSuite } from './leak/suite.ts';
import { quietCosts, timelineNames } from './leak/timelines.ts';

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
    only: { type: 'string', description: 'Clips whose name has this in it', default: '' },
    mode: { type: 'enum', options: [...maskModes, 'all'], description: 'One mode', default: 'all' },
    explain: { type: 'boolean', description: 'Each leak on stderr', default: false },
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick, seed: seedText, only, mode, explain, report: file }) {
    const beganMs = performance.now();
    const seed = numberOption('seed', seedText, { min: 0, max: 1e9 });
    const plan: RunPlan = {
      modes: maskModes.filter((one) => mode === 'all' || one === (mode as MaskMode)),
      timelines: quick ? ['quiet', 'stalls'] : timelineNames,
      costs: quietCosts,
      seed,
    };
    const cast = await Cast.load();
    const detection = await CachedDetection.open(2);
    const suite = generatedSuite({ seed, views: castViews(), isQuick: quick }).filter(({ name }) =>
      name.includes(only),
    );
    const results: ClipResult[] = [];
    for (const [index, spec] of suite.entries()) {
      const clipBeganMs = performance.now();
      const result = await runClip(createGeneratedClip(spec, cast), detection, plan);
      cast.forgetSprites();
      results.push(result);
      const leaked = result.runs.reduce((sum, { score }) => sum + score.head.leakedFaceFrames, 0);
      const seconds = (performance.now() - clipBeganMs) / 1000;
      progress(
        `${index + 1}/${suite.length} ${spec.name}: ${leaked} leaked, ${seconds.toFixed(1)} s`,
      );
      if (explain) for (const line of explainLeaks(result)) progress(line);
    }
    const wallSeconds = (performance.now() - beganMs) / 1000;
    const report = reportOf({ results, plan, seed, wallSeconds });
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describeReport(report)}\n`);
    return 0;
  },
});
