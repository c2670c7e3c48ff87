// `npx tsx dock-ui/dev/screenshots.ts --to FOLDER`: every page in every scenario, width and theme, to be looked at.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { progress, runCommand } from '../../scripts/command-line.ts';
import { bundleDock } from '../../scripts/setup/dock-bundle.ts';
import { launchBrowser } from './browser.ts';
import { FakeServer } from './fake-server.ts';
import { type ScenarioName, scenarioNames } from './scenarios.ts';

const sizes = [
  { name: '260', width: 260, height: 700, page: '/dock' },
  { name: '300', width: 300, height: 760, page: '/dock' },
  { name: '600', width: 600, height: 760, page: '/dock' },
  { name: '1280', width: 1280, height: 800, page: '/dashboard' },
  { name: 'overview', width: 1280, height: 800, page: '/' },
] as const;

/** Runs in the page. A string, because it speaks of a document that this program doesn't have. */
const unfoldEverything = `
  for (const folded of document.querySelectorAll('[aria-expanded="false"]')) folded.click();
  for (const folded of document.querySelectorAll('details')) folded.open = true;
`;

await runCommand({
  name: 'screenshots',
  description: 'Takes pictures of the pages of the dock, without OBS.',
  args: {
    to: { type: 'string', description: 'Folder', default: 'build/dock-screenshots' },
    only: { type: 'string', description: 'Scenarios, separated by commas' },
    sizes: { type: 'string', description: 'Sizes, separated by commas' },
    themes: { type: 'string', description: 'dark,light', default: 'dark,light' },
    open: { type: 'boolean', description: 'Unfold everything, on full pages', default: false },
  },
  async run({ to, only, sizes: wantedSizes, themes, open }) {
    await bundleDock();
    await mkdir(to, { recursive: true });
    const scenarios = scenarioNames.filter((name) => !only || only.split(',').includes(name));
    const shown = sizes.filter(({ name }) => !wantedSizes || wantedSizes.split(',').includes(name));
    const server = new FakeServer('safe');
    await server.start();
    const browser = await launchBrowser();
    try {
      for (const theme of themes.split(',')) {
        for (const { name, width, height, page: address } of shown) {
          const context = await browser.newContext({
            viewport: { width, height },
            colorScheme: theme === 'light' ? 'light' : 'dark',
          });
          const page = await context.newPage();
          for (const scenario of scenarios) {
            await take(page, { server, scenario, address: server.address(address), open });
            const file = path.join(to, `${scenario}-${name}-${theme}.png`);
            await page.screenshot({ path: file, fullPage: open });
            progress(file);
          }
          await context.close();
        }
      }
    } finally {
      await browser.close();
      await server.stop();
    }
    return 0;
  },
});

async function take(
  page: Page,
  options: { server: FakeServer; scenario: ScenarioName; address: string; open: boolean },
): Promise<void> {
  options.server.play(options.scenario);
  await page.goto('about:blank');
  await page.goto(options.address);
  await page.waitForSelector('.figure-strip');
  if (options.open) {
    await page.evaluate(unfoldEverything);
  }
  await page.waitForTimeout(700);
}
