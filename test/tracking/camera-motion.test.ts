import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import {
  CameraMotion,
  type CameraShift,
  isCameraMove,
} from '../../control-server/src/tracking/camera-motion.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import { between } from './motions.ts';
import { inFront, moved, pictureOf, room, type Scene } from './shaken-pictures.ts';

function shiftOf(...pictures: readonly AnalysisImage[]): CameraShift {
  const camera = new CameraMotion();
  let shift: CameraShift = { confidence: 0, xPx: 0, yPx: 0 };
  for (const picture of pictures) shift = { ...camera.estimate(picture) };
  return shift;
}

function shiftBetween(before: Scene, now: Scene): CameraShift {
  return shiftOf(pictureOf(before), pictureOf(now));
}

const unknown = { confidence: 0, xPx: 0, yPx: 0 };
const seeds = fc.integer({ min: 1, max: 1e6 });

describe('the shift of a picture', () => {
  it('is known to a pixel, whatever the room, up to a seventh of the picture', () => {
    fc.assert(
      fc.property(seeds, between(-96, 96), between(-48, 48), (seed, byX, byY) => {
        const shift = shiftBetween(room(seed), moved(room(seed), byX, byY));
        expect(shift.confidence).toBeGreaterThanOrEqual(0.65);
        // Less than a fifth of a cell is taken for standing still.
        expect(Math.abs(shift.xPx - byX)).toBeLessThan(Math.abs(byX) < 2 ? 1.5 : 1);
        expect(Math.abs(shift.yPx - byY)).toBeLessThan(Math.abs(byY) < 2 ? 1.5 : 1);
      }),
      { numRuns: 20, seed: 4 },
    );
  });

  it('is nothing where somebody moves in front of a room that stands still', () => {
    fc.assert(
      fc.property(
        seeds,
        between(120, 520),
        between(-60, 60),
        between(-30, 30),
        between(30, 110),
        (seed, x, byX, byY, radius) => {
          const before = inFront(room(seed), { x, y: 180, radius });
          const now = inFront(room(seed), { x: x + byX, y: 180 + byY, radius });
          const { xPx, yPx, confidence } = shiftBetween(before, now);
          expect([xPx, yPx]).toEqual([0, 0]);
          expect(isCameraMove({ xPx, yPx, confidence })).toBe(false);
        },
      ),
      { numRuns: 20, seed: 4 },
    );
  });

  it("is the room's where somebody goes the other way", () => {
    const before = inFront(room(5), { x: 320, y: 200, radius: 90 });
    const now = inFront(moved(room(5), 24, -9), { x: 290, y: 205, radius: 90 });
    const shift = shiftBetween(before, now);
    expect(shift.xPx).toBeCloseTo(24, 0);
    expect(shift.yPx).toBeCloseTo(-9, 0);
  });

  it.each<[string, Scene, Scene]>([
    ['flat', () => 90, () => 90],
    ['flat, with another brightness', () => 90, () => 140],
    ['only lit from one side', (x) => 60 + x / 8, (x) => 60 + (x + 20) / 8],
    ['all stripes, of which one is as good as the next', stripes(0), stripes(8)],
    ['all tiles, of which one is as good as the next', tiles(0), tiles(24)],
    ['of another scene', room(1), room(2)],
    ['black', room(1), () => 0],
  ])('is not known where the picture is %s', (_name, before, now) => {
    expect(shiftBetween(before, now)).toEqual(unknown);
  });

  it('is not known in noise', () => {
    const noisy = (seed: number): Scene => {
      const random = seededRandom(seed);
      return () => 100 + 40 * random();
    };
    expect(shiftBetween(noisy(1), noisy(2))).toEqual(unknown);
  });

  it('is found while the exposure changes', () => {
    const brighter: Scene = (x, y) => moved(room(9), 22, 6)(x, y) + 30;
    const shift = shiftBetween(room(9), brighter);
    expect(shift.xPx).toBeCloseTo(22, 0);
    expect(shift.yPx).toBeCloseTo(6, 0);
  });

  it('is not known from the first picture, after a reset, and from one size to another', () => {
    const picture = pictureOf(room(3));
    expect(shiftOf(picture)).toEqual(unknown);
    const small = pictureOf(room(3), { widthPx: 320, heightPx: 180 });
    expect(shiftOf(picture, small)).toEqual(unknown);
    const camera = new CameraMotion();
    camera.estimate(picture);
    camera.reset();
    expect(camera.estimate(pictureOf(moved(room(3), 20, 0)))).toEqual(unknown);
  });

  it('is found in upright pictures, and not looked for in tiny ones', () => {
    const upright = { widthPx: 360, heightPx: 640 };
    const shift = shiftOf(pictureOf(room(6), upright), pictureOf(moved(room(6), -18, 40), upright));
    expect(shift.xPx).toBeCloseTo(-18, 0);
    expect(shift.yPx).toBeCloseTo(40, 0);
    for (const side of [0, 1, 3, 17, 100]) {
      const size = { widthPx: side, heightPx: side };
      expect(shiftOf(pictureOf(room(6), size), pictureOf(room(6), size))).toEqual(unknown);
    }
  });
});

function stripes(byPx: number): Scene {
  return (x) => 120 + 60 * Math.sign(Math.sin(((x - byPx) * 2 * Math.PI) / 32));
}

function tiles(byPx: number): Scene {
  const wave = (at: number) => 40 * Math.sin(((at - byPx) * 2 * Math.PI) / 64);
  return (x, y) => 120 + wave(x) + wave(y);
}
