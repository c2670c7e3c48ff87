// `npm run bench:detect`: how many faces do the detectors find, by size, pose, covering, light and tone, at 0.1
// and at 1 false positives a picture, and in how much time?

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { numberOption, progress, runCommand } from '../scripts/command-line.ts';
import { chipPictures } from './detect/chip-pictures.ts';
import { openDetectorPasses } from './detect/detector-passes.ts';
import { folderPictures, readPictureFolder } from './detect/folder-pictures.ts';
import { generatedPictures, pictureSpecs } from './detect/generated-pictures.ts';
import type { PictureSource } from './detect/labelled-picture.ts';
import { DetectTally, describeReport } from './detect/report.ts';
import { toneGroupsOf } from './detect/tone-groups.ts';
import { Cast } from './leak/cast.ts';
import { modelOption } from './main-model.ts';

/** A quick run begins no further picture after this, so that with start and report it takes 45 s at most. */
const quickEndMs = 36_000;
const progressEvery = 50;

async function sourcesOf(data: string, seed: number): Promise<PictureSource[]> {
  if (!data) {
    const cast = await Cast.load();
    return generatedPictures(pictureSpecs(seed), cast, toneGroupsOf(cast));
  }
  const folder = path.resolve(data);
  const content = await readPictureFolder(folder);
  switch (content.kind) {
    case 'pictures':
      return folderPictures(folder, content.pictures);
    case 'chips':
      return chipPictures(folder, content.chips, seed);
  }
}

await runCommand({
  name: 'bench:detect',
  description: 'Counts the faces that each detector, and all together, find in labelled pictures.',
  args: {
    json: { type: 'boolean', description: 'One JSON object on stdout', default: false },
    quick: { type: 'boolean', description: 'Ends within 45 s', default: false },
    seed: { type: 'string', description: 'Other pictures of the same kinds', default: '1' },
    data: { type: 'string', description: 'A folder of pictures with a boxes.json', default: '' },
    model: modelOption,
    report: { type: 'string', description: 'Also write the JSON to this file', default: '' },
  },
  async run({ json, quick, seed: seedText, data, model, report: file }) {
    const beganMs = performance.now();
    const seed = numberOption('seed', seedText, { min: 0, max: 1e9 });
    const sources = await sourcesOf(data, seed);
    const passes = await openDetectorPasses(model);
    const tally = new DetectTally(passes.subjects);
    for (const source of sources) {
      if (quick && performance.now() - beganMs > quickEndMs) break;
      const picture = await source.load();
      tally.add(picture, await passes.look(picture.image));
      if (tally.pictures % progressEvery === 0) progress(`${tally.pictures}/${sources.length}`);
    }
    await passes.dispose();
    const report = tally.report({
      provider: passes.provider,
      model: passes.model,
      seed,
      leftOut: sources.length - tally.pictures,
      wallSeconds: (performance.now() - beganMs) / 1000,
    });
    if (file) await writeFile(path.resolve(file), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${json ? JSON.stringify(report) : describeReport(report)}\n`);
    return 0;
  },
});
