// What a Private Camera wraps may come, go, be renamed, and be a scene; it never holds more than it shows, and
// leaves nothing behind.

import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectNothingLeaked, expectOwnMasks, ticksOf } from './expectations.ts';
import type { FrameHost } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const cycleCount = 50;

/** What the last one destroyed still held is gone after a while. */
async function settledResources(host: FrameHost): Promise<ReturnType<FrameHost['resources']>> {
  let last = host.resources();
  for (let same = 0; same < 10; same++) {
    await delay(100);
    const now = host.resources();
    if (now.descriptors !== last.descriptors || now.threads !== last.threads) same = 0;
    last = now;
  }
  return last;
}

async function wrapped(host: FrameHost): Promise<void> {
  await host.command('backstage', 'inner', 'async', 320, 180);
  await host.addCamera('camera', { wrapped_source: 'inner', mode: 'exact' });
}

describe('a wrapped source', () => {
  it('is shown and active while the Private Camera is, and not after', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await wrapped(host);
    await host.nextOfKind('camera', 'masked');
    expect(await host.command('activity', 'inner')).toEqual({ showing: true, active: true });
    await host.command('unsource', 'camera');
    await expect
      .poll(() => host.command('activity', 'inner'))
      .toEqual({ showing: false, active: false });
  });

  it('that is removed is let go of, and nothing is shown', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await wrapped(host);
    await host.nextOfKind('camera', 'masked');
    await host.command('unstage', 'inner');
    await host.nextOfKind('camera', 'empty');
    expectNothingLeaked(ticksOf(host, 'camera'));
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });

  it('that comes later, or again, is found by its name', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addCamera('camera', { wrapped_source: 'inner', mode: 'exact' });
    const before = await host.nextTicks('camera', 5);
    expect(before.every((tick) => tick.kind === 'empty')).toBe(true);
    for (const kind of ['plain', 'async']) {
      await host.command('backstage', 'inner', kind, 320, 180);
      await host.nextOfKind('camera', 'masked');
      await host.command('unstage', 'inner');
      await host.nextOfKind('camera', 'empty');
    }
    await host.command('backstage', 'other', 'plain', 320, 180);
    await host.nextTicks('camera', 5);
    await host.command('restage', 'other', 'inner');
    await host.nextOfKind('camera', 'masked');
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('that is renamed stays wrapped, under its new name', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await wrapped(host);
    await host.nextOfKind('camera', 'masked');
    await host.command('restage', 'inner', 'renamed');
    await expect
      .poll(async () => JSON.stringify(await host.command('save', 'camera')))
      .toContain('"wrapped_source":"renamed"');
    await host.command('settings', 'camera', JSON.stringify({ intensity: 20 }));
    const ticks = await host.nextTicks('camera', 10);
    expect(ticks.some((tick) => tick.kind === 'masked')).toBe(true);
    expectNothingLeaked(ticksOf(host, 'camera'));
  });

  it('may be a scene, and what is in it is masked', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.command('backstage', 'inner', 'plain', 64, 64);
    await host.command('backstage', 'scene');
    await host.command('additem', 'scene', 'inner');
    await host.addCamera('camera', { wrapped_source: 'scene', mode: 'exact' });
    await host.nextOfKind('camera', 'masked');
    expectNothingLeaked(ticksOf(host, 'camera'));
    await expect.poll(() => host.command('activity', 'inner')).toMatchObject({ active: true });
  });
});

describe('a loop', () => {
  it('is refused by a scene that is wrapped', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.command('backstage', 'scene');
    await host.addCamera('camera', { wrapped_source: 'scene' });
    await expect(host.command('additem', 'scene', 'camera')).rejects.toThrow('does not take it');
    await host.nextTicks('camera', 5);
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });

  it('is refused by the Private Camera: of itself, of its scene, and around another', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.command('backstage', 'scene');
    await host.command('backstage', 'inner', 'plain', 320, 180);
    await host.addCamera('camera', { wrapped_source: 'inner', mode: 'exact' });
    await host.addCamera('outer', { wrapped_source: 'camera', mode: 'exact' });
    await host.nextOfKind('outer', 'masked');
    await host.command('additem', 'scene', 'outer');
    for (const loop of ['camera', 'outer', 'scene']) {
      await host.command('settings', 'camera', JSON.stringify({ wrapped_source: loop }));
      await host.nextOfKind('camera', 'empty');
      await host.command('settings', 'camera', JSON.stringify({ wrapped_source: 'inner' }));
      await host.nextOfKind('camera', 'masked');
    }
    expectNothingLeaked(ticksOf(host, 'camera'));
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });
});

describe(`a Private Camera made and destroyed ${cycleCount} times`, () => {
  it.each([
    ['owning', { camera_kind: 'async', camera_settings: { width: 320, height: 180 } }],
    ['wrapping', { wrapped_source: 'inner' }],
  ] as const)('%s a source leaves no memory, descriptor or thread', async (_how, settings) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.command('backstage', 'inner', 'plain', 320, 180);
    const cycle = async (kind: 'masked' | 'covered') => {
      await host.addCamera('camera', { ...settings, mode: 'exact' });
      await host.nextOfKind('camera', kind);
      await host.command('unsource', 'camera');
    };
    await cycle('masked');
    await cycle('masked');
    const before = await settledResources(host);
    for (let count = 0; count < cycleCount; count++) {
      await cycle(count % 10 === 0 ? 'masked' : 'covered');
    }
    await expect.poll(() => host.resources(), { timeout: 10_000 }).toEqual(before);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expect(daemon.connections).toBeGreaterThan(5);
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });
});
