// A stream looks closely where a face should be and is not seen, and waits for it where that matters.

import { describe, expect, it } from 'vitest';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import { QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import { FakeFinder, FakePort, face, isInside } from './fake-port.ts';

/** A finder whose passes take time. */
class SlowFinder extends FakeFinder {
  readonly port: FakePort;
  passMs = 0;
  nowMs = 0;
  smallLooks = 0;

  constructor(port: FakePort) {
    super();
    this.port = port;
    port.nowMs = () => port.frame.capturedMs + this.nowMs;
  }

  override async further(image: AnalysisImage, pass: string) {
    if (pass.startsWith('small')) this.smallLooks++;
    else this.nowMs += this.passMs;
    return super.further(image, pass);
  }
}

function createStream(quality = new QualityLadder()) {
  const port = new FakePort();
  port.flicker();
  const finder = new SlowFinder(port);
  const stream = new MaskStream({
    port,
    finder,
    quality,
    settings: {
      mask_type: 'pixelate',
      intensity: 70,
      mask_color: 0xff000000,
      mode: 'guard',
      look_ahead_ms: 250,
    },
    onStateChange: () => undefined,
  });
  /** A frame, and as many second looks at it as the stream wants. */
  const pass = async (id: number) => {
    port.show(id);
    await stream.analyse();
    while (stream.canDeepen()) await stream.deepen();
  };
  return { port, finder, stream, pass };
}

describe('close looks', () => {
  it('are not taken while every face is seen', async () => {
    const { finder, pass } = createStream();
    finder.faces = [face(20, 10, 8)];
    for (let id = 1; id <= 20; id++) await pass(id);
    expect(finder.closeLooks).toEqual([]);
    // One at each frame; the first one has had all passes before its mask.
    expect(finder.secondLooks).toBe(20);
  });

  it('are taken around a face that is not seen any more, and keep it masked', async () => {
    for (const isSeenClosely of [true, false]) {
      const { port, finder, pass } = createStream();
      finder.faces = [face(20, 10, 8)];
      for (let id = 1; id <= 20; id++) await pass(id);
      finder.faces = [];
      finder.closeFaces = isSeenClosely ? [face(20, 10, 8)] : [];
      for (let id = 21; id <= 120; id++) await pass(id);
      const [square] = finder.closeLooks;
      expect(square).toBeDefined();
      const { xPx = 0, yPx = 0, sidePx = 0 } = square ?? {};
      // The face's middle, and all of it, in pixels of the analysis image.
      expect(Math.max(xPx, yPx)).toBeLessThan(10);
      expect(Math.min(xPx, yPx) + sidePx).toBeGreaterThan(28);
      expect(port.published.at(-1)?.quads.length).toBe(isSeenClosely ? 1 : 0);
    }
  });

  it('and the round are had as ever at the lowest quality step while a face is in doubt', async () => {
    class LowestLadder extends QualityLadder {
      override get demand() {
        return { step: 'few_looks', framesPerLook: 12, looksInSpareTime: false } as const;
      }
    }
    const { finder, pass } = createStream(new LowestLadder());
    finder.faces = [face(20, 10, 8)];
    for (let id = 1; id <= 240; id++) await pass(id);
    expect(finder.secondLooks).toBe(21);
    finder.faces = [];
    for (let id = 241; id <= 264; id++) await pass(id);
    expect(finder.closeLooks).toHaveLength(24);
    expect(finder.secondLooks).toBe(45);
  });

  it('begin a track where they are sure; what else they show is left to the round', async () => {
    for (const confidence of [0.7, 0.9]) {
      const { port, finder, pass } = createStream();
      finder.faces = [face(8, 8, 4)];
      for (let id = 1; id <= 20; id++) await pass(id);
      finder.faces = [];
      finder.closeFaces = [face(50, 26, 4, confidence)];
      for (let id = 21; id <= 60; id++) await pass(id);
      const masked = port.published.filter((mask) =>
        mask.quads.some((quad) => isInside(quad, 1040, 560)),
      );
      expect(masked.length > 0).toBe(confidence > 0.8);
    }
  });
});

describe('after a thorough look', () => {
  it('the passes that are left come at once where it took long, else with the next frames', async () => {
    for (const passMs of [20, 700]) {
      const { port, finder, stream } = createStream();
      finder.passMs = passMs;
      finder.smallPasses = 8;
      port.show(1);
      await stream.analyse();
      expect(finder.smallLooks).toBe(passMs > 200 ? 8 : 0);
      await stream.deepen();
      port.show(2);
      await stream.analyse();
      expect(stream.mustDeepen()).toBe(passMs <= 200);
    }
  });

  it('that took long, what it found is looked for again before the next mask', async () => {
    for (const passMs of [20, 700]) {
      const { port, finder, stream } = createStream();
      finder.passMs = passMs;
      finder.secondFaces = [face(20, 10, 8)];
      port.show(1);
      await stream.analyse();
      port.show(2);
      await stream.analyse();
      expect(finder.closeLooks).toHaveLength(passMs > 200 ? 1 : 0);
    }
  });

  it('that took long, a doubtful face is one', async () => {
    for (const passMs of [20, 700]) {
      const { port, finder, stream } = createStream();
      finder.passMs = passMs;
      finder.secondFaces = [face(20, 10, 8, 0.6)];
      const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 } as const;
      for (const id of [1, 2]) {
        port.show(id, exact);
        await stream.analyse();
      }
      expect(port.published[0]?.quads).toHaveLength(passMs > 200 ? 1 : 0);
    }
  });

  it('that took long, the next frames still have their look-ahead', async () => {
    const { port, finder, stream } = createStream();
    finder.passMs = 700;
    port.show(1);
    await stream.analyse();
    for (const id of [24, 25]) {
      port.show(id);
      await stream.analyse();
    }
    // Not due for some ticks: a face that is found meanwhile is filled back.
    expect(port.publishedIds.filter((id) => id > 1)).toEqual([]);
  });
});
