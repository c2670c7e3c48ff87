// Panic covers everything from the next tick on, needs nobody, and ends only when somebody resumes.

import { describe, expect, it } from 'vitest';
import { procedure } from '../../protocol/names.ts';
import { expectNothingLeaked, expectOwnMasks, freshlyMasked, ticksOf } from './expectations.ts';
import type { FrameHost, Tick } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const modes = ['guard', 'exact'] as const;

/** When the procedure had returned, on the clock of the ticks. */
async function call(host: FrameHost, name: string): Promise<number> {
  return Number(await host.command('call', name));
}

/** All so far that were drawn after that time. */
function drawnSince(host: FrameHost, name: string, fromMs: number): Tick[] {
  return ticksOf(host, name).filter(({ beganMs = Number.NaN }) => beganMs >= fromMs);
}

function kindsOf(ticks: readonly Tick[]): string[] {
  return [...new Set(ticks.map(({ kind }) => kind))];
}

describe('panic', () => {
  it.each(modes)('covers every tick after the request in %s mode, until resume', async (mode) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 10);

    const panickedMs = await call(host, procedure.panic);
    await host.nextTicks('camera', 30);
    const status = await host.status('camera');
    expect([status.state, status.reason]).toEqual(['covered', 'panic']);
    const panicked = drawnSince(host, 'camera', panickedMs);
    const before = host.ticks.at(-1);
    const resumedMs = await call(host, procedure.resume);
    const masked = await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 20);

    const ticks = ticksOf(host, 'camera');
    expect(panicked.length).toBeGreaterThan(25);
    expect(kindsOf(panicked)).toEqual(['covered']);
    // Nothing that was seen before somebody resumed.
    expect(masked.frame).toBeGreaterThanOrEqual(before?.sourceFrame ?? Number.NaN);
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expect(freshlyMasked(drawnSince(host, 'camera', resumedMs)).length).toBeGreaterThan(5);
  });

  it('forgets what it held even when somebody resumes before the next tick', async () => {
    const host = await stage.startHost(5);
    stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 3);
    const last = host.ticks.at(-1);
    await Promise.all([call(host, procedure.panic), call(host, procedure.resume)]);
    const masked = await host.nextTick(
      'a masked frame from after',
      ({ kind, tick }) => kind === 'masked' && tick > (last?.tick ?? 0) + 1,
    );
    expect(masked.frame).toBeGreaterThan(last?.sourceFrame ?? Number.NaN);
    const kinds = ticksOf(host, 'camera')
      .filter(({ tick }) => tick > (last?.tick ?? 0) && tick < masked.tick)
      .map(({ kind }) => kind);
    expect(kinds).toContain('covered');
  });

  it('covers a source that is added meanwhile, and takes nothing from it', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await call(host, procedure.panic);
    await host.addSource({ name: 'camera', settings: { mode: 'live' } });
    const ticks = await host.nextTicks('camera', 30);
    expect(kindsOf(ticks)).toEqual(['covered']);
    expect(daemon.seen).toEqual([]);
    await call(host, procedure.panic);
    await call(host, procedure.resume);
    await expect.poll(() => daemon.seen.length, { timeout: 10_000 }).toBeGreaterThan(0);
  });
});

describe('the canvas', () => {
  async function startCanvas(): Promise<FrameHost> {
    const host = await stage.startHost();
    await host.addSource({ name: 'unmasked', width: 64, height: 64 });
    await host.command('program', 'unmasked');
    await host.nextOfKind('canvas', 'raw');
    return host;
  }

  /** Frames of the canvas since then, but for one from before that stands in for a skipped one. */
  function newFrames(host: FrameHost, sinceMs: number): Tick[] {
    const before = ticksOf(host, 'canvas').filter(({ beganMs = 0 }) => beganMs < sinceMs);
    const last = before.findLast(({ kind }) => kind === 'raw')?.frame;
    return drawnSince(host, 'canvas', sinceMs).filter(({ frame }) => !frame || frame !== last);
  }

  it('is covered from the next tick on, also where no source is masked', async () => {
    const host = await startCanvas();
    const panickedMs = await call(host, procedure.panic);
    await host.nextTicks('canvas', 30);
    const panicked = newFrames(host, panickedMs);
    expect(panicked.length).toBeGreaterThan(25);
    expect(kindsOf(panicked)).toEqual(['covered']);
    await call(host, procedure.resume);
    await host.nextOfKind('canvas', 'raw');
    expect(kindsOf(await host.nextTicks('canvas', 10))).toEqual(['raw']);
  });

  it('stays covered when OBS empties its channels', async () => {
    const host = await startCanvas();
    const panickedMs = await call(host, procedure.panic);
    for (let round = 0; round < 5; round++) {
      await host.command('empty_channels');
      await host.nextTicks('canvas', 2);
      await host.command('program', 'unmasked');
      await host.nextTicks('canvas', 2);
    }
    const panicked = newFrames(host, panickedMs);
    expect(panicked.length).toBeGreaterThan(15);
    expect(kindsOf(panicked)).toEqual(['covered']);
  });

  it('leaves nothing behind while it is covered', async () => {
    const host = await startCanvas();
    await call(host, procedure.panic);
    await host.nextTicks('canvas', 3);
    expect(await host.quit()).toEqual({ exitCode: 0, signal: null, leaks: 0 });
  });
});
