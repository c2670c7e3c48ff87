// Filters come and go without leaving anything behind.

import { describe, expect, it } from 'vitest';
import { expectNothingLeaked, ticksOf } from './expectations.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const filterCount = 50;

describe('the host', () => {
  it('ends cleanly while a filter is at work, and holds no memory', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'guard' } });
    await host.nextOfKind('camera', 'masked');
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
    expectNothingLeaked(ticksOf(host, 'camera'));
  });

  it('ends cleanly with filters that never found a daemon', async () => {
    const host = await stage.startHost();
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.addSource({ name: 'screen', kind: 'async', settings: { mode: 'live' } });
    await host.nextTicks('screen', 5);
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });
});

describe(`a filter put on and taken off ${filterCount} times`, () => {
  it('leaves no memory, descriptor or thread', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera' });
    const cycle = async (waitsForMask: boolean) => {
      const from = host.ticks.length;
      await host.command('filter', 'camera', JSON.stringify({ mode: 'exact' }));
      if (waitsForMask) await host.nextOfKind('camera', 'masked');
      else await host.nextOfKind('camera', 'covered');
      // While the filter is on, nothing leaks; before and after, the source is raw on purpose.
      const ticks = host.ticks.slice(from);
      const first = ticks.findIndex((tick) => tick.kind !== 'raw');
      expectNothingLeaked(ticks.slice(first));
      await host.command('unfilter', 'camera');
      await host.nextOfKind('camera', 'raw');
    };
    await cycle(true);
    await cycle(true);
    const before = host.resources();
    for (let count = 0; count < filterCount; count++) await cycle(count % 10 === 0);
    await expect.poll(() => host.resources(), { timeout: 10_000 }).toEqual(before);
    expect(daemon.connections).toBeGreaterThan(5);
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });
});
