// The streamer's own cover of a source: up in the next frame, in every mode, until it is taken off.

import { describe, expect, it } from 'vitest';
import { maskModes, settingKey } from '../../protocol/names.ts';
import { expectNothingLeaked, expectOwnMasks, ticksOf } from './expectations.ts';
import { lookingAhead } from './fake-daemon.ts';
import type { FrameHost, Tick } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();

async function setCovered(host: FrameHost, isCovered: boolean): Promise<void> {
  await host.command('settings', 'camera', JSON.stringify({ [settingKey.isCovered]: isCovered }));
}

function kindsOf(ticks: readonly Tick[]): string[] {
  return [...new Set(ticks.map(({ kind }) => kind))];
}

describe('a source that its streamer covers', () => {
  it.each(maskModes)('shows nothing from the next frame on in %s mode', async (mode) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host, mode === 'live' ? { behaviour: lookingAhead(8) } : {});
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 10);

    await setCovered(host, true);
    // One may have been under way, its settings read.
    const [, ...covered] = await host.nextTicks('camera', 31);
    expect(kindsOf(covered)).toEqual(['covered']);
    const status = await host.status('camera');
    expect([status.state, status.reason, status.is_covered]).toEqual([
      'covered',
      'user_covered',
      true,
    ]);
    const seen = daemon.seen.length;
    await host.nextTicks('camera', 5);
    expect(daemon.seen.length).toBe(seen);

    const before = host.ticks.at(-1);
    await setCovered(host, false);
    const masked = await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 20);
    // Nothing that was seen before the cover was taken off.
    expect(masked.frame).toBeGreaterThanOrEqual(before?.sourceFrame ?? Number.NaN);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
  });

  it('stays covered without a daemon, and from its first frame on', async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera', settings: { mode: 'live', is_covered: true } });
    expect(kindsOf(await host.nextTicks('camera', 20))).toEqual(['covered']);
    expect((await host.status('camera')).reason).toBe('user_covered');
    const daemon = stage.startDaemon(host);
    expect(kindsOf(await host.nextTicks('camera', 30))).toEqual(['covered']);
    expect(daemon.seen).toEqual([]);
  });

  it('forgets what it held even if the cover is taken off before the next frame', async () => {
    const host = await stage.startHost(5);
    stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 3);
    const last = host.ticks.at(-1);
    await setCovered(host, true);
    await host.nextTicks('camera', 1);
    await setCovered(host, false);
    const masked = await host.nextTick(
      'a masked frame from after',
      ({ kind, tick }) => kind === 'masked' && tick > (last?.tick ?? 0) + 2,
    );
    expect(masked.frame).toBeGreaterThan(last?.sourceFrame ?? Number.NaN);
  });
});
