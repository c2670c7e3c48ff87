// What the controls do, by mouse and by keyboard, and who wins when two disagree.

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DockBrowser, eventually } from './dock-browser.ts';

let dock: DockBrowser;
let page: Page;

beforeAll(async () => {
  dock = await DockBrowser.start();
});

afterAll(async () => {
  await dock?.stop();
});

async function open(scenario: Parameters<DockBrowser['play']>[1], widthPx = 300): Promise<void> {
  await dock.leave();
  dock.server.play(scenario);
  dock.server.received.length = 0;
  dock.server.watches.length = 0;
  dock.server.refusals.clear();
  dock.server.replyDelayMs = 0;
  page = await dock.open(widthPx >= 900 ? '/dashboard' : '/dock', { widthPx });
  await page.waitForSelector('.figure-strip');
}

const sent = (name: string) =>
  dock.server.received.filter((command) => command.name === name).map(({ input }) => input);

const mask = (name: string) => page.locator('.mask').filter({ hasText: name });

describe('one mask', () => {
  beforeEach(() => open('starting'));

  it('its intensity is sent while the slider moves, and the last value always', async () => {
    const slider = page.getByLabel('Intensity');
    await slider.focus();
    for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight');
    await eventually(() => {
      expect(sent('SetMask').at(-1)).toEqual({
        filter_uuid: 'mask-1',
        settings: { intensity: 82 },
      });
    });
    await page.keyboard.press('Home');
    await eventually(() => {
      expect(sent('SetMask').at(-1)).toMatchObject({ settings: { intensity: 10 } });
    });
  });

  it('a change shows at once, though OBS takes its time', async () => {
    dock.server.replyDelayMs = 1500;
    await page.getByRole('radio', { name: /^Blur/ }).check();
    expect(await page.getByRole('radio', { name: 'Blur' }).isChecked()).toBe(true);
  });

  it('a refused change is taken back and said', async () => {
    dock.server.refusals.set('SetMask', { code: 'obs_missing', message: '' });
    await page.getByRole('radio', { name: /^Blur/ }).click();
    await page.getByText('OBS isn’t connected, so nothing was changed.').waitFor();
    await eventually(async () => {
      expect(await page.getByRole('radio', { name: 'Pixels' }).isChecked()).toBe(true);
    });
  });

  it('what somebody else changes shows here', async () => {
    dock.server.change('SetMask', { filter_uuid: 'mask-1', settings: { intensity: 33 } });
    await page.getByText('33 %').waitFor();
  });

  it('colour and look-ahead are offered where they mean something', async () => {
    expect(await page.getByRole('button', { name: 'Charcoal' }).count()).toBe(0);
    await page.getByRole('radio', { name: /^Block/ }).check();
    await page.getByRole('button', { name: 'Blue', exact: true }).click();
    await eventually(() => {
      expect(sent('SetMask').at(-1)).toMatchObject({ settings: { mask_color: 0xffb84c28 } });
    });
    await page.getByRole('radio', { name: /^Exact/ }).check();
    await page.getByRole('slider', { name: 'Look-ahead' }).waitFor({ state: 'detached' });
  });

  it('live mode says what it does not promise', async () => {
    await page.getByText('Live · weaker').waitFor();
    await page.getByText(/a fast or new face can be seen/).waitFor();
  });

  it('is covered and uncovered by keyboard', async () => {
    await page.getByRole('radio', { name: 'Mask', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await eventually(() => {
      expect(sent('SetMask').at(-1)).toEqual({ filter_uuid: 'mask-1', is_covered: true });
    });
    await page.keyboard.press('ArrowLeft');
    await eventually(() => {
      expect(sent('SetMask').at(-1)).toEqual({ filter_uuid: 'mask-1', is_covered: false });
    });
  });

  it('is removed only after a second yes; Escape keeps it', async () => {
    await page.getByRole('button', { name: 'Remove mask' }).click();
    await page.keyboard.press('Escape');
    expect(sent('RemoveMask')).toEqual([]);
    await page.getByRole('button', { name: 'Remove mask' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await eventually(() => expect(sent('RemoveMask')).toEqual([{ filter_uuid: 'mask-1' }]));
    await page.getByText('No source carries the mask yet.', { exact: true }).waitFor();
  });
});

describe('panic', () => {
  beforeEach(() => open('safe'));

  it('is the first stop of the keyboard and takes one press', async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-verdict="panic"]');
    expect(sent('Panic')).toEqual([{}]);
  });

  it('pressed twice does not resume', async () => {
    const button = page.getByRole('button', { name: /^Panic/ });
    const box = await button.boundingBox();
    if (!box) throw new Error('there is no panic button');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y);
    await page.getByRole('button', { name: /Resume/ }).waitFor();
    for (const share of [0.25, 0.5, 0.75]) {
      await page.mouse.dblclick(box.x + box.width * share, y);
    }
    expect(sent('Resume')).toEqual([]);
  });

  it('ends only by asking and answering', async () => {
    await page.getByRole('button', { name: /^Panic/ }).click();
    await page.getByRole('button', { name: 'Resume…' }).click();
    expect(sent('Resume')).toEqual([]);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.waitForSelector('[data-verdict="all_masked"]');
    expect(sent('Resume')).toEqual([{}]);
  });

  it('a missing mask’s cover says what showing the picture means, and asks', async () => {
    await open('mask-gone');
    await page.getByRole('button', { name: 'Show it anyway…' }).click();
    await page.getByText(/faces would be seen/).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Stay covered');
    await page.getByRole('button', { name: 'Show it raw' }).click();
    await eventually(() => expect(sent('Resume')).toEqual([{}]));
    expect(await page.getByRole('button', { name: /^Panic/ }).isEnabled()).toBe(true);
  });

  it('is in view at every size, wherever the page is scrolled', async () => {
    for (const [width, height] of [
      [260, 300],
      [260, 700],
      [1280, 400],
      [900, 700],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.mouse.wheel(0, 2000);
      const box = await page.getByRole('button', { name: /^Panic/ }).boundingBox();
      expect(box && box.y >= 0 && box.y + box.height <= height, `${width} x ${height}`).toBe(true);
    }
  });
});

describe('a further mask', () => {
  it('is added from a list, and the focus comes back', async () => {
    await open('safe');
    await page.getByRole('button', { name: 'Add mask' }).click();
    await page.getByRole('button', { name: /^Add the mask to Guests/ }).click();
    await mask('Guests').waitFor();
    expect(sent('AddMask')).toEqual([{ source_name: 'Guests' }]);
    await eventually(async () => {
      expect(await page.evaluate('document.activeElement.textContent')).toContain('Add mask');
    });
  });

  it('is found by its name among many', async () => {
    await open('eight-masks');
    await page.getByRole('button', { name: 'Add mask' }).click();
    await page.getByLabel('Search sources').fill('clip 11');
    expect(await page.getByRole('button', { name: /^Add the mask to/ }).count()).toBe(1);
  });
});

describe('presets', () => {
  beforeEach(() => open('starting'));

  it('are saved, applied, renamed, deleted', async () => {
    await page.getByRole('button', { name: 'Save as preset…' }).click();
    await page.getByLabel('Name of the preset').fill('  Evening ');
    await page.keyboard.press('Enter');
    await eventually(() => {
      expect(sent('SavePreset')).toEqual([
        { name: 'Evening', filter_uuid: 'mask-1', replace: false },
      ]);
    });
    await page.getByRole('combobox', { name: 'Preset' }).selectOption('Protest');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText('100 %').waitFor();
    await page.getByRole('button', { name: /^Presets/ }).click();
    await page.getByRole('button', { name: 'Rename “Evening”' }).click();
    await page.getByLabel('Name of the preset').fill('Night');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rename “Night”' }).waitFor();
    const row = page.locator('.rows > li').filter({ hasText: 'Night' });
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.getByRole('button', { name: 'Delete', exact: true }).click();
    await eventually(() => expect(sent('DeletePreset')).toEqual([{ name: 'Night' }]));
  });

  it('go to a file and come back from one', async () => {
    await page.getByRole('button', { name: /^Presets/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text).presets.length).toBe(2);
    await page.locator('input[type=file]').setInputFiles({
      name: 'presets.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
    await eventually(() => expect(sent('ImportPresets')).toEqual([{ text }]));
    await page.locator('input[type=file]').setInputFiles({
      name: 'holiday.json',
      mimeType: 'application/json',
      buffer: Buffer.from('not presets'),
    });
    await page.getByText('That file holds no presets of PlayAlter.').waitFor();
  });
});

describe('the stream key', () => {
  it('is masked, goes out once, and is nowhere on the page afterwards', async () => {
    await open('safe');
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('Where and how').click();
    const field = page.getByLabel('Stream key');
    expect(await field.getAttribute('type')).toBe('password');
    await field.fill('live_1234_secret');
    await page.getByRole('button', { name: 'Save platform' }).click();
    await eventually(() => {
      expect(sent('SetPlatform')).toEqual([{ platform: 'twitch', key: 'live_1234_secret' }]);
    });
    expect(await field.inputValue()).toBe('');
    const left = await page.evaluate(
      'document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)',
    );
    expect(left).not.toContain('live_1234_secret');
  });

  it('is emptied although OBS refuses it', async () => {
    await open('safe');
    dock.server.refusals.set('SetPlatform', {
      code: 'stream_key_invalid',
      message: 'The key is not valid.',
    });
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('Where and how').click();
    await page.getByLabel('Stream key').fill('has spaces in it');
    await page.getByRole('button', { name: 'Save platform' }).click();
    await page.locator('.toast-failure').waitFor();
    expect(await page.getByLabel('Stream key').inputValue()).toBe('');
  });
});

it('stopping a stream is asked about, starting is not', async () => {
  await open('safe', 1280);
  await page.getByRole('button', { name: 'Start: Stream' }).click();
  await eventually(() => expect(sent('StartStream')).toEqual([{}]));
  const row = page.locator('.output').filter({ hasText: 'Stream' }).first();
  await row.getByRole('button', { name: 'Stop' }).click();
  expect(sent('StopStream')).toEqual([]);
  await row.getByRole('button', { name: 'Stop', exact: true }).click();
  await eventually(() => expect(sent('StopStream')).toEqual([{}]));
});

it('nothing was out of order', () => {
  expect(dock.trouble).toEqual({ errors: [], violations: [], strangers: [] });
});

describe('the detection model', () => {
  const open = async (scenario: Parameters<DockBrowser['play']>[1]) => {
    dock.server.play(scenario);
    dock.server.received.length = 0;
    dock.server.refusals.clear();
    page = await dock.open('/dock', { widthPx: 260 });
    await page.getByRole('button', { name: /^Detection model/ }).click();
  };

  it('is marked by the keyboard, and used by its button', async () => {
    await open('safe');
    await page.getByRole('radio', { name: /^built-in \(in use\)/ }).focus();
    await page.keyboard.press('ArrowDown');
    expect(sent('UseModel')).toEqual([]);
    await page.getByRole('button', { name: 'Use yunet' }).press('Enter');
    await page.getByRole('radio', { name: /^yunet \(in use\)/ }).waitFor();
    expect(sent('UseModel')).toEqual([{ name: 'yunet' }]);
    expect(await page.getByRole('button', { name: /^Use / }).count()).toBe(0);
  });

  it('says why it can’t be used, and which one still is', async () => {
    await open('safe');
    dock.server.refusals.set('UseModel', { code: 'model_unusable', message: 'It can’t be run.' });
    await page.getByRole('radio', { name: /^yunet/ }).check();
    await page.getByRole('button', { name: 'Use yunet' }).click();
    await page.getByRole('alert').filter({ hasText: 'It can’t be run.' }).waitFor();
    expect(await page.getByRole('radio', { name: /^built-in \(in use\)/ }).isChecked()).toBe(true);
  });

  it('tells who has only the built-in one how to add another', async () => {
    await open('no-mask');
    await page.getByText('npx playalter models add yunet').waitFor();
  });
});
