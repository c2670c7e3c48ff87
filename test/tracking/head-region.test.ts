// Faces whose masks lie on each other: the painter's cells are as large as the largest of them needs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MaskPainter } from '../../control-server/src/painting/mask-painter.ts';
import { createPatchBatch } from '../../control-server/src/painting/patch.ts';
import {
  type MutableRegion,
  shareFaceSizes,
} from '../../control-server/src/tracking/head-region.ts';
import { drawnAt, noise, regionOf } from '../painting/faces.ts';
import { faceResemblance } from '../support/resemblance.ts';

const regions = fc.array(
  fc.record({
    trackId: fc.integer({ min: 1, max: 50 }),
    centreXPx: fc.integer({ min: 0, max: 300 }),
    centreYPx: fc.integer({ min: 0, max: 300 }),
    halfWidthPx: fc.integer({ min: 4, max: 150 }),
    halfHeightPx: fc.integer({ min: 4, max: 150 }),
    angleRad: fc.constantFrom(0, 0.5, -1.5),
    faceWidthPx: fc.integer({ min: 4, max: 200 }),
    faceHeightPx: fc.integer({ min: 4, max: 200 }),
  }),
  { maxLength: 8 },
);

describe('shareFaceSizes', () => {
  it('makes no face smaller, and none inside another smaller than that one', () => {
    fc.assert(
      fc.property(regions, (drawn) => {
        const shared = drawn.map((region): MutableRegion => ({ ...region }));
        shareFaceSizes(shared);
        for (const [index, region] of shared.entries()) {
          const before = drawn[index];
          expect(region.faceWidthPx).toBeGreaterThanOrEqual(before?.faceWidthPx ?? 0);
          expect(region.faceHeightPx).toBeGreaterThanOrEqual(before?.faceHeightPx ?? 0);
          for (const other of drawn) {
            if (other.angleRad !== 0) continue;
            const isInside =
              Math.abs(region.centreXPx - other.centreXPx) <= other.halfWidthPx &&
              Math.abs(region.centreYPx - other.centreYPx) <= other.halfHeightPx;
            if (!isInside) continue;
            expect(region.faceWidthPx).toBeGreaterThanOrEqual(other.faceWidthPx);
            expect(region.faceHeightPx).toBeGreaterThanOrEqual(other.faceHeightPx);
          }
        }
      }),
    );
  });

  it('leaves faces side by side as they are', () => {
    const left = regionOf({ centreXPx: 100, faceHeightPx: 60 });
    const right = regionOf({ centreXPx: 300 });
    const shared = [{ ...left }, { ...right }];
    shareFaceSizes(shared);
    expect(shared).toEqual([left, right]);
  });

  it('keeps a small face inside a large one from bringing it back', () => {
    const image = noise(3);
    // Details of about the small face's cells.
    for (let y = 0; y < image.heightPx; y++) {
      for (let x = 0; x < image.widthPx; x++) {
        const value = ((x >> 3) * 7 + (y >> 3) * 13) % 5 < 2 ? 40 : 200;
        const at = (y * image.widthPx + x) * 4;
        image.data.fill(value, at, at + 3);
      }
    }
    const face = { x: 270, y: 118, width: 100, height: 125 };
    const large = regionOf({
      halfWidthPx: 80,
      halfHeightPx: 95,
      faceWidthPx: 100,
      faceHeightPx: 125,
    });
    const small = regionOf({
      trackId: 2,
      halfWidthPx: 40,
      halfHeightPx: 50,
      faceWidthPx: 32,
      faceHeightPx: 40,
    });
    const seen = (shared: boolean) => {
      const drawn = [{ ...large }, { ...small }];
      if (shared) shareFaceSizes(drawn);
      return resemblance(image, drawn, [face.x, face.y, face.width, face.height]);
    };
    expect(seen(false)).toBeGreaterThan(0.25);
    expect(seen(true)).toBeLessThan(0.15);
  });
});

function resemblance(
  image: ReturnType<typeof noise>,
  regionsOfFrame: readonly MutableRegion[],
  face: readonly [number, number, number, number],
): number {
  const { widthPx: width, heightPx: height } = image;
  const painter = new MaskPainter();
  const batch = createPatchBatch();
  painter.observe(image, { x: 1, y: 1 }, regionsOfFrame, 0);
  painter.paint(
    { regions: regionsOfFrame, timeMs: 0, maskType: 'pixelate', intensity: 10, maskColor: 0 },
    batch,
  );
  const original = { width, height, data: new Uint8Array(width * height) };
  const shown = { width, height, data: new Uint8Array(width * height) };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = image.data[at * 4] ?? 0;
      original.data[at] = value;
      shown.data[at] = value;
      for (let index = 0; index < batch.count; index++) {
        const texel = drawnAt(batch, index, x + 0.5, y + 0.5);
        if (texel && (texel[3] ?? 0) > 127) shown.data[at] = texel[0] ?? 0;
      }
    }
  }
  return faceResemblance(original, shown, face) ?? 1;
}
