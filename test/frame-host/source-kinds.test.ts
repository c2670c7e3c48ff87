// However a source draws itself, the filter changes nothing of it but the place of the mask. What is
// compared with is a run without the filter, frame number by frame number.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { expectNothingLeaked, expectOwnMasks, freshlyMasked, ticksOf } from './expectations.ts';
import type { SourceKind, Tick } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
/** Between versions of Mesa; here the same one draws both, and a round trip through a texture is all. */
const differenceMax = 4;
const framesKept = 120;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function keptFrames(kind: SourceKind, target: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'playalter-frames-'));
  folders.push(folder);
  const host = await stage.startHost();
  await host.command('target', target);
  await host.command('keep', folder);
  await host.addSource({ name: 'camera', kind });
  const ticks = await host.nextTicks('camera', framesKept);
  // The control run: unmasked, and these tests would see it.
  expect(ticks.filter((tick) => tick.kind === 'raw').length).toBeGreaterThan(framesKept - 10);
  await host.quit();
  return folder;
}

function differences(ticks: readonly Tick[]): number[] {
  return ticks.flatMap((tick) => (tick.difference === undefined ? [] : [tick.difference]));
}

describe.each([
  { kind: 'plain', target: 'srgb' },
  { kind: 'custom_draw', target: 'srgb' },
  { kind: 'async', target: 'srgb' },
  { kind: 'alpha', target: 'srgb' },
  { kind: 'premultiplied', target: 'srgb' },
  { kind: 'srgb_16f', target: 'srgb' },
  { kind: 'srgb_16f', target: 'extended' },
  { kind: 'extended', target: 'extended' },
] as const)('a source that is $kind, in a $target canvas', ({ kind, target }) => {
  it('is masked, and unchanged around the mask', async () => {
    const folder = await keptFrames(kind, target);
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.command('target', target);
    await host.command('compare', folder);
    await host.addSource({ name: 'camera', kind, settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 30);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    const fresh = freshlyMasked(ticks);
    expect(differences(fresh).length).toBeGreaterThan(10);
    expect(Math.max(...differences(fresh))).toBeLessThanOrEqual(differenceMax);
  });
});

describe('a source in extended space, in an srgb canvas', () => {
  it('is toned down by libobs just as without the filter', async () => {
    const folder = await keptFrames('extended', 'srgb');
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.command('compare', folder);
    await host.addSource({ name: 'camera', kind: 'extended', settings: { mode: 'exact' } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 30);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    // The masks' colours are toned down too: they name no frame id here.
    const fresh = freshlyMasked(ticks);
    expect(differences(fresh).length).toBeGreaterThan(10);
    expect(Math.max(...differences(fresh))).toBeLessThanOrEqual(differenceMax);
  });
});
