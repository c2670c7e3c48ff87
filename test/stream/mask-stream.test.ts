import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import { FakeFinder, FakePort, face, isInside, stripes } from './fake-port.ts';
import { createStream } from './guarded-stream.ts';

describe('MaskStream in guard mode', () => {
  it('shows each analysed picture when its masks are out, and none that failed', async () => {
    const port = new FakePort();
    const finder = new FakeFinder();
    const shown: number[] = [];
    const stream = new MaskStream({
      port,
      finder,
      settings: {
        mask_type: 'pixelate',
        intensity: 70,
        mask_color: 0xff000000,
        mode: 'exact',
        look_ahead_ms: 0,
      },
      onPublished: ({ facts }) => {
        shown.push(facts.id);
        // Exact mode waits for the frame after it, where that comes in time.
        expect(port.publishedIds.at(-1) ?? 0).toBe(facts.id === 4 ? 4 : facts.id - 1);
      },
      onStateChange: () => undefined,
    });
    for (let id = 1; id <= 6; id++) {
      finder.error = id === 3 ? new Error('no detector') : undefined;
      port.show(id, { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 });
      await stream.analyse();
    }
    expect(shown).toEqual([1, 2, 4, 5, 6]);
  });

  it('publishes each frame once the frames of its look-ahead were analysed', async () => {
    const { port, analyse } = createStream();
    for (let id = 1; id <= 20; id++) {
      await analyse(id);
    }
    expect(port.publishedIds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(port.published.every((mask) => !mask.isExtrapolated && !mask.isCover)).toBe(true);
  });

  it('masks a face in the frames before the one that first found it', async () => {
    const { port, finder, analyse } = createStream();
    for (let id = 1; id <= 20; id++) {
      finder.faces = id >= 9 ? [face(20, 10, 8)] : [];
      await analyse(id);
    }
    // The face's middle in source pixels: analysis pixels times 20.
    const masked = port.published.filter((mask) =>
      mask.quads.some((quad) => isInside(quad, 480, 280)),
    );
    expect(masked.map((mask) => mask.frameId)).toContain(1);
    expect(masked).toHaveLength(port.published.length);
  });

  it('masks a face that only the second look found, before its frame goes out', async () => {
    const { port, finder, stream, analyse } = createStream();
    finder.secondFaces = [face(20, 10, 8)];
    port.flicker();
    for (let id = 1; id <= 20; id++) {
      await analyse(id);
      // All of the first picture was looked at before its mask.
      expect(stream.canDeepen()).toBe(id > 1);
      if (id === 1) continue;
      await stream.deepen();
      expect(stream.canDeepen()).toBe(false);
    }
    expect(port.published.every((mask) => mask.quads.length === 1)).toBe(true);
  });

  it('masks more around what a pass saw that sees the picture small', async () => {
    const reach = async (grainPx: number) => {
      const { port, finder, analyse } = createStream();
      finder.grainPx = grainPx;
      finder.secondFaces = [face(20, 10, 8)];
      for (let id = 1; id <= 10; id++) await analyse(id);
      const [, , ax = 0, , , by = 0] = port.published[0]?.quads[0] ?? [];
      return { width: ax, height: by };
    };
    const fine = await reach(1);
    const coarse = await reach(2.5);
    expect(fine.width).toBeGreaterThan(0);
    // By two and a half pixels of the image on each side, twenty of the source each, and all that is grown with them.
    expect(coarse.width - fine.width).toBeGreaterThan(100);
    expect(coarse.height - fine.height).toBeGreaterThan(100);
  });

  it('vouches for nothing that changed and that no further pass has looked at', async () => {
    const { port, stream, analyse } = createStream();
    port.flicker();
    for (let id = 1; id <= 40; id++) {
      await analyse(id);
      if (id >= 20 && stream.canDeepen()) await stream.deepen();
    }
    // The first one was looked at by all passes; from frame 20 on looks are had again, one at each frame.
    expect(port.publishedIds[0]).toBe(1);
    expect(port.publishedIds[1]).toBeGreaterThan(11);
    expect(port.publishedIds).toContain(31);
  });

  it('publishes no frame of a gap too long to vouch for', async () => {
    const { port, analyse } = createStream();
    for (const id of [1, 2, 3, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52]) {
      await analyse(id);
    }
    expect(port.publishedIds.filter((id) => id > 3 && id < 40)).toEqual([]);
    expect(port.publishedIds).toContain(3);
    expect(port.publishedIds).toContain(40);
  });

  it('interpolates two skipped frames at 30 a second, and no more', async () => {
    const { port, analyse } = createStream();
    for (const id of [1, 2, 3, 6, 7, 8, 12]) await analyse(id);
    for (let id = 13; id <= 30; id++) await analyse(id);
    expect(port.publishedIds.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12, 13]);
  });

  it('masks every frame that it publishes where ticks are far apart, or stop for long', async () => {
    for (const tickMs of [300, 900, 4000]) {
      const { port, finder, analyse } = createStream();
      finder.faces = [face(20, 10, 8)];
      let capturedMs = 1000;
      for (let id = 1; id <= 60; id++) {
        capturedMs += id < 20 ? 100 / 3 : tickMs;
        // As if all of it had been stopped for a while.
        if (id === 50) capturedMs += 60_000;
        await analyse(id, { capturedMs });
      }
      expect(port.published.length).toBeGreaterThan(10);
      expect(port.published.every((mask) => mask.quads.length > 0)).toBe(true);
    }
  });

  it('vouches for no frame that it did not see just after OBS stood still', async () => {
    const { port, analyse } = createStream();
    const sleptMs = 5000;
    // Every other frame is analysed; after frame 21 nothing runs for a while.
    for (let id = 1; id <= 121; id += 2) {
      await analyse(id, { capturedMs: (id * 100) / 3 + (id > 21 ? sleptMs : 0) });
    }
    const unseen = port.publishedIds.filter((id) => id % 2 === 0);
    expect(unseen.filter((id) => id < 21)).toHaveLength(10);
    expect(unseen.filter((id) => id > 21 && id < 66)).toEqual([]);
    expect(unseen.filter((id) => id > 72)).not.toHaveLength(0);
    const seen = port.publishedIds.filter((id) => id % 2 === 1);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_none, index) => 2 * index + 1));
  });

  it('starts anew with an epoch: old tracks mask nothing, earlier frames get no mask', async () => {
    const { port, finder, analyse } = createStream();
    finder.faces = [face(20, 10, 8)];
    for (let id = 1; id <= 12; id++) {
      await analyse(id);
    }
    finder.faces = [];
    for (let id = 20; id <= 40; id++) {
      await analyse(id, { epoch: 2 });
    }
    const second = port.published.filter((mask) => mask.epoch === 2);
    expect(second[0]?.frameId).toBe(20);
    expect(second.every((mask) => mask.quads.length === 0)).toBe(true);
    expect(port.publishedIds.filter((id) => id > 12 && id < 20)).toEqual([]);
  });

  it('publishes no mask for frames the detector failed on, says so, and recovers', async () => {
    const { port, finder, states, analyse } = createStream();
    for (let id = 1; id <= 10; id++) {
      await analyse(id);
    }
    const before = port.publishedIds.length;
    finder.error = new CodedError('model_invalid', 'The model can not be run.');
    for (let id = 11; id <= 15; id++) {
      await analyse(id);
    }
    expect(port.publishedIds).toHaveLength(before);
    finder.error = undefined;
    for (let id = 16; id <= 40; id++) {
      await analyse(id);
    }
    expect(port.publishedIds.filter((id) => id >= 11 && id <= 15)).toEqual([]);
    expect(port.publishedIds).toContain(20);
    expect(states.map((health) => health.state)).toEqual(['running', 'failed', 'running']);
    expect(states[1]?.code).toBe('model_invalid');
  });

  it('goes on without second looks when they fail, and says so', async () => {
    const { port, finder, stream, states, analyse } = createStream();
    finder.secondError = new CodedError('model_invalid', 'The second model can not be run.');
    for (let id = 1; id <= 20; id++) {
      await analyse(id);
      if (stream.canDeepen()) {
        await stream.deepen();
      }
    }
    expect(port.publishedIds).toHaveLength(12);
    expect(states.map((health) => [health.state, health.code])).toEqual([
      ['running', 'model_invalid'],
    ]);
  });

  it('takes a jump of ids as a new beginning', async () => {
    const { port, analyse } = createStream();
    const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
    for (const id of [1, 2, 2 ** 52, 2 ** 52 + 1]) await analyse(id, exact);
    expect(port.publishedIds).toEqual([1, 2 ** 52]);
  });

  it('runs every further pass before it publishes the first frame, and one after a scene cut', async () => {
    const { port, finder, analyse } = createStream();
    const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
    for (let id = 1; id <= 10; id++) {
      port.paint = (pixels) => stripes(pixels, 4);
      await analyse(id, exact);
    }
    expect(finder.secondLooks).toBe(1);
    finder.secondFaces = [face(20, 10, 8)];
    port.paint = (pixels) => stripes(pixels, 23);
    await analyse(11, exact);
    expect(finder.secondLooks).toBe(2);
    await analyse(12, exact);
    expect(port.published.at(-1)).toMatchObject({ frameId: 11 });
    expect(port.published.at(-1)?.quads).toHaveLength(1);
  });

  it('publishes no mask for a frame whose passes after a scene cut failed', async () => {
    const { port, finder, states, analyse } = createStream();
    const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
    port.paint = (pixels) => stripes(pixels, 4);
    for (let id = 1; id <= 10; id++) {
      await analyse(id, exact);
    }
    finder.secondError = new CodedError('model_invalid', 'The second model can not be run.');
    port.paint = (pixels) => stripes(pixels, 23);
    await analyse(12, exact);
    finder.secondError = undefined;
    await analyse(14, exact);
    expect(port.publishedIds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14]);
    expect(states.map((health) => health.state)).toEqual(['running', 'failed', 'running']);
  });

  it.each(['error', 'secondError'] as const)(
    'looks thoroughly at the next frame when the first of a new scene failed with %s',
    async (failing) => {
      const { port, finder, analyse } = createStream();
      const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
      port.paint = (pixels) => stripes(pixels, 4);
      for (let id = 1; id <= 10; id++) await analyse(id, exact);
      expect(finder.secondLooks).toBe(1);
      finder[failing] = new CodedError('model_invalid', 'The model can not be run.');
      port.paint = (pixels) => stripes(pixels, 23);
      await analyse(11, exact);
      finder[failing] = undefined;
      const before = finder.secondLooks;
      await analyse(12, exact);
      expect(finder.secondLooks).toBe(before + 1);
      await analyse(13, exact);
      expect(finder.secondLooks).toBe(before + 1);
    },
  );

  it('gives up its tracks after failing three times in a row', async () => {
    const { port, finder, analyse } = createStream();
    for (let id = 1; id <= 10; id++) {
      await analyse(id);
    }
    finder.error = new Error('no luck');
    for (let id = 11; id <= 13; id++) {
      await analyse(id);
    }
    finder.error = undefined;
    for (let id = 14; id <= 40; id++) {
      await analyse(id);
    }
    expect(port.publishedIds.filter((id) => id > 2 && id < 14)).toEqual([]);
    expect(port.publishedIds).toContain(14);
  });

  it('waits for the next frame when one can not be read, and says why', async () => {
    const { port, stream, states } = createStream();
    port.readFrame = () => {
      throw new CodedError('frame_invalid', 'A frame was refused.');
    };
    port.show(1);
    expect(await stream.analyse()).toBe(false);
    expect(states.map((health) => health.code)).toEqual(['frame_invalid']);
    expect(port.published).toEqual([]);
  });

  it('asks for a cover when there are more faces than patches', async () => {
    const { port, finder, analyse } = createStream();
    finder.faces = Array.from({ length: 200 }, (_none, index) =>
      face((index % 20) * 3.2, Math.floor(index / 20) * 3.6, 2.6),
    );
    for (let id = 1; id <= 20; id++) {
      await analyse(id);
    }
    const wholeFrame = (quad: readonly number[]) =>
      [
        [1, 1],
        [1279, 1],
        [1, 719],
        [1279, 719],
      ].every(([x = 0, y = 0]) => isInside(quad, x, y));
    expect(port.published.length).toBeGreaterThan(0);
    expect(port.published.every((mask) => mask.isCover || mask.quads.some(wholeFrame))).toBe(true);
  });
});

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
