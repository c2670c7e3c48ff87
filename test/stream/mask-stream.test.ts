import { describe, expect, it } from 'vitest';
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
