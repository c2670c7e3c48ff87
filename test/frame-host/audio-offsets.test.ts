// Sync offsets of sources whose picture is delayed: set, kept, and taken away again, with the user's own part
// unharmed. What is heard of them is test/e2e/audio-sync.test.ts's.

import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delayInputKeyPrefix } from '../../protocol/names.ts';
import type { FilterSettings, FrameHost } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const msNs = 1_000_000;
const timeout = 20_000;
/** At 30 fps: 250 ms of look-ahead in whole frames and 4 frames of the pipeline; the latter alone. */
const guardMs = 400;
const exactMs = 133;

const offsetAnswer = z.object({ offsetNs: z.number(), shareNs: z.number() });
const offeredInputs = z.object({ inputs: z.array(z.object({ name: z.string() })) });
const savedSource = z.looseObject({
  sync: z.number(),
  private_settings: z.record(z.string(), z.unknown()),
});

async function offset(
  host: FrameHost,
  name: string,
): Promise<{ totalMs: number; shareMs: number }> {
  const { offsetNs, shareNs } = offsetAnswer.parse(await host.command('offset', name));
  return { totalMs: offsetNs / msNs, shareMs: shareNs / msNs };
}

/** Comes to be so, to the nanosecond. */
async function expectOffset(
  host: FrameHost,
  name: string,
  expected: { totalMs: number; shareMs: number },
): Promise<void> {
  await expect.poll(() => offset(host, name), { timeout }).toEqual(expected);
}

function delaying(...inputs: string[]): FilterSettings {
  return Object.fromEntries(inputs.map((name) => [`${delayInputKeyPrefix}${name}`, true]));
}

async function addCamera(host: FrameHost, settings: FilterSettings = {}): Promise<void> {
  await host.addSource({ name: 'camera', kind: 'voiced', settings });
}

async function change(host: FrameHost, settings: FilterSettings): Promise<void> {
  await host.command('settings', 'camera', JSON.stringify(settings));
}

describe("the source's own sound", () => {
  it('is delayed as long as the picture, in every mode', async () => {
    const host = await stage.startHost();
    await addCamera(host);
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
    expect((await host.status('camera')).delay_ms).toBe(guardMs);
    await change(host, { mode: 'exact' });
    await expectOffset(host, 'camera', { totalMs: exactMs, shareMs: exactMs });
    expect((await host.status('camera')).delay_ms).toBe(exactMs);
    await change(host, { mode: 'live' });
    await expectOffset(host, 'camera', { totalMs: 0, shareMs: 0 });
    expect((await host.status('camera')).delay_ms).toBe(0);
    await change(host, { mode: 'guard', look_ahead_ms: 1000 });
    await expectOffset(host, 'camera', { totalMs: 1133, shareMs: 1133 });
  });

  it('is left alone if the user says so', async () => {
    const host = await stage.startHost();
    await addCamera(host, { delay_audio: 'off' });
    await host.nextTicks('camera', 10);
    await delay(1_000);
    expect(await offset(host, 'camera')).toEqual({ totalMs: 0, shareMs: 0 });
    await change(host, { delay_audio: 'own' });
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
  });

  it('is delayed no longer when the filter is switched off or taken away', async () => {
    const host = await stage.startHost();
    await addCamera(host);
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
    await host.command('enable', 'camera', 0);
    await expectOffset(host, 'camera', { totalMs: 0, shareMs: 0 });
    await host.command('enable', 'camera', 1);
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
    await host.command('unfilter', 'camera');
    await expectOffset(host, 'camera', { totalMs: 0, shareMs: 0 });
  });

  it('stays delayed while the picture is covered', async () => {
    const host = await stage.startHost();
    // Nobody makes masks here.
    await addCamera(host);
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
    await host.nextOfKind('camera', 'covered');
    await host.nextTicks('camera', 30);
    expect(await offset(host, 'camera')).toEqual({ totalMs: guardMs, shareMs: guardMs });
  });

  it("keeps the user's own offset, and what he makes of it", async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera', kind: 'voiced' });
    await host.command('setoffset', 'camera', -30 * msNs);
    await host.command('filter', 'camera', JSON.stringify({}));
    await expectOffset(host, 'camera', { totalMs: guardMs - 30, shareMs: guardMs });
    await host.command('setoffset', 'camera', 450 * msNs);
    await change(host, { mode: 'exact' });
    await expectOffset(host, 'camera', { totalMs: 50 + exactMs, shareMs: exactMs });
    await host.command('unfilter', 'camera');
    await expectOffset(host, 'camera', { totalMs: 50, shareMs: 0 });
  });

  it('is that of the Private Camera itself', async () => {
    const host = await stage.startHost();
    const settings = {
      camera_kind: 'voiced',
      camera_settings: { width: 320, height: 180 },
    } as const;
    await host.command('input', 'mic');
    await host.addCamera('private', { ...settings, ...delaying('mic') });
    await expectOffset(host, 'private', { totalMs: guardMs, shareMs: guardMs });
    await expectOffset(host, 'mic', { totalMs: guardMs, shareMs: guardMs });
    await host.command('settings', 'private', JSON.stringify({ mode: 'live' }));
    await expectOffset(host, 'private', { totalMs: 0, shareMs: 0 });
    await expectOffset(host, 'mic', { totalMs: 0, shareMs: 0 });
  });

  it('is delayed by two filters, one after the other, for as long as both delay', async () => {
    const host = await stage.startHost();
    await addCamera(host);
    await host.command('filter', 'camera', JSON.stringify({ mode: 'exact' }));
    await expectOffset(host, 'camera', { totalMs: guardMs + exactMs, shareMs: guardMs + exactMs });
  });
});

describe('other inputs', () => {
  it('are delayed when chosen, also before and after they exist', async () => {
    const host = await stage.startHost();
    await host.command('input', 'mic');
    await host.command('input', 'desktop');
    await addCamera(host, delaying('mic', 'later'));
    await expectOffset(host, 'mic', { totalMs: guardMs, shareMs: guardMs });
    await host.command('input', 'later');
    await expectOffset(host, 'later', { totalMs: guardMs, shareMs: guardMs });
    expect(await offset(host, 'desktop')).toEqual({ totalMs: 0, shareMs: 0 });
    await host.command('uninput', 'later');
    await host.command('input', 'later');
    await expectOffset(host, 'later', { totalMs: guardMs, shareMs: guardMs });
    await change(host, { [`${delayInputKeyPrefix}mic`]: false });
    await expectOffset(host, 'mic', { totalMs: 0, shareMs: 0 });
    await host.command('unsource', 'camera');
    await expectOffset(host, 'later', { totalMs: 0, shareMs: 0 });
  });

  it('are offered in the properties window, all but those without sound and the own one', async () => {
    const host = await stage.startHost();
    await host.command('input', 'mic');
    await host.command('input', 'desktop');
    await addCamera(host);
    const saved = await host.command('save', 'camera');
    // Public now, as a camera of the user's is: it has sound, and the filter's own it is.
    await host.command('load', JSON.stringify({ ...savedSource.parse(saved), name: 'public' }));
    const offered = async (name: string) =>
      offeredInputs.parse(await host.command('offered', name)).inputs.map((input) => input.name);
    expect(await offered('public')).toEqual(['desktop', 'mic']);
    expect(await offered('camera')).toEqual(['desktop', 'mic', 'public']);
  });

  it('stay chosen when they are renamed', async () => {
    const host = await stage.startHost();
    await host.command('input', 'mic');
    await addCamera(host, delaying('mic'));
    await expectOffset(host, 'mic', { totalMs: guardMs, shareMs: guardMs });
    await host.command('rename', 'mic', 'headset');
    await host.command('input', 'mic');
    await change(host, { mode: 'exact' });
    await expectOffset(host, 'headset', { totalMs: exactMs, shareMs: exactMs });
    expect(await offset(host, 'mic')).toEqual({ totalMs: 0, shareMs: 0 });
  });

  it('get the larger delay of two masks once, and keep what is left', async () => {
    const host = await stage.startHost();
    await host.command('input', 'mic');
    await host.command('setoffset', 'mic', 20 * msNs);
    await addCamera(host, { ...delaying('mic'), mode: 'exact' });
    await host.addSource({ name: 'second', settings: delaying('mic') });
    await expectOffset(host, 'mic', { totalMs: 20 + guardMs, shareMs: guardMs });
    await host.command('unfilter', 'second');
    await expectOffset(host, 'mic', { totalMs: 20 + exactMs, shareMs: exactMs });
    await host.command('unfilter', 'camera');
    await expectOffset(host, 'mic', { totalMs: 20, shareMs: 0 });
  });
});

describe('what is saved', () => {
  it('is in step again after a restart, without a second share', async () => {
    const first = await stage.startHost();
    await first.command('input', 'mic');
    await first.command('setoffset', 'mic', 20 * msNs);
    await addCamera(first, delaying('mic'));
    await expectOffset(first, 'mic', { totalMs: 20 + guardMs, shareMs: guardMs });
    await expectOffset(first, 'camera', { totalMs: guardMs, shareMs: guardMs });
    const [mic, camera] = [
      await first.command('save', 'mic'),
      await first.command('save', 'camera'),
    ];
    expect(savedSource.parse(mic).sync).toBe((20 + guardMs) * msNs);
    await first.quit();

    // The filter is not drawn here at all, as in a scene that nobody looks at.
    const second = await stage.startHost();
    await second.command('load', JSON.stringify(mic));
    await second.command('load', JSON.stringify(camera));
    await delay(1_500);
    expect(await offset(second, 'mic')).toEqual({ totalMs: 20 + guardMs, shareMs: guardMs });
    expect(await offset(second, 'camera')).toEqual({ totalMs: guardMs, shareMs: guardMs });
    await second.command('enable', 'camera', 0);
    await expectOffset(second, 'mic', { totalMs: 20, shareMs: 0 });
    await expectOffset(second, 'camera', { totalMs: 0, shareMs: 0 });
  });

  it('loses our share where the filter did not come back', async () => {
    const first = await stage.startHost();
    await first.command('input', 'mic');
    await first.command('setoffset', 'mic', 20 * msNs);
    await addCamera(first, delaying('mic'));
    await expectOffset(first, 'mic', { totalMs: 20 + guardMs, shareMs: guardMs });
    const mic = await first.command('save', 'mic');
    await first.quit();
    const second = await stage.startHost();
    await second.command('load', JSON.stringify(mic));
    await expectOffset(second, 'mic', { totalMs: 20, shareMs: 0 });
    expect(savedSource.parse(await second.command('save', 'mic')).private_settings).toEqual({});
  });

  it('is the same for a copy: its own share, and nothing of the original', async () => {
    const host = await stage.startHost();
    await addCamera(host);
    await expectOffset(host, 'camera', { totalMs: guardMs, shareMs: guardMs });
    await host.command('duplicate', 'camera', 'copy');
    await delay(1_000);
    expect(await offset(host, 'copy')).toEqual({ totalMs: guardMs, shareMs: guardMs });
    await host.command('unfilter', 'copy');
    await expectOffset(host, 'copy', { totalMs: 0, shareMs: 0 });
    expect(await offset(host, 'camera')).toEqual({ totalMs: guardMs, shareMs: guardMs });
  });
});

it('leaves nothing in memory when the host ends in the middle of it', async () => {
  const host = await stage.startHost();
  await host.command('input', 'mic');
  await addCamera(host, delaying('mic'));
  await host.nextTicks('camera', 5);
  expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
});
