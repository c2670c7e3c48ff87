// A preview is what the filter put out and nothing else, made small, only while somebody asks.

import { describe, expect, it } from 'vitest';
import { limit, procedure } from '../../protocol/names.ts';
import { expectNothingLeaked, ticksOf } from './expectations.ts';
import { type FakeDaemon, lookingAhead } from './fake-daemon.ts';
import type { FrameHost } from './frame-host.ts';
import { maskColorDifference, PreviewWatcher, type SeenPreview } from './preview-watcher.ts';
import { useStage } from './stage.ts';

const stage = useStage();

/** Each preview of a masked picture shows what a tick of the host showed, under the same mask. */
function expectTheOutput(
  host: FrameHost,
  name: string,
  daemon: FakeDaemon,
  previews: readonly SeenPreview[],
): void {
  const shown = new Set(ticksOf(host, name).map(({ frame, maskId }) => `${frame} ${maskId}`));
  for (const preview of previews) {
    expect(preview.secretPixels, `preview ${preview.number}`).toBe(0);
    expect(preview.isOpaque).toBe(true);
    expect(preview.drawnMs).toBeLessThanOrEqual(preview.publishedMs);
    if (preview.state === 'covered') {
      expect(preview.frameId).toBe(0);
      expect(preview.frame).toBe(0);
      continue;
    }
    expect(preview.frameId).toBeLessThanOrEqual(preview.newestId);
    expect(daemon.numbersOf(preview.frameId & 4095)).toContain(preview.frame);
    expect(maskColorDifference(preview), `preview ${preview.number}`).toBeLessThanOrEqual(2);
    expect(shown).toContain(`${preview.frame} ${preview.frameId & 4095}`);
  }
}

function countOf(previews: readonly SeenPreview[], ...states: SeenPreview['state'][]): number {
  return previews.filter(({ state }) => states.includes(state)).length;
}

describe.each([
  { mode: 'guard', delayFrames: 12 },
  { mode: 'exact', delayFrames: 4 },
] as const)('in $mode mode', ({ mode, delayFrames }) => {
  it('previews show the masked frames, one tick late, at most every second of 30', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    watcher.keepAsking(limit.previewFpsMax);
    const ticks = await host.nextTicks('camera', 60);
    watcher.stop();
    await host.nextTicks('camera', 2);
    const previews = watcher.seen;
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectTheOutput(host, 'camera', daemon, previews);
    expect(countOf(previews, 'masked')).toBeGreaterThan(3);
    expect(previews.length).toBeLessThanOrEqual(ticks.length / 2 + 2);
    const masked = previews.filter(({ state }) => state === 'masked');
    for (const preview of masked) {
      expect(preview.size).toEqual({ width: 320, height: 180 });
      expect(preview.newestId - preview.frameId).toBe(delayFrames);
    }
  });
});

describe('in live mode', () => {
  it('previews show the newest frame, and say that its mask is a guess', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, { behaviour: lookingAhead(8) });
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', settings: { mode: 'live' } });
    await host.nextOfKind('camera', 'masked');
    watcher.ask(15);
    await host.nextTicks('camera', 40);
    expectTheOutput(host, 'camera', daemon, watcher.seen);
    const fresh = watcher.seen.filter(({ state }) => state === 'extrapolated');
    expect(fresh.length).toBeGreaterThan(5);
    for (const preview of fresh) expect(preview.frameId).toBe(preview.newestId);
  });
});

describe('a cover', () => {
  it.each(['exact', 'live'] as const)('is what previews show in %s mode', async (mode) => {
    const host = await stage.startHost();
    // Publishes nothing: there is never a mask.
    const daemon = stage.startDaemon(host, { behaviour: () => undefined });
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextTick('a daemon', () => daemon.connections === 1);
    watcher.ask(15);
    await host.nextTicks('camera', 30);
    expectTheOutput(host, 'camera', daemon, watcher.seen);
    expect(watcher.seen.length).toBeGreaterThan(5);
    expect(countOf(watcher.seen, 'covered')).toBe(watcher.seen.length);
  });

  it('goes up in the previews with panic, while no frame is analysed', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    watcher.keepAsking(15);
    await host.nextTicks('camera', 20);
    const panickedMs = Number(await host.command('call', procedure.panic));
    await host.nextTicks('camera', 30);
    watcher.stop();
    expectTheOutput(host, 'camera', daemon, watcher.seen);
    const later = watcher.seen.filter(({ drawnMs }) => drawnMs >= panickedMs);
    expect(later.length).toBeGreaterThan(5);
    expect(countOf(later, 'covered')).toBe(later.length);
    expect(countOf(watcher.seen, 'masked')).toBeGreaterThan(0);
  });
});

describe('sizes', () => {
  it.each([
    { width: 1280, height: 720, expected: { width: 320, height: 180 } },
    { width: 640, height: 360, expected: { width: 320, height: 180 } },
    { width: 180, height: 400, expected: { width: 144, height: 320 } },
    { width: 100, height: 60, expected: { width: 100, height: 60 } },
  ])('$width x $height is made small, its mask too', async ({ width, height, expected }) => {
    const host = await stage.startHost(15);
    const daemon = stage.startDaemon(host);
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', width, height, settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    watcher.keepAsking(15);
    await host.nextTicks('camera', 20);
    watcher.stop();
    expect(watcher.seen.length).toBeGreaterThan(5);
    for (const preview of watcher.seen) {
      expect(preview.size).toEqual(expected);
      expect(preview.secretPixels).toBe(0);
      expect(preview.isOpaque).toBe(true);
    }
  });

  it('of a source with see-through parts are opaque, as over black', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', kind: 'alpha', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    watcher.ask(15);
    await host.nextTicks('camera', 20);
    expect(countOf(watcher.seen, 'masked')).toBeGreaterThan(3);
    for (const preview of watcher.seen) {
      expect(preview.isOpaque).toBe(true);
      expect(preview.secretPixels).toBe(0);
    }
  });
});

describe('when nobody asks', () => {
  it('there are none, not before the wish, not after its end, not for the next daemon', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    const watcher = new PreviewWatcher(daemon);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 20);
    expect(watcher.seen).toEqual([]);

    // Not renewed: it ends by itself.
    const askedMs = performance.now();
    watcher.ask(15);
    await host.nextTick('the first preview', () => watcher.seen.length > 0);
    await host.nextTick(
      'the end of the wish',
      () => performance.now() - askedMs > limit.previewLeaseMs + 500,
    );
    const soFar = watcher.seen.length;
    await host.nextTicks('camera', 20);
    expect(watcher.seen.length).toBe(soFar);

    // Taken back.
    watcher.ask(15);
    await host.nextTick('another preview', () => watcher.seen.length > soFar + 2);
    watcher.ask(0);
    await host.nextTicks('camera', 10);
    const afterwards = watcher.seen.length;
    await host.nextTicks('camera', 20);
    expect(watcher.seen.length).toBe(afterwards);

    // The next connection starts without a wish.
    watcher.ask(15);
    await host.nextTick('previews again', () => watcher.seen.length > afterwards);
    daemon.drop();
    await host.nextTick('the next connection', () => daemon.connections === 2);
    await host.nextOfKind('camera', 'masked');
    const firstPeer = watcher.seen[0]?.peerId;
    await host.nextTicks('camera', 20);
    expect(watcher.seen.filter(({ peerId }) => peerId !== firstPeer)).toEqual([]);
  });
});
