// Every scenario at every width, dark and light, everything unfolded: no violation that axe-core knows, nothing that sticks
// out, nothing that the page's policy forbids, nobody else spoken to.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioNames } from '../../dock-ui/dev/scenarios.ts';
import { axeViolations, DockBrowser, overflowing, unfoldEverything } from './dock-browser.ts';

let dock: DockBrowser;

beforeAll(async () => {
  dock = await DockBrowser.start();
});

afterAll(async () => {
  await dock?.stop();
});

const looks = [
  { path: '/dock', widthPx: 260, colorScheme: 'dark' },
  { path: '/dock', widthPx: 260, colorScheme: 'light' },
  { path: '/dock', widthPx: 300, colorScheme: 'dark' },
  { path: '/dock', widthPx: 300, colorScheme: 'light' },
  { path: '/dashboard', widthPx: 1280, colorScheme: 'dark' },
  { path: '/dashboard', widthPx: 1280, colorScheme: 'light' },
  { path: '/', widthPx: 300, colorScheme: 'dark' },
  { path: '/', widthPx: 1280, colorScheme: 'light' },
] as const;

async function settle(page: Page): Promise<void> {
  // Two drawn frames: the signals' work is done by then.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

describe.each(looks)('$path, $widthPx px, $colorScheme', (look) => {
  let page: Page;

  beforeAll(async () => {
    dock.server.play('safe');
    page = await dock.open(look.path, look);
    await page.waitForSelector('.figure-strip');
  });

  it.each(scenarioNames)('%s', async (scenario) => {
    await dock.play(page, scenario);
    await unfoldEverything(page);
    await settle(page);
    const adding = page.getByRole('button', { name: 'Add mask' });
    if ((await adding.count()) > 0 && (await adding.isEnabled())) await adding.click();
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
  });
});

it('is as good without a server, with reduced motion, with forced colours', async () => {
  dock.server.play('safe');
  const page = await dock.open('/dock', {
    widthPx: 300,
    hasReducedMotion: true,
    hasForcedColors: true,
  });
  await page.waitForSelector('.figure-strip');
  expect(await axeViolations(page)).toEqual([]);
  const moving = await page.evaluate(
    `[...document.querySelectorAll('*')].filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0).length`,
  );
  expect(moving).toBe(0);
  await dock.server.stop();
  await page.waitForSelector('[data-verdict="lost"]');
  expect(await axeViolations(page)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
  await dock.server.start();
});

it('has done nothing else wrong all the while', () => {
  expect(dock.trouble).toEqual({ errors: [], violations: [], strangers: [] });
});
