import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { face } from './fake-port.ts';
import { createStream } from './guarded-stream.ts';

describe('MaskStream in the other modes', () => {
  it('publishes in exact mode what is due before the next analysis, interpolating skipped frames', async () => {
    const { port, analyse } = createStream();
    const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
    await analyse(1, exact);
    expect(port.publishedIds).toEqual([]);
    await analyse(2, exact);
    expect(port.publishedIds).toEqual([1]);
    await analyse(5, exact);
    expect(port.publishedIds).toEqual([1, 2, 3, 4, 5]);
  });

  it('masks a face in exact mode in the frame before the one that first found it', async () => {
    const { port, finder, analyse } = createStream();
    for (let id = 1; id <= 20; id++) {
      finder.faces = id >= 9 ? [face(20, 10, 8)] : [];
      await analyse(id, { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 });
    }
    const masked = port.published.filter(({ quads }) => quads.length > 0);
    expect(masked[0]?.frameId).toBe(8);
  });

  it('waits for two frames in exact mode while it is quick, and for two seconds after it was slow for one', async () => {
    const { port, analyse } = createStream();
    let tookMs = 5;
    port.nowMs = () => port.frame.publishedMs + tookMs;
    const waits: number[] = [];
    for (let id = 1; id <= 160; id++) {
      tookMs = id === 50 ? 20 : 5;
      const publishedMs = (id + 1) * (100 / 3);
      await analyse(id, { mode: 'exact', delayFrames: 4, lookAheadFrames: 0, publishedMs });
      waits.push(id - (port.publishedIds.at(-1) ?? 0));
    }
    expect(new Set(waits.slice(2, 49))).toEqual(new Set([2]));
    expect(new Set(waits.slice(49, 109))).toEqual(new Set([1]));
    expect(new Set(waits.slice(112))).toEqual(new Set([2]));
  });

  it('paints predicted masks anew when the settings change, and no others', async () => {
    const { port, finder, stream, analyse } = createStream();
    // Of the same shape: only what is painted differs.
    const other = {
      mask_type: 'pixelate',
      intensity: 70,
      mask_color: 0xff00ff00,
      mode: 'live',
      look_ahead_ms: 0,
    } as const;
    const live = { mode: 'live', delayFrames: 0, lookAheadFrames: 0 } as const;
    finder.faces = [face(20, 10, 8)];
    for (let id = 1; id <= 6; id++) await analyse(id, live);
    const before = port.published.filter(({ basedOnId }) => basedOnId === 6);
    port.published.length = 0;
    // Two ticks on, with the analysis still to come.
    port.show(8, live);
    stream.setSettings(other);
    expect(port.published).toEqual(before.filter(({ frameId }) => frameId > 8));
    expect(port.published.length).toBeGreaterThan(0);
    expect(port.published.every((mask) => mask.isExtrapolated && mask.quads.length === 1)).toBe(
      true,
    );

    // What an analysis that failed leaves behind is no word on later frames.
    port.published.length = 0;
    finder.error = new Error('no detector');
    await analyse(9, live);
    stream.setSettings(other);
    // Nor is what comes from before a restart, and other modes do not predict.
    finder.error = undefined;
    await analyse(10, { ...live, epoch: 2 });
    port.published.length = 0;
    await analyse(11, { mode: 'exact', delayFrames: 4, lookAheadFrames: 0, epoch: 3 });
    port.published.length = 0;
    stream.setSettings(other);
    expect(port.published).toEqual([]);
  });

  it('does not paint anew while a frame is being analysed', async () => {
    const { port, finder, stream, analyse } = createStream();
    const live = { mode: 'live', delayFrames: 0, lookAheadFrames: 0 } as const;
    finder.faces = [face(20, 10, 8)];
    for (let id = 1; id <= 3; id++) await analyse(id, live);
    port.published.length = 0;
    const underWay = analyse(4, live);
    stream.setSettings({
      mask_type: 'blur',
      intensity: 20,
      mask_color: 0,
      mode: 'live',
      look_ahead_ms: 0,
    });
    expect(port.published).toEqual([]);
    await underWay;
    expect(port.published.every(({ basedOnId }) => basedOnId === 4)).toBe(true);
    expect(port.published.length).toBeGreaterThan(0);
  });

  it('publishes only frames to come in live mode, and says that they are predicted', async () => {
    const { port, analyse } = createStream();
    const live = { mode: 'live', delayFrames: 0, lookAheadFrames: 0 };
    await analyse(5, live);
    expect(port.publishedIds).toEqual([6, 7, 8, 9]);
    expect(port.published.every((mask) => mask.isExtrapolated)).toBe(true);
    await analyse(6, live);
    expect(port.publishedIds.slice(4)).toEqual([7, 8, 9, 10]);
  });
});

describe('MaskStream whatever frames arrive', () => {
  it('publishes each frame at most once, in order, never from the future, never in a long gap', async () => {
    const steps = fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 12 }),
        isReadable: fc.boolean(),
        hasFace: fc.boolean(),
        fails: fc.boolean(),
        newEpoch: fc.constantFrom(false, false, false, false, true),
      }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('guard', 'exact'), async (timeline, mode) => {
        const { port, finder, stream } = createStream();
        const analysed: number[] = [];
        let id = 0;
        let epoch = 1;
        for (const step of timeline) {
          id += step.gap;
          epoch += step.newEpoch ? 1 : 0;
          port.isReadable = step.isReadable;
          finder.faces = step.hasFace ? [face(20, 10, 8)] : [];
          finder.error = step.fails ? new Error('no luck') : undefined;
          port.show(id, { mode: mode as 'guard' | 'exact', epoch });
          await stream.analyse();
          if (step.isReadable && !step.fails) {
            analysed.push(id);
          }
        }
        const ids = port.publishedIds;
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
        for (const mask of port.published) {
          const before = analysed.filter((frame) => frame <= mask.frameId).at(-1);
          const after = analysed.find((frame) => frame >= mask.frameId);
          expect(before).toBeDefined();
          expect(after).toBeDefined();
          expect(mask.basedOnId).toBeGreaterThanOrEqual(mask.frameId);
          const gapMs = ((after ?? 0) - (before ?? 0)) * (100 / 3);
          expect(after === before || gapMs <= 200.01).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
