// When there is no mask to be had for a frame that is due, the picture is covered.

import { describe, expect, it } from 'vitest';
import { expectNothingLeaked, expectOwnMasks, freshlyMasked, ticksOf } from './expectations.ts';
import { useStage } from './stage.ts';

const stage = useStage();

describe('before the first mask', () => {
  it('covers while nobody listens, and uncovers when somebody does', async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    const lonely = await host.nextTicks('camera', 20);
    expect(lonely.every((tick) => tick.kind === 'covered')).toBe(true);
    expect((await host.status('camera')).channel_code).toBe('daemon_not_installed');
    const daemon = stage.startDaemon(host);
    await host.nextOfKind('camera', 'masked');
    expect((await host.status('camera')).channel_state).toBe('connected');
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('covers a source that has no daemon in live mode too', async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera', settings: { mode: 'live' } });
    const ticks = await host.nextTicks('camera', 20);
    expectNothingLeaked(ticks);
    expect(ticks.every((tick) => tick.kind === 'covered')).toBe(true);
  });

  it('covers from the first draw when the filter is put on a source that is being shown', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.addSource({ name: 'camera' });
    await host.nextOfKind('camera', 'raw');
    await host.command('filter', 'camera', JSON.stringify({ mode: 'exact' }));
    const first = await host.nextOfKind('camera', 'covered');
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 10);
    expectNothingLeaked(ticksOf(host, 'camera').filter((tick) => tick.tick >= first.tick));
  });
});

describe('a change of size', () => {
  it.each(['exact', 'guard'] as const)('covers at once in %s mode and recovers', async (mode) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    const sizes = [
      [321, 181],
      [16, 16],
      [17, 33],
      [640, 360],
      [320, 180],
    ] as const;
    for (const [width, height] of sizes) {
      const resized = host.nextTick(
        `${width}x${height}`,
        (tick) => tick.width === width && tick.height === height,
      );
      await host.command('size', 'camera', width, height);
      expect((await resized).kind).toBe('covered');
      await host.nextOfKind('camera', 'masked');
      await host.nextTicks('camera', 5);
    }
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('to a size whose delay does not fit into memory shortens the look-ahead', async () => {
    const host = await stage.startHost(5);
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'guard', look_ahead_ms: 1000 } });
    await host.nextTicks('camera', 2);
    expect((await host.status('camera')).delay_frames).toBe(9);
    await host.command('size', 'camera', 4096, 4096);
    await host.nextTick('the large size masked', (t) => t.width === 4096 && t.kind === 'masked');
    const status = await host.status('camera');
    expect(status.look_ahead_shortened).toBe(true);
    expect(status.delay_frames).toBe(6);
    expect(status.look_ahead_frames).toBe(2);
    await host.command('size', 'camera', 320, 180);
    await host.nextTick('the small size masked', (t) => t.width === 320 && t.kind === 'masked');
    expect((await host.status('camera')).look_ahead_shortened).toBe(false);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('to nothing and back shows no old frame', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.command('size', 'camera', 0, 0);
    await host.nextOfKind('camera', 'empty');
    await host.nextTicks('camera', 5);
    const back = host.nextTick('the picture back', (tick) => tick.width === 320);
    await host.command('size', 'camera', 320, 180);
    expect((await back).kind).toBe('covered');
    await host.nextOfKind('camera', 'masked');
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });
});

describe('a source that was hidden', () => {
  it.each([1, 2, 30])(
    'for %i ticks comes back covered, with no frame from before',
    async (hidden) => {
      const host = await stage.startHost();
      const daemon = stage.startDaemon(host);
      await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
      await host.nextOfKind('camera', 'masked');
      let wasHidden = false;
      const back = host.nextTick('the source back', ({ kind }) => {
        wasHidden ||= kind === 'hidden';
        return wasHidden && kind !== 'hidden';
      });
      await host.command('hide', 'camera', hidden);
      const first = await back;
      expect(first.kind).toBe('covered');
      expect((await host.status('camera')).reason).toBe('source_returned');
      const masked = await host.nextOfKind('camera', 'masked');
      expect(masked.frame).toBeGreaterThanOrEqual(first.sourceFrame);
      await host.nextTicks('camera', 10);
      expectNothingLeaked(ticksOf(host, 'camera'));
      expectOwnMasks(ticksOf(host, 'camera'), daemon);
      expect(freshlyMasked(ticksOf(host, 'camera')).length).toBeGreaterThan(5);
    },
  );
});
