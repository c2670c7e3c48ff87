// A picture that stands is not computed again, and every frame of it is masked as if it were.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SquareRegion } from '../../control-server/src/detection/blazeface-decoding.ts';
import type {
  AnalysisImage,
  Detection,
  FaceDetector,
} from '../../control-server/src/detection/detection.ts';
import type { FurtherPass } from '../../control-server/src/detection/further-passes.ts';
import { remembering } from '../../control-server/src/detection/pass-memory.ts';
import type { FaceFinder } from '../../control-server/src/stream/face-finder.ts';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import { FakePort, face, stripes } from './fake-port.ts';

const roundPasses = 5;

/** What each pass finds hangs on the picture's first pixel, its shade, and is another thing for each pass. */
class PixelFinder implements FaceFinder {
  readonly provider = 'fake';
  readonly made: string[] = [];
  error: Error | undefined;
  readonly #isRemembering: boolean;
  readonly furtherPasses: FurtherPass[];
  readonly #main: FaceDetector;

  constructor(isRemembering = true) {
    this.#isRemembering = isRemembering;
    this.#main = this.#pass('main', (shade) =>
      shade % 5 === 0 ? [] : [face(10 + (shade % 3), 8, 9, shade % 2 === 0 ? 0.95 : 0.55)],
    );
    this.furtherPasses = Array.from({ length: roundPasses }, (_none, at) => ({
      ...this.#pass(`pass-${at}`, (shade) =>
        shade % (at + 2) === 0 ? [face(30 + at, 14, 8)] : [],
      ),
      region: ({ widthPx, heightPx }) => ({ xPx: 0, yPx: 0, widthPx, heightPx }),
      grainPx: () => 1,
      isAwaited: at < 3,
      weight: 1,
    }));
  }

  primary(image: AnalysisImage) {
    return this.#main.detect(image);
  }

  closely(image: AnalysisImage, { xPx, yPx, sidePx }: SquareRegion) {
    return this.#pass(`close-${xPx}-${yPx}-${sidePx}`, (shade) =>
      shade % 3 === 0 ? [face(11, 8, 9, 0.7)] : [],
    ).detect(image);
  }

  #pass(name: string, find: (shade: number) => Detection[]): FaceDetector {
    const detect = async ({ data }: AnalysisImage) => {
      this.made.push(name);
      if (this.error) throw this.error;
      return find(data[0] ?? 0);
    };
    const detector = { name, detect, async dispose() {} };
    return this.#isRemembering ? remembering(detector) : detector;
  }
}

function createStream(finder: PixelFinder) {
  const port = new FakePort();
  const stream = new MaskStream({
    port,
    finder,
    settings: {
      mask_type: 'pixelate',
      intensity: 70,
      mask_color: 0xff000000,
      mode: 'guard',
      look_ahead_ms: 250,
    },
    onStateChange: () => undefined,
  });
  let id = 0;
  /** The next frame shows this picture, and gets so many second looks at most. */
  const show = async (picture: number, looks = 2) => {
    port.paint = (pixels) => {
      stripes(pixels, 1 + (picture % 4));
      pixels[0] = picture;
    };
    port.show(++id);
    await stream.analyse();
    for (let look = 0; look < looks && stream.canDeepen(); look++) await stream.deepen();
  };
  return { port, stream, show };
}

describe('a picture that stands', () => {
  it('is seen once by each pass; then nothing is computed, and every frame is masked', async () => {
    const finder = new PixelFinder();
    const { port, stream, show } = createStream(finder);
    for (let frame = 0; frame < 30; frame++) await show(6);
    expect(finder.made.filter((name) => name === 'main')).toHaveLength(1);
    for (let at = 0; at < roundPasses; at++) {
      expect(finder.made.filter((name) => name === `pass-${at}`)).toHaveLength(1);
    }
    const made = finder.made.length;
    for (let frame = 0; frame < 300; frame++) await show(6);
    expect(finder.made).toHaveLength(made);
    expect(stream.status(0)).toMatchObject({ analysed: 330, unchanged: 329, detect_ms: { n: 1 } });
    expect(port.published.at(-1)?.quads.length).toBeGreaterThan(0);
    expect(port.publishedIds).toHaveLength(330 - 8);
  });

  it('that differs in one bit of its last pixel is another one, and so is one of another size', async () => {
    const finder = new PixelFinder();
    const { port, stream, show } = createStream(finder);
    const seen = () => finder.made.filter((name) => name === 'main').length;
    await show(6);
    await show(6);
    expect(seen()).toBe(1);
    const { paint } = port;
    port.paint = (pixels) => {
      paint(pixels);
      const last = pixels.length - 1;
      pixels[last] = (pixels[last] ?? 0) ^ 1;
    };
    port.show(3);
    await stream.analyse();
    expect(seen()).toBe(2);
    port.show(4, { widthPx: 36, heightPx: 64 });
    await stream.analyse();
    expect(seen()).toBe(3);
  });

  it('is computed after all where the pass over the frame before failed', async () => {
    const finder = new PixelFinder();
    const { port, show } = createStream(finder);
    await show(6);
    finder.error = new Error('no detector');
    await show(7);
    await show(7);
    finder.error = undefined;
    for (let frame = 0; frame < 12; frame++) await show(7);
    expect(port.publishedIds).toContain(4);
    expect(port.publishedIds).not.toContain(2);
    expect(port.publishedIds).not.toContain(3);
  });

  it('has the same masks as if each frame were computed, whatever stands for how long', async () => {
    const runs = fc.array(
      fc.record({
        picture: fc.integer({ min: 0, max: 12 }),
        frames: fc.integer({ min: 1, max: 12 }),
        looks: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(runs, async (timeline) => {
        const published = [];
        for (const isRemembering of [true, false]) {
          const { port, show } = createStream(new PixelFinder(isRemembering));
          for (const { picture, frames, looks } of timeline) {
            for (let frame = 0; frame < frames; frame++) await show(picture, looks);
          }
          published.push(port.published);
        }
        expect(published[0]).toEqual(published[1]);
      }),
      { numRuns: 60 },
    );
  });
});
