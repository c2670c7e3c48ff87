// Takes the README's picture: a real OBS, its preview on, the demo clip masked.
//   npx tsx scripts/readme-picture.ts [--output docs/obs-masked.png]

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { progress, runCommand } from './command-line.ts';
import { demoClip } from './demo-clip/clip-catalog.ts';
import { clipSource, maskFilter, sceneCollection } from './obs-config/scene-collection.ts';
import { runName } from './obs-runner/headless-config.ts';
import { HeadlessObs } from './obs-runner/headless-obs.ts';
import { built, inRepository } from './repository.ts';
import { prepare, toRun } from './setup/prepare.ts';
import { demoClipStep } from './setup/steps.ts';

/** OBS's window as it opens where no window manager places it. */
const windowCrop = 'crop=1080:730:0:0';
const settleMs = 6000;
const calmMs = 1500;

/** Until a stretch in which every frame went out masked. */
async function waitForCalm(obs: HeadlessObs): Promise<void> {
  await obs.waitFor('a stretch of masked frames', 60_000, async () => {
    const before = (await obs.status()).filters[0]?.frames;
    await delay(calmMs);
    const after = (await obs.status()).filters[0]?.frames;
    if (!before || !after) return undefined;
    const isCalm = after.covered === before.covered && after.repeated === before.repeated;
    return isCalm && after.masked > before.masked ? true : undefined;
  });
}

await runCommand({
  name: 'readme-picture',
  description: 'Takes a picture of OBS with the masked demo scene.',
  args: {
    output: {
      type: 'string',
      description: 'The PNG to write',
      default: inRepository('docs', 'obs-masked.png'),
    },
  },
  async run({ output }) {
    await prepare([...toRun, demoClipStep]);
    const canvas = { width: 640, height: 360, fps: 30 };
    const obs = await HeadlessObs.start({
      canvas,
      withPlugin: true,
      showsPreview: true,
      collection: sceneCollection({
        name: runName,
        sceneName: 'PlayAlter',
        canvas,
        sources: [clipSource(demoClip(built.clips).file, [maskFilter()])],
      }),
    });
    const folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-picture-'));
    try {
      await delay(settleMs);
      await waitForCalm(obs);
      const screen = path.join(folder, 'screen.png');
      await obs.screenPicture(screen);
      await promisify(execFile)('ffmpeg', [
        ...['-hide_banner', '-loglevel', 'error', '-y', '-i', screen],
        ...['-vf', windowCrop, path.resolve(output)],
      ]);
      progress(`wrote ${path.resolve(output)}`);
    } finally {
      await obs.stop();
      await rm(folder, { recursive: true, force: true });
    }
    return 0;
  },
});
