// Takes the documents' pictures of the dock: a real OBS with the demo clip masked, its daemon, and the system's Chromium
// on the dock's first page, as OBS opens it.
//   npx tsx scripts/dock-pictures.ts [--to docs]

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../dock-ui/dev/browser.ts';
import { progress, runCommand } from './command-line.ts';
import { demoClip } from './demo-clip/clip-catalog.ts';
import { isThere } from './obs-config/profile-files.ts';
import { clipSource, maskFilter, sceneCollection } from './obs-config/scene-collection.ts';
import { runName } from './obs-runner/headless-config.ts';
import { HeadlessObs } from './obs-runner/headless-obs.ts';
import { built, inRepository } from './repository.ts';
import { prepare, toRun } from './setup/prepare.ts';
import { demoClipStep } from './setup/steps.ts';

/** Until every frame goes out masked, and the plots have lines. */
const safeMs = 120_000;
const plotMs = 20_000;

async function isSafe(page: Page): Promise<void> {
  try {
    await page.waitForSelector('[data-verdict="all_masked"]', { timeout: safeMs });
  } catch (cause) {
    const shown = await page.innerText('body');
    throw new Error(`The dock never said that it is safe, but: ${shown.slice(0, 300)}`, { cause });
  }
}

await runCommand({
  name: 'dock-pictures',
  description: 'Takes pictures of the dock and the dashboard with a real OBS.',
  args: {
    to: { type: 'string', description: 'Folder', default: inRepository('docs') },
  },
  async run({ to }) {
    await prepare([...toRun, demoClipStep]);
    const canvas = { width: 640, height: 360, fps: 30 };
    const clip = clipSource(demoClip(built.clips).file, [maskFilter()]);
    const obs = await HeadlessObs.start({
      canvas,
      withPlugin: true,
      collection: sceneCollection({
        name: runName,
        sceneName: 'PlayAlter',
        canvas,
        sources: [{ ...clip, name: 'Webcam' }],
      }),
    });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({
        viewport: { width: 300, height: 760 },
        colorScheme: 'dark',
      });
      const firstPage = path.join(path.dirname(obs.configFolder), 'playalter', 'dock.html');
      await obs.waitFor('the dock’s first page', safeMs, async () => {
        return (await isThere(firstPage)) ? true : undefined;
      });
      await page.goto(pathToFileURL(firstPage).href);
      await isSafe(page);
      await page.getByRole('button', { name: 'Preview' }).click();
      // Alone, it is unfolded.
      await page.getByRole('button', { name: /^Settings of/ }).click();
      await page.waitForTimeout(plotMs / 4);
      await isSafe(page);
      await page.screenshot({ path: path.join(to, 'dock.png') });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(page.url().replace('/dock', '/dashboard'));
      await isSafe(page);
      await page.waitForTimeout(plotMs);
      await isSafe(page);
      await page.screenshot({ path: path.join(to, 'dashboard.png') });
      progress(`wrote dock.png and dashboard.png in ${path.resolve(to)}`);
    } finally {
      await browser.close();
      await obs.stop();
    }
    return 0;
  },
});
