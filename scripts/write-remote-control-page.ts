// `npm run docs:remote`: fills docs/remote-control.md with what a real OBS answers to its requests.

import { readFile, writeFile } from 'node:fs/promises';
import { runCommand } from './command-line.ts';
import { testClip } from './demo-clip/clip-catalog.ts';
import { sceneCollection } from './obs-config/scene-collection.ts';
import { runName } from './obs-runner/headless-config.ts';
import { HeadlessObs } from './obs-runner/headless-obs.ts';
import { withReplies } from './remote-control-page/page.ts';
import { pageSources, remoteControlPage, replayPage } from './remote-control-page/replay.ts';
import { built } from './repository.ts';
import { prepare, toRun } from './setup/prepare.ts';
import { testClipStep } from './setup/steps.ts';

await runCommand({
  name: 'docs:remote',
  description: 'Fills docs/remote-control.md with the replies of a real OBS.',
  args: {},
  async run() {
    await prepare([...toRun, testClipStep]);
    const { file, width, height, fps } = testClip(built.clips);
    const canvas = { width, height, fps };
    const sources = pageSources(file);
    const collection = sceneCollection({ name: runName, sceneName: 'Stage', sources, canvas });
    const obs = await HeadlessObs.start({ canvas, collection, withPlugin: true });
    try {
      const page = await readFile(remoteControlPage, 'utf8');
      const replayed = await replayPage(obs, page);
      const written = withReplies(
        page,
        replayed.map(({ reply }) => reply),
      );
      await writeFile(remoteControlPage, written);
    } finally {
      await obs.stop();
    }
    return 0;
  },
});
