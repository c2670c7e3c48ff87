// Frame k leaves with the mask made for frame k, or not at all.

import { describe, expect, it } from 'vitest';
import {
  countOf,
  expectNeverBackwards,
  expectNothingLeaked,
  expectOwnMasks,
  freshlyMasked,
  ticksOf,
} from './expectations.ts';
import { honest, lookingAhead } from './fake-daemon.ts';
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
  });
});

describe.each(['exact', 'guard'] as const)('%s mode', (mode) => {
  it('draws mask k on frame k, delayed by what the status says', async () => {
    const host = await stage.startHost();
    const daemon = stage.startDaemon(host);
    await host.addSource({ name: 'camera', settings: { mode } });
    await host.nextOfKind('camera', 'masked');
    await host.nextTicks('camera', 60);
    const { delay_frames: delayFrames } = await host.status('camera');
    const ticks = ticksOf(host, 'camera');
    expectNothingLeaked(ticks);
    expectOwnMasks(ticks, daemon);
    expectNeverBackwards(ticks);
    const fresh = freshlyMasked(ticks);
    expect(fresh.length).toBeGreaterThan(30);
    for (const tick of fresh) expect(tick.sourceFrame - (tick.frame ?? 0)).toBe(delayFrames);
    expect(ticks[0]?.kind).toBe('covered');
    expect(daemon.seen.every((frame) => frame.delayFrames === delayFrames)).toBe(true);
  });
});
