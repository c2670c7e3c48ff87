// The dock as a streamer meets it: a real browser on the control server of the daemon that a real OBS started.

import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { launchBrowser } from '../../dock-ui/dev/browser.ts';
import { settingKey } from '../../protocol/names.ts';
import { maskedSourceName } from '../../scripts/obs-config/scene-collection.ts';
import { addressOf, DockPage, ownFolderOf, dockTexts as t } from '../support/dock-page.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import { type ColorFrame, loadReference, MaskedSession } from '../support/masked-session.ts';

const changeTimeoutMs = 30_000;
const dockSize = { widthPx: 300, heightPx: 1400 };
/** The dock's swatch of that name. */
const pink = { name: 'Pink', obsColor: 0xff651fc1 };

let reference: ReferenceClip;
let session: MaskedSession;
let browser: Browser;
let dock: DockPage;

beforeAll(async () => {
  reference = await loadReference();
  browser = await launchBrowser();
  // Without a filter: the daemon is started for the dock's sake.
  session = await MaskedSession.start({ withFilter: false });
});

afterAll(async () => {
  await browser?.close();
  await session?.stop();
});

/** Share of the picture that is about pink. */
function pinkShare({ data }: ColorFrame): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red > 150 && green < 80 && Math.abs(blue - 0x65) < 50) count++;
  }
  return count / (data.length / 4);
}

async function filterSettings(): Promise<Record<string, unknown>> {
  const { filters } = await session.obs.call('GetSourceFilterList', {
    sourceName: maskedSourceName,
  });
  return z.record(z.string(), z.unknown()).parse(filters[0]?.['filterSettings']);
}

async function waitFor(what: string, holds: () => Promise<boolean>): Promise<void> {
  await session.obs.waitFor(what, changeTimeoutMs, async () =>
    (await holds()) ? true : undefined,
  );
}

it('is reached from the page that OBS opens, and says that nothing is masked yet', async () => {
  dock = await DockPage.blank(browser, dockSize);
  const firstPage = path.join(ownFolderOf(session), 'dock.html');
  await addressOf(session);
  await dock.page.goto(pathToFileURL(firstPage).href);
  await dock.page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/dock/);
  await dock.waitForVerdict('no_mask');
  expect(dock.page.url()).not.toContain('token');
});

it('adds the mask to a source, and from then on no face leaves it', async () => {
  await dock.click(t.masks.add);
  await dock.page
    .getByRole('button', { name: new RegExp(`^${t.masks.addTo} .*${maskedSourceName}`) })
    .click();
  await session.waitForMasked(5);
  await dock.waitForVerdict('all_masked');
  const report = checkLeaks(await session.record(1_500), reference);
  expect(report.leaks).toEqual([]);
  expect(report.compared).toBeGreaterThan(15);
});

it('changes mask type, colour and intensity, in the settings and in the picture', async () => {
  await dock.choose(t.settings.types['color_block'] ?? '');
  await dock.click(pink.name);
  await waitFor('pink faces', async () => pinkShare(await session.screenshot()) > 0.02);
  await dock.dragSlider(t.settings.intensity, [60, 75, 85, 95]);
  await waitFor('the last value', async () => {
    return (await filterSettings())[settingKey.intensity] === 95;
  });
  expect(await filterSettings()).toMatchObject({
    mask_type: 'color_block',
    mask_color: pink.obsColor,
  });
});

it('shows what viewers see, and the original only when asked to', async () => {
  await dock.openPanel(t.preview.title);
  const label = t.preview.picture(maskedSourceName);
  await waitFor('pink faces in the preview', async () => {
    return pinkShare(await dock.pictureOf(label)) > 0.02;
  });
  const original = dock.page.getByRole('img', {
    name: t.preview.pictureOriginal(maskedSourceName),
  });
  expect(await original.count()).toBe(0);
  await dock.click(t.preview.show);
  await original.waitFor();
  await waitFor('the original', async () => {
    const picture = await dock.pictureOf(t.preview.pictureOriginal(maskedSourceName));
    return picture.data.some((value, at) => at % 4 === 0 && value > 60);
  });
  expect(pinkShare(await dock.pictureOf(t.preview.pictureOriginal(maskedSourceName)))).toBeLessThan(
    0.005,
  );
  await dock.click(t.preview.hide);
  expect(await original.count()).toBe(0);
});

it('covers one source, and agrees with a second dock and with OBS', async () => {
  const second = await DockPage.open(browser, session, { ...dockSize, path: '/dock' });
  await second.waitForVerdict('all_masked');
  await dock.choose(t.masks.cover);
  await second.waitForVerdict('user_covered');
  await waitFor('the cover', async () => pinkShare(await session.screenshot()) === 0);
  await second.choose(t.masks.mask);
  await dock.waitForVerdict('all_masked');
  // Whoever changes it, everybody sees it.
  await session.change({ [settingKey.intensity]: 80 });
  for (const page of [dock, second]) {
    await waitFor('the other value', async () => {
      const slider = page.page.getByRole('slider', { name: t.settings.intensity, exact: true });
      return (await slider.inputValue()) === '80';
    });
  }
  expect(second.complaints).toEqual([]);
  await second.close();
});

it('saves a preset and applies it again', async () => {
  await dock.click(t.presets.saveOpen);
  await dock.page.getByRole('textbox', { name: t.presets.name }).fill('Pink "80" ü');
  await dock.click(t.presets.save);
  await dock.choose(t.settings.types['blur'] ?? '');
  await waitFor('the blur', async () => (await filterSettings())['mask_type'] === 'blur');
  await dock.page.getByRole('combobox', { name: t.presets.pick }).selectOption('Pink "80" ü');
  await dock.click(t.presets.apply);
  await waitFor('the preset', async () => (await filterSettings())['mask_type'] === 'color_block');
});

it('covers everything by panic, and resumes only when told twice', async () => {
  await dock.page.getByRole('button', { name: t.panic.button }).click();
  await dock.waitForVerdict('panic');
  expect(await session.guardian()).toMatchObject({ is_panicked: true, cover_up: true });
  await dock.click(t.panic.covers.panic.ask);
  expect((await session.guardian()).is_panicked).toBe(true);
  await dock.click(t.panic.covers.panic.yes);
  await dock.waitForVerdict('all_masked');
  expect((await session.guardian()).is_panicked).toBe(false);
});

it('has no barriers that axe-core knows of, and broke no rule of its own policy', async () => {
  expect(dock.complaints).toEqual([]);
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  const { port, token } = await addressOf(session);
  // The page's own policy forbids foreign scripts, as it should; a second look at it without.
  const context = await browser.newContext({
    bypassCSP: true,
    viewport: { width: 300, height: 1400 },
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/dock#token=${token}`);
  await page.locator('[data-verdict="all_masked"]').waitFor();
  await page.addScriptTag({ path: axe });
  const violations = await page.evaluate<{ id: string }[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((n) => n.html) })))',
  );
  expect(violations).toEqual([]);
  await context.close();
});

it('says that the daemon is gone, and comes back by itself', async () => {
  for (const { pid } of await session.daemons()) process.kill(pid, 'SIGKILL');
  await dock.waitForVerdict('lost', 'connecting');
  await dock.waitForVerdict('all_masked');
  await dock.choose(t.settings.types['pixelate'] ?? '');
  await waitFor('the change', async () => (await filterSettings())['mask_type'] === 'pixelate');
  const report = checkLeaks(await session.record(1_000), reference);
  expect(report.leaks).toEqual([]);
});
