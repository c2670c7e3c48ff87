// Panic in a real OBS, while it records: whatever is brought onto the canvas afterwards is not in the recording.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hotkey, vendorEvent, vendorRequest } from '../../protocol/names.ts';
import { clipSource } from '../../scripts/obs-config/scene-collection.ts';
import type { GuardianStatus } from '../../scripts/obs-runner/plugin-status.ts';
import { firstCover } from '../support/covered-run.ts';
import { checkLeaks, type LeakReport, type ReferenceClip } from '../support/leak-check.ts';
import {
  loadReference,
  MaskedSession,
  testClipOptions,
  testSceneName,
} from '../support/masked-session.ts';

const unmasked = { ...clipSource(testClipOptions.file, []), name: 'Unmasked' };

let reference: ReferenceClip;
let session: MaskedSession;

async function showUnmasked(isShown: boolean): Promise<void> {
  const item = { sceneName: testSceneName, sourceName: unmasked.name };
  const { sceneItemId } = await session.obs.call('GetSceneItemId', item);
  await session.obs.call('SetSceneItemEnabled', {
    sceneName: testSceneName,
    sceneItemId,
    sceneItemEnabled: isShown,
  });
}

async function moreMasked(count: number): Promise<void> {
  await session.waitForMasked((await session.filter()).frames.masked + count);
}

beforeAll(async () => {
  reference = await loadReference();
  session = await MaskedSession.start({ withFilter: true, above: [unmasked] });
  await showUnmasked(false);
  await session.waitForMasked(30);
});

afterAll(async () => {
  await session?.stop();
});

it('covers everything, also what is not masked, and masks again after resume', async () => {
  let during: GuardianStatus | undefined;
  let mask: string[] = [];
  const frames = await session.record(500, async () => {
    await moreMasked(30);
    expect(await session.obs.request(vendorRequest.panic)).toEqual({ is_panicked: true });
    // Only after the reply: if anything of it can be seen, panic came too late.
    await showUnmasked(true);
    await delay(1_500);
    during = await session.guardian();
    const { state, reason } = await session.filter();
    mask = [state, reason];
    await showUnmasked(false);
    // OBS fades nothing here, but a frame under way may still show it.
    await delay(300);
    expect(await session.obs.request(vendorRequest.resume)).toEqual({ is_panicked: false });
    await moreMasked(60);
  });
  const report = checkLeaks(frames, reference);
  const cover = firstCover(report, 25);
  console.log(
    `panic: ${report.shown} frames, ${report.compared} compared, covered from ${cover.start} to ${cover.end}, ${report.leaks.length} leaks`,
  );
  expect(during).toMatchObject({ is_panicked: true, cover_up: true, cover_reason: 'panic' });
  expect(during?.live).toEqual([{ output: 'record', is_being_stopped: false }]);
  expect(mask).toEqual(['covered', 'panic']);
  expect(report.leaks).toEqual([]);
  expect(cover.end - cover.start).toBeGreaterThan(30);
  expect(seen(report, 0, cover.start)).toBeGreaterThan(15);
  expect(seen(report, cover.end)).toBeGreaterThan(15);
  const changes = session.obs.events.filter(({ name }) => name === vendorEvent.panicChanged);
  expect(changes).toMatchObject([
    { data: { is_panicked: true } },
    { data: { is_panicked: false } },
  ]);
});

it('would see the unmasked source without panic', async () => {
  const frames = await session.record(500, async () => {
    await showUnmasked(true);
    await delay(1_000);
    await showUnmasked(false);
  });
  expect(checkLeaks(frames, reference).leaks.length).toBeGreaterThan(10);
});

it('has a hotkey for panic and another for resume', async () => {
  const trigger = (hotkeyName: string) => session.obs.call('TriggerHotkeyByName', { hotkeyName });
  const waitFor = async (isPanicked: boolean) =>
    await session.obs.waitFor(`panic ${isPanicked}`, 10_000, async () =>
      (await session.guardian()).is_panicked === isPanicked ? true : undefined,
    );
  await trigger(hotkey.panic);
  await waitFor(true);
  await trigger(hotkey.panic);
  await delay(300);
  expect((await session.guardian()).is_panicked).toBe(true);
  await trigger(hotkey.resume);
  await waitFor(false);
});

it('stops a recording that starts meanwhile', async () => {
  const from = session.obs.events.length;
  await session.obs.request(vendorRequest.panic);
  await session.obs.call('StartRecord');
  const stopped = await session.obs.waitForEvent(vendorEvent.goLiveStopped, from);
  expect(stopped.data).toMatchObject({ output: 'record', is_panicked: true });
  await session.obs.waitForEvent('RecordStopped', from);
  await session.obs.request(vendorRequest.resume);
  await moreMasked(5);
});

it('ends in good order', async () => {
  const end = await session.stop();
  expect(end.survivors).toEqual([]);
  if (end.memoryLeaks !== undefined) expect(end.memoryLeaks).toBeLessThanOrEqual(1);
});

/** Frames between the two that show the clip. */
function seen(report: LeakReport, from: number, to = report.clipFrames.length): number {
  return report.clipFrames.slice(from, to).filter((clipFrame) => clipFrame !== undefined).length;
}
