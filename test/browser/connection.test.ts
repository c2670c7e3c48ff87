// A server that is not there yet, goes, comes back, is another, or is not ours; and what is kept of the token.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeToken } from '../../dock-ui/dev/fake-server.ts';
import { DockBrowser, eventually } from './dock-browser.ts';

let dock: DockBrowser;
let page: Page;

beforeAll(async () => {
  dock = await DockBrowser.start();
});

afterAll(async () => {
  await dock?.stop();
});

beforeEach(async () => {
  await dock.leave();
  dock.server.isImpostor = false;
  dock.server.play('safe');
  dock.server.watches.length = 0;
  page = await dock.open('/dock', { widthPx: 300 });
  await page.waitForSelector('[data-verdict="all_masked"]');
});

it('takes the token out of the address, and keeps it for this tab alone', async () => {
  expect(page.url()).not.toContain(fakeToken);
  expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(fakeToken);
  await page.reload();
  await page.waitForSelector('[data-verdict="all_masked"]');
});

it('a daemon that goes is said at once, with the age of what is shown; one that comes back is found', async () => {
  await dock.server.stop();
  await page.waitForSelector('[data-verdict="lost"]');
  await page.getByText(/What you see below is \d+ s old/).waitFor();
  expect(await page.getByRole('button', { name: /^Panic/ }).isDisabled()).toBe(true);
  dock.server.play('exposed');
  await dock.server.start();
  await page.waitForSelector('[data-verdict="mask_disabled"]');
  expect(await page.getByText(/What you see below/).count()).toBe(0);
});

it('believes no server that cannot prove that it knows the token, and gives it nothing', async () => {
  await dock.server.stop();
  dock.server.isImpostor = true;
  const told: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => told.push(String(payload)));
  });
  await dock.server.start();
  await page.getByText(/doesn’t know this page’s token/).waitFor();
  expect(told.length).toBeGreaterThan(0);
  for (const message of told) {
    expect(JSON.parse(message).type).toBe('hello');
    expect(message).not.toContain(fakeToken);
  }
  expect(await page.locator('[data-verdict="all_masked"]').count()).toBe(0);
  dock.server.isImpostor = false;
  await page.waitForSelector('[data-verdict="all_masked"]');
});

it('without a token asks for it, takes only one that can be, and goes on', async () => {
  await page.evaluate('sessionStorage.clear()');
  await page.goto(`http://127.0.0.1:${dock.server.port}/dashboard`);
  await page.getByLabel('Token').fill('hello');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText(/A token has 64 characters/).waitFor();
  await page.getByLabel('Token').fill(fakeToken);
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.waitForSelector('[data-verdict="all_masked"]');
});

it('what one dock changes shows in the other', async () => {
  const other = await dock.secondPage('/dashboard');
  await other.waitForSelector('.figure-strip');
  await page.locator('.mask').first().getByRole('radio', { name: 'Cover' }).check();
  await eventually(async () => {
    const cover = other.locator('.mask').first().getByRole('radio', { name: 'Cover' });
    expect(await cover.isChecked()).toBe(true);
  });
  await other.getByRole('button', { name: /^Panic/ }).click();
  await page.waitForSelector('[data-verdict="panic"]');
});

describe('the preview', () => {
  const lastWish = () => dock.server.watches.at(-1)?.preview ?? null;

  /** How many colours a drawn picture has. */
  const coloursOf = (nth = 0) =>
    page.evaluate(`(() => {
      const canvas = document.querySelectorAll('canvas')[${nth}];
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);

  it('is watched only while its panel is open, and is drawn', async () => {
    expect(dock.server.watches.every(({ preview }) => preview === null)).toBe(true);
    const panel = page.getByRole('button', { name: 'Preview' });
    await panel.click();
    await eventually(async () => expect(await coloursOf()).toBeGreaterThan(100));
    expect(lastWish()).toMatchObject({ filter_uuid: 'mask-1', with_original: false });
    await panel.click();
    await eventually(() => expect(lastWish()).toBeNull());
  });

  it('shows the original only after a click, and not after a reload', async () => {
    dock.server.watches.length = 0;
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Show the original' }).click();
    await eventually(async () => expect(await coloursOf(1)).toBeGreaterThan(100));
    expect(lastWish()?.with_original).toBe(true);
    await page.getByRole('radio', { name: 'Slider' }).check();
    await eventually(async () => expect(await coloursOf(1)).toBeGreaterThan(100));
    dock.server.watches.length = 0;
    await page.reload();
    await eventually(async () => expect(await coloursOf()).toBeGreaterThan(100));
    expect(dock.server.watches.some(({ preview }) => preview?.with_original)).toBe(false);
    expect(await page.locator('canvas').count()).toBe(1);
  });
});

it('the plots are loaded only when they are looked at', async () => {
  const loaded = () =>
    page.evaluate(
      `performance.getEntriesByType('resource').some(({ name }) => name.includes('/plots-'))`,
    );
  expect(await loaded()).toBe(false);
  await page.getByRole('button', { name: 'Statistics' }).click();
  await page.waitForSelector('.plot canvas');
  expect(await loaded()).toBe(true);
});

it('is dark or light as the system is, until somebody chooses', async () => {
  const theme = () => page.evaluate('document.documentElement.dataset.theme');
  expect(await theme()).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(async () => expect(await theme()).toBe('light'));
  await page.getByRole('radio', { name: 'Dark' }).check();
  expect(await theme()).toBe('dark');
  await page.reload();
  await page.waitForSelector('.figure-strip');
  expect(await theme()).toBe('dark');
});

it('nothing was out of order', () => {
  expect(dock.trouble).toEqual({ errors: [], violations: [], strangers: [] });
});
