// Frame k leaves with the mask made for frame k, or not at all.

import { describe, expect, it } from 'vitest';
import {
  expectNeverBackwards,
  expectNothingLeaked,
  expectOwnMasks,
  freshlyMasked,
  ticksOf,
} from './expectations.ts';
import { lookingAhead } from './fake-daemon.ts';
import { useStage } from './stage.ts';

const stage = useStage();

describe('without the filter', () => {
  it('the host sees the secret, so that these tests can fail', async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera' });
    const ticks = await host.nextTicks('camera', 10);
    for (const tick of ticks) {
      expect(tick.kind).toBe('raw');
      expect(tick.secretPixels).toBe(34 * 34);
      expect(tick.frame).toBe(tick.sourceFrame);
    }
    expect(() => expectNothingLeaked(ticks)).toThrow();
  });
});

describe.each([
  { mode: 'exact', fps: 30, delayFrames: 4 },
  { mode: 'guard', fps: 30, delayFrames: 12 },
  { mode: 'guard', fps: 60, delayFrames: 19 },
] as const)('$mode mode at $fps frames a second', ({ mode, fps, delayFrames }) => {
  it('draws mask k on frame k, delayed by what the status says', async () => {
    const host = await stage.startHost(fps);
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 60);
    const status = await host.status('camera');
    expect(status.delay_frames).toBe(delayFrames);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expectNeverBackwards(ticks);
    const fresh = freshlyMasked(ticks);
    expect(fresh.length).toBeGreaterThan(20);
    for (const tick of fresh) expect(tick.sourceFrame - (tick.frame ?? 0)).toBe(delayFrames);
    expect(ticks[0]?.kind).toBe('covered');
    expect(daemon.seen.every((frame) => frame.delayFrames === delayFrames)).toBe(true);
  });
});

describe('live mode', () => {
  it('draws the newest frame, with a mask for exactly that frame', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, { behaviour: lookingAhead(8) });
    await host.addSource({ name: 'camera', settings: { mode: 'live' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 60);
    const status = await host.status('camera');
    expect(status.delay_frames).toBe(0);
    expect(status.frames.masked).toBe(0);
    expect(status.frames.extrapolated).toBeGreaterThan(20);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    for (const tick of freshlyMasked(ticks)) expect(tick.frame).toBe(tick.sourceFrame);
  });

  it('does not take a guess in the modes that promise none', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host, { behaviour: lookingAhead(8) });
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextTicks('camera', 30);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expect(ticks.every((tick) => tick.kind === 'covered')).toBe(true);
  });
});

describe('a source drawn several times a tick', () => {
  it('is processed once and shows the same picture each time', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.command('draws', 3);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 30);
    await host.command('hide', 'camera', -1);
    await host.nextOfKind('camera', 'hidden');
    const ticks = ticksOf(host, 'camera').filter((tick) => tick.kind !== 'hidden');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    const { frames } = await host.status('camera');
    expect(frames.drawn).toBe(ticks.length);
    expect(frames.masked + frames.repeated + frames.extrapolated + frames.covered).toBe(
      ticks.length,
    );
    expect(frames.covered).toBe(ticks.filter((tick) => tick.kind === 'covered').length);
    expect(frames.masked).toBe(freshlyMasked(ticks).length);
  });
});

describe('a change of mode while running', () => {
  it('covers at once and recovers with the new delay', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    const delays = { guard: 12, exact: 4 } as const;
    for (const mode of ['guard', 'exact', 'guard'] as const) {
      await host.command('settings', 'camera', JSON.stringify({ mode }));
      await host.nextOfKind('camera', 'covered');
      await host.nextOfKind('camera', 'masked');
      const later = await host.nextTicks('camera', 15);
      for (const tick of freshlyMasked(later)) {
        expect(tick.sourceFrame - (tick.frame ?? 0)).toBe(delays[mode]);
      }
    }
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    const told = daemon.messages.flatMap(({ message }) =>
      message.type === 'filter.settings' ? [message.settings.mode] : [],
    );
    expect(told).toEqual(['guard', 'exact', 'guard']);
  });
});

describe('two filters', () => {
  it('on two sources are two streams that do not mix', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.addSource({
      name: 'screen',
      width: 200,
      height: 120,
      settings: { mode: 'guard' },
    });
    await host.nextOfKind('screen', 'masked');
    await host.nextTicks('screen', 30);
    for (const name of ['camera', 'screen']) {
      const ticks = ticksOf(host, name);
      expectNothingLeaked(ticks);
      expectOwnMasks(ticks, daemon);
      expectNeverBackwards(ticks);
    }
    expect(daemon.connections).toBe(2);

    // One stream that stops does not stop the other.
    const screenPeer = daemon.seen.find((frame) => frame.sourceWidth === 200)?.peerId;
    const before = daemon.behaviour;
    daemon.behaviour = (frame, self) => {
      if (frame.peerId !== screenPeer) before(frame, self);
    };
    await host.nextOfKind('screen', 'covered');
    const camera = await host.nextTicks('camera', 10);
    expect(freshlyMasked(camera).length).toBeGreaterThan(3);
  });

  it('stay apart when one is the copy of the other', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.command('duplicate', 'camera', 'copy');
    await host.nextOfKind('copy', 'masked');
    await host.nextTicks('copy', 20);
    for (const name of ['camera', 'copy']) {
      expectNothingLeaked(ticksOf(host, name));
      expectOwnMasks(ticksOf(host, name), daemon);
    }
    const uuids = daemon.messages.flatMap(({ message }) =>
      message.type === 'filter.hello' ? [message.filter_uuid] : [],
    );
    expect(new Set(uuids).size).toBe(2);
  });
});
