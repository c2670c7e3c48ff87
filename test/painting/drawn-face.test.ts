import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FacePose, neutralPose } from '../../control-server/src/expression/face-pose.ts';
import { MaskPainter } from '../../control-server/src/painting/mask-painter.ts';
import { createPatchBatch } from '../../control-server/src/painting/patch.ts';
import { patchShape } from '../../control-server/src/painting/patch-shape.ts';
import { drawnAt, imageOf, noise, regionOf } from './faces.ts';

const skin = 0xff5784c0;
const seen: FacePose = { ...neutralPose, visibility: 1 };

interface Drawing {
  readonly pose?: FacePose | undefined;
  readonly region?: ReturnType<typeof regionOf>;
  readonly image?: ReturnType<typeof noise>;
  readonly maskColor?: number;
  readonly intensity?: number;
}

function drawing({ pose, region = regionOf(), image, maskColor = skin, intensity = 70 }: Drawing) {
  const painter = new MaskPainter();
  const batch = createPatchBatch();
  const regions = [region];
  if (image) painter.observe(image, { x: 1, y: 1 }, regions, 0);
  const poses = pose ? { poses: { poseAt: () => pose } } : {};
  const isPainted = painter.paint(
    { regions, timeMs: 0, maskType: 'drawn_face', intensity, maskColor, ...poses },
    batch,
  );
  expect(isPainted).toBe(true);
  return batch;
}

/** As text: quicker to compare. */
function pixelsOf(options: Drawing): string {
  return textOf(drawing(options));
}

function textOf({ pixels, pixelBytes }: ReturnType<typeof drawing>): string {
  return Buffer.from(pixels.subarray(0, pixelBytes)).toString('latin1');
}

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyPose = fc.record({
  visibility: real(0, 1),
  yawRad: real(-0.6, 0.6),
  pitchRad: real(-0.6, 0.6),
  rollRad: real(-4, 4),
  mouth: real(0, 1),
  eyes: real(0, 1),
  corners: real(-1, 1),
  brows: real(-1, 1),
});
const anyRegion = fc
  .record({
    halfWidthPx: real(8, 600),
    halfHeightPx: real(8, 600),
    angleRad: real(-3.2, 3.2),
  })
  .map(regionOf);

describe('drawn face', () => {
  it('is opaque over the whole region and as soft as the others outside, in every pose', () => {
    fc.assert(
      fc.property(anyPose, anyRegion, (pose, region) => {
        const batch = drawing({ pose, region });
        const side = batch.sides[0] as 32 | 64 | 128 | 256;
        const { alpha } = patchShape(side);
        for (let at = 0; at < alpha.length; at++) {
          if (batch.pixels[at * 4 + 3] !== alpha[at]) throw new Error(`texel ${at} of ${side}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing of the picture in it: other pixels, the same patch', () => {
    fc.assert(
      fc.property(anyPose, fc.integer({ min: 1, max: 1e6 }), (pose, seed) => {
        const unsampled = pixelsOf({ pose });
        expect(pixelsOf({ pose, image: noise(seed) }) === unsampled).toBe(true);
        expect(
          pixelsOf({ pose, image: imageOf(640, 360, () => [212, 160, 130]) }) === unsampled,
        ).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it('hangs on nothing that was drawn before, and not on the intensity', () => {
    const painter = new MaskPainter();
    const batch = createPatchBatch();
    const request = {
      regions: [regionOf()],
      timeMs: 0,
      maskType: 'drawn_face',
      maskColor: skin,
    } as const;
    fc.assert(
      fc.property(anyPose, fc.integer({ min: 10, max: 100 }), (pose, intensity) => {
        painter.paint({ ...request, intensity, poses: { poseAt: () => pose } }, batch);
        expect(textOf(batch) === pixelsOf({ pose, intensity: 70 })).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same, as large as ever, whatever the face’s own proportions are', () => {
    const wide = regionOf({ faceWidthPx: 110, faceHeightPx: 90 });
    expect(pixelsOf({ region: wide }) === pixelsOf({})).toBe(true);
  });

  it('without landmarks, or where the face was not seen, is neutral', () => {
    expect(pixelsOf({ pose: neutralPose }) === pixelsOf({ pose: seen })).toBe(true);
    expect(pixelsOf({}) === pixelsOf({ pose: neutralPose })).toBe(true);
    const turned = regionOf({ angleRad: 0.4 });
    expect(pixelsOf({ region: turned }) === pixelsOf({})).toBe(true);
  });

  it.each<[string, Partial<FacePose>]>([
    ['opens its mouth', { mouth: 1 }],
    ['shuts its eyes', { eyes: 0 }],
    ['lifts the corners', { corners: 1 }],
    ['lifts the brows', { brows: 1 }],
    ['turns', { yawRad: 0.5 }],
    ['nods', { pitchRad: 0.5 }],
    ['leans', { rollRad: 0.3 }],
  ])('%s', (_name, change) => {
    expect(pixelsOf({ pose: { ...seen, ...change } }) === pixelsOf({ pose: seen })).toBe(false);
  });

  it('looks to the side that the head turns to, and leans as it does', () => {
    const eyes = (batch: ReturnType<typeof drawing>) => {
      // The eyes are the only white.
      const side = batch.sides[0] ?? 0;
      const [xs, slopes]: [number[], number[]] = [[], []];
      for (let at = 0; at < side * side; at++) {
        if ((batch.pixels[at * 4] ?? 0) < 250 || (batch.pixels[at * 4 + 2] ?? 0) < 250) continue;
        xs.push((at % side) / side - 0.5);
        slopes.push(((at % side) / side - 0.5) * (Math.floor(at / side) / side - 0.5));
      }
      const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
      return { x: mean(xs), slope: mean(slopes) };
    };
    expect(eyes(drawing({ pose: { ...seen, yawRad: 0.4 } })).x).toBeGreaterThan(0.02);
    expect(eyes(drawing({ pose: { ...seen, yawRad: -0.4 } })).x).toBeLessThan(-0.02);
    const level = eyes(drawing({ pose: seen })).slope;
    expect(eyes(drawing({ pose: { ...seen, rollRad: 0.3 } })).slope).toBeGreaterThan(level + 1e-3);
    // The patch is turned with its region already.
    const region = regionOf({ angleRad: 0.3 });
    expect(eyes(drawing({ pose: { ...seen, rollRad: 0.3 }, region })).slope).toBeCloseTo(level, 4);
  });

  it('has the chosen colour, whatever its alpha says', () => {
    for (const maskColor of [skin, 0x00ff8000, 0xff1f1f1f]) {
      const batch = drawing({ maskColor });
      const [red, green, blue, alpha] = drawnAt(batch, 0, 320, 180 - 55) ?? [];
      expect([red, green, blue].map((value) => Math.round(value ?? 0))).toEqual(
        [0, 8, 16].map((shift) => (maskColor >>> shift) & 0xff),
      );
      expect(alpha).toBe(255);
    }
  });
});
