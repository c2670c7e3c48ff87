// What the go-live guard does in a real OBS: a start is stopped or warned about, and a mask that goes while a
// recording runs takes the whole canvas with it.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type goLiveGuards, settingKey, vendorEvent, vendorRequest } from '../../protocol/names.ts';
import { maskedSourceName, maskFilter } from '../../scripts/obs-config/scene-collection.ts';
import type { GuardianStatus } from '../../scripts/obs-runner/plugin-status.ts';
import { firstCover } from '../support/covered-run.ts';
import type { GrayFrame } from '../support/gray-frame.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import { canvas, loadReference, MaskedSession } from '../support/masked-session.ts';
import { decodeVideo, hasFrames } from '../support/video-frames.ts';

let reference: ReferenceClip;
let session: MaskedSession;

async function moreMasked(count: number): Promise<void> {
  await session.waitForMasked((await session.filter()).frames.masked + count);
}

/** OBS passes settings on with its next frame. */
async function chooseGuard(guard: (typeof goLiveGuards)[number]): Promise<void> {
  await session.change({ [settingKey.goLiveGuard]: guard });
  await session.obs.waitFor(`the setting ${guard}`, 10_000, async () =>
    (await session.filter()).go_live_guard === guard ? true : undefined,
  );
}

/** Without what is told of masks at any time, or a little later: faces come and go, settings have changed. */
function guardEvents(from: number): string[] {
  const others: readonly string[] = [
    vendorEvent.facesChanged,
    vendorEvent.statusChanged,
    vendorEvent.maskChanged,
  ];
  const names = session.obs.events.slice(from).map(({ name }) => name);
  return names.filter((name) => !others.includes(name));
}

async function waitForCover(isUp: boolean): Promise<GuardianStatus> {
  return await session.obs.waitFor(
    `the canvas cover to be ${isUp ? 'up' : 'down'}`,
    10_000,
    async () => {
      const status = await session.guardian();
      return status.cover_up === isUp ? status : undefined;
    },
  );
}

beforeAll(async () => {
  reference = await loadReference();
  session = await MaskedSession.start({ withFilter: true });
  await session.waitForMasked(30);
});

// A test that failed must not take the others with it.
afterEach(async () => {
  if (session?.obs.isRunning !== true) return;
  const { outputActive } = await session.obs.call('GetRecordStatus');
  if (outputActive) await session.obs.stopRecording();
  if ((await session.obs.status()).filters.length === 0) return;
  await chooseGuard('stop');
  await session.switchFilter(true);
});

afterAll(async () => {
  await session?.stop();
});

it('lets a recording start while the masks are healthy', async () => {
  const from = session.obs.events.length;
  const report = checkLeaks(await session.record(1_500), reference);
  expect(report.leaks).toEqual([]);
  expect(report.compared).toBeGreaterThan(15);
  expect(guardEvents(from)).toEqual(['RecordStopped']);
});

it('stops a recording that starts while the filter is switched off, under the cover', async () => {
  await session.switchFilter(false);
  const { unhealthy, cover_up: isCoveredBefore } = await session.guardian();
  expect(unhealthy).toMatchObject([{ source_name: maskedSourceName, state: 'disabled' }]);
  expect(isCoveredBefore).toBe(false);

  // OBS may end a recording before its first frame; one of some holds a few.
  const frames: GrayFrame[] = [];
  for (let round = 0; round < 5; round++) {
    const from = session.obs.events.length;
    await session.obs.call('StartRecord');
    const stopped = await session.obs.waitForEvent(vendorEvent.goLiveStopped, from);
    expect(stopped.data).toMatchObject({ output: 'record', is_panicked: false });
    const file = await recordingEnded(from);
    if (await hasFrames(file)) frames.push(...(await decodeVideo(file, canvas)));
  }
  const report = checkLeaks(frames, reference);
  console.log(`stopped starts: ${report.shown} frames recorded, ${report.compared} of the clip`);
  expect([report.compared, report.codeHidden, report.leaks.length]).toEqual([0, 0, 0]);
  // Nothing is live any more: the filter may be off.
  expect((await waitForCover(false)).live).toEqual([]);
  await session.switchFilter(true);
  await moreMasked(5);
});

it('stops one that starts while the daemon hangs, once it is clear that it does', async () => {
  const daemons = await session.daemons();
  for (const { pid } of daemons) process.kill(pid, 'SIGSTOP');
  try {
    await session.obs.waitFor('the cover of the source', 10_000, async () =>
      (await session.filter()).state === 'covered' ? true : undefined,
    );
    const from = session.obs.events.length;
    await session.obs.call('StartRecord');
    const { data } = await session.obs.waitForEvent(vendorEvent.goLiveStopped, from);
    expect(data).toMatchObject({ unhealthy: [{ state: 'covered' }] });
    const report = checkLeaks(await decodeVideo(await recordingEnded(from), canvas), reference);
    console.log(`stopped with a hanging daemon: ${report.shown} frames recorded`);
    expect([report.compared, report.leaks.length]).toEqual([0, 0]);
  } finally {
    // The plugin may have put another in its place by now.
    for (const { pid } of await session.daemons()) process.kill(pid, 'SIGCONT');
  }
  await moreMasked(5);
});

it('warns about it and goes on where that was chosen', async () => {
  await chooseGuard('warn');
  await session.switchFilter(false);
  const from = session.obs.events.length;
  const frames = await session.record(1_000, async () => {
    const warning = await session.obs.waitForEvent(vendorEvent.goLiveWarning, from);
    expect(warning.data).toMatchObject({ output: 'record' });
    const status = await session.guardian();
    expect(status.cover_up).toBe(false);
    expect(status.message).not.toBe('');
  });
  // The user's own choice.
  expect(checkLeaks(frames, reference).leaks.length).toBeGreaterThan(10);
  await chooseGuard('off');
  const quietFrom = session.obs.events.length;
  await session.record(500);
  expect(guardEvents(quietFrom)).toEqual(['RecordStopped']);
  await chooseGuard('stop');
  await session.switchFilter(true);
  await moreMasked(5);
});

it('covers the canvas in the frame in which the filter is switched off, until it is back', async () => {
  const from = session.obs.events.length;
  let during: GuardianStatus | undefined;
  const frames = await session.record(500, async () => {
    await moreMasked(30);
    await session.switchFilter(false);
    await session.obs.waitForEvent(vendorEvent.maskLost, from);
    await delay(700);
    during = await session.guardian();
    await session.switchFilter(true);
    await moreMasked(45);
    // So short that hardly a frame is drawn in between.
    for (let count = 0; count < 10; count++) {
      await session.switchFilter(false);
      await session.switchFilter(true);
      await delay(100);
    }
    await moreMasked(30);
  });
  const report = checkLeaks(frames, reference);
  const cover = firstCover(report, 12);
  console.log(
    `switched off while live: ${report.shown} frames, ${report.compared} compared, covered from ${cover.start} to ${cover.end}, ${report.leaks.length} leaks`,
  );
  expect(during).toMatchObject({ cover_up: true, cover_reason: 'filter_disabled' });
  expect(report.leaks).toEqual([]);
  expect(cover.end - cover.start).toBeGreaterThan(15);
  const later = report.clipFrames.slice(cover.end).filter((clipFrame) => clipFrame !== undefined);
  expect(later.length).toBeGreaterThan(20);
  expect((await session.guardian()).cover_up).toBe(false);
});

it('covers the canvas when the filter is removed, until somebody resumes', async () => {
  const frames = await session.record(0, async () => {
    await moreMasked(20);
    // A busy machine may have lost and found the mask before.
    const from = session.obs.events.length;
    await session.obs.call('RemoveSourceFilter', {
      sourceName: maskedSourceName,
      filterName: maskFilter().name,
    });
    const lost = await session.obs.waitForEvent(vendorEvent.maskLost, from);
    expect(lost.data).toMatchObject({ state: 'removed', is_canvas_covered: true });
    await delay(1_000);
    expect((await session.guardian()).cover_reason).toBe('filter_removed');
  });
  const report = checkLeaks(frames, reference);
  const rawFrames = new Set(report.leaks.map(({ shownIndex }) => shownIndex)).size;
  console.log(`removed while live: ${report.shown} frames, ${rawFrames} of them raw`);
  // As documented: the one that is being drawn while libobs takes the filter off its list.
  expect(rawFrames).toBeLessThanOrEqual(1);
  await waitForCover(false);

  await session.obs.call('CreateSourceFilter', {
    sourceName: maskedSourceName,
    filterName: maskFilter().name,
    filterKind: maskFilter().id,
    filterSettings: {},
  });
  await session.waitForMasked(5);
  await session.obs.startRecording();
  await session.obs.call('RemoveSourceFilter', {
    sourceName: maskedSourceName,
    filterName: maskFilter().name,
  });
  await waitForCover(true);
  await session.obs.request(vendorRequest.resume);
  await waitForCover(false);
  await session.obs.stopRecording();
});

/** The file of a recording that the guard stopped. */
async function recordingEnded(from: number): Promise<string> {
  const { data } = await session.obs.waitForEvent('RecordStopped', from);
  return z.object({ outputPath: z.string() }).parse(data).outputPath;
}
