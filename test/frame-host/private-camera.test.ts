// The Private Camera over an owned or a wrapped source keeps every promise that the filter keeps.

import { describe, expect, it } from 'vitest';
import {
  expectNeverBackwards,
  expectNothingLeaked,
  expectOwnMasks,
  freshlyMasked,
  ticksOf,
} from './expectations.ts';
import type { CameraSettings, FrameHost, SourceKind } from './frame-host.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const size = { width: 320, height: 180 };

const contents = ['owned', 'wrapped'] as const;

/** A camera that shows a test source; a wrapped one is put backstage first. */
async function addCamera(
  host: FrameHost,
  content: (typeof contents)[number],
  settings: CameraSettings,
  kind: SourceKind = 'plain',
): Promise<void> {
  if (content === 'owned') {
    await host.addCamera('camera', { camera_kind: kind, camera_settings: size, ...settings });
  } else {
    await host.command('backstage', 'inner', kind, size.width, size.height);
    await host.addCamera('camera', { wrapped_source: 'inner', ...settings });
  }
}

describe.each(contents)('over an %s source', (content) => {
  it.each([
    { mode: 'exact', delayFrames: 4 },
    { mode: 'guard', delayFrames: 12 },
  ] as const)('draws mask k on frame k in $mode mode', async ({ mode, delayFrames }) => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, content, { mode });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 60);
    const status = await host.status('camera');
    expect(status.kind).toBe('private_camera');
    expect(status.delay_frames).toBe(delayFrames);
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expectNeverBackwards(ticks);
    const fresh = freshlyMasked(ticks);
    expect(fresh.length).toBeGreaterThan(20);
    for (const tick of fresh) expect(tick.sourceFrame - (tick.frame ?? 0)).toBe(delayFrames);
    expect(ticks.find((tick) => tick.kind !== 'empty')?.kind).toBe('covered');
  });

  it.each(['async', 'custom_draw', 'alpha', 'srgb_16f'] as const)(
    'of kind %s is masked',
    async (kind) => {
      const host = await stage.startHost();
      const daemon = stage.startDaemon(host);
      await addCamera(host, content, { mode: 'exact' }, kind);
      await host.nextOfKind('camera', 'masked');
      await host.nextTicks('camera', 30);
      expectNothingLeaked(ticksOf(host, 'camera'));
      expectOwnMasks(ticksOf(host, 'camera'), daemon);
    },
  );

  it('covers while there is no daemon', async () => {
    const host = await stage.startHost();
    await addCamera(host, content, { mode: 'exact' });
    await host.nextOfKind('camera', 'covered');
    const ticks = await host.nextTicks('camera', 20);
    expect(ticks.every((tick) => tick.kind === 'covered')).toBe(true);
    expectNothingLeaked(ticksOf(host, 'camera'));
  });

  it('covers at once when its size changes, and recovers', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, content, { mode: 'exact' });
    await host.nextOfKind('camera', 'masked');
    for (const [width, height] of [
      [321, 181],
      [640, 360],
      [16, 16],
    ] as const) {
      const resized = host.nextTick(`${width}x${height}`, (tick) => tick.width === width);
      await host.command('size', 'camera', width, height);
      expect((await resized).kind).toBe('covered');
      await host.nextOfKind('camera', 'masked');
    }
    await host.command('size', 'camera', 0, 0);
    await host.nextOfKind('camera', 'empty');
    await host.command('size', 'camera', 320, 180);
    await host.nextOfKind('camera', 'covered');
    await host.nextOfKind('camera', 'masked');
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('comes back covered after it was hidden', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, content, { mode: 'guard' });
    await host.nextOfKind('camera', 'masked');
    await host.command('hide', 'camera', 10);
    await host.nextOfKind('camera', 'hidden');
    const [first] = await host.nextTicks('camera', 11);
    expect(first?.kind).toBe('hidden');
    const masked = await host.nextOfKind('camera', 'masked');
    const back = ticksOf(host, 'camera').find(
      (tick) => tick.tick > (first?.tick ?? 0) && tick.kind !== 'hidden',
    );
    expect(back?.kind).toBe('covered');
    expect(masked.frame).toBeGreaterThanOrEqual(back?.sourceFrame ?? 0);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('takes over settings as the filter does', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, content, { mode: 'exact' });
    await host.nextOfKind('camera', 'masked');
    await host.command('settings', 'camera', JSON.stringify({ mode: 'guard' }));
    await host.nextOfKind('camera', 'covered');
    await host.nextOfKind('camera', 'masked');
    expect((await host.status('camera')).delay_frames).toBe(12);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('is processed once however often it is drawn', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.command('draws', 3);
    await addCamera(host, content, { mode: 'exact' });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 20);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });
});

describe('an owned camera', () => {
  it('can be changed for one of another kind, which is masked too', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, 'owned', { mode: 'exact' });
    await host.nextOfKind('camera', 'masked');
    const change = { camera_kind: 'async', camera_settings: { width: 200, height: 120 } };
    await host.command('settings', 'camera', JSON.stringify(change));
    await host.nextTick('the other one', (tick) => tick.width === 200 && tick.kind === 'masked');
    await host.nextTicks('camera', 10);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });

  it('of a kind that does not exist shows nothing', async () => {
    const host = await stage.startHost();
    stage.startDaemon(host);
    await host.addCamera('camera', { camera_kind: 'no_such_kind', camera_settings: size });
    const ticks = await host.nextTicks('camera', 10);
    expect(ticks.every((tick) => tick.kind === 'empty')).toBe(true);
  });

  it('is saved with its settings and filters, and masked again when it is loaded', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await addCamera(host, 'owned', { mode: 'exact' }, 'async');
    await host.nextOfKind('camera', 'masked');
    const saved = JSON.stringify(await host.command('save', 'camera'));
    expect(saved).toContain('"camera_kind":"async"');
    expect(JSON.parse(saved).settings.camera_settings).toEqual(size);
    await host.command('unsource', 'camera');
    await host.command('restore', saved);
    const from = host.ticks.length;
    await host.nextOfKind('camera', 'masked');
    const ticks = host.ticks.slice(from);
    expect(ticks.at(-1)?.width).toBe(size.width);
    expectNothingLeaked(ticksOf(host, 'camera'));
    expectOwnMasks(ticksOf(host, 'camera'), daemon);
  });
});
