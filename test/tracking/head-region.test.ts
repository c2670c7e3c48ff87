// Regions of several parts, and of faces whose masks lie on each other: the painter's cells are as large as the largest of
// them needs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MaskPainter } from '../../control-server/src/painting/mask-painter.ts';
import { createPatchBatch } from '../../control-server/src/painting/patch.ts';
import {
  addPart,
  createRegion,
  type HeadPart,
  type HeadRegion,
  type MutableRegion,
  type SizedRegion,
  setBox,
  shareFaceSizes,
} from '../../control-server/src/tracking/head-region.ts';
import { TurnedBounds } from '../../control-server/src/tracking/turned-bounds.ts';
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
        const shared = drawn.map((region): SizedRegion => ({ ...region }));
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

const limitPx = 4000;

function boundsOf(part: HeadPart): TurnedBounds {
  const bounds = new TurnedBounds();
  const { centreXPx, centreYPx, halfWidthPx, halfHeightPx, angleRad } = part;
  bounds.start(centreXPx, centreYPx, Math.cos(angleRad), Math.sin(angleRad));
  bounds.include(centreXPx, centreYPx, halfWidthPx, halfHeightPx);
  return bounds;
}

function corners({ centreXPx, centreYPx, halfWidthPx, halfHeightPx, angleRad }: HeadPart) {
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  return [-1, 1].flatMap((x) =>
    [-1, 1].map((y) => ({
      x: centreXPx + x * halfWidthPx * cos - y * halfHeightPx * sin,
      y: centreYPx + x * halfWidthPx * sin + y * halfHeightPx * cos,
    })),
  );
}

/** How far a point lies outside of the box, along its sides. */
function beyond(box: HeadPart, { x, y }: { x: number; y: number }): number {
  const cos = Math.cos(box.angleRad);
  const sin = Math.sin(box.angleRad);
  const offX = x - box.centreXPx;
  const offY = y - box.centreYPx;
  return Math.max(
    Math.abs(offX * cos + offY * sin) - box.halfWidthPx,
    Math.abs(offY * cos - offX * sin) - box.halfHeightPx,
  );
}

const anyPart = fc.record({
  centreXPx: fc.integer({ min: 0, max: 300 }),
  centreYPx: fc.integer({ min: 0, max: 300 }),
  halfWidthPx: fc.integer({ min: 4, max: 150 }),
  halfHeightPx: fc.integer({ min: 4, max: 150 }),
  angleRad: fc.double({ min: -3, max: 3, noNaN: true }),
});

describe('addPart', () => {
  function regionWith(parts: readonly HeadPart[]): MutableRegion {
    const region = createRegion();
    for (const [index, part] of parts.entries()) {
      if (index === 0) setBox(region, boundsOf(part), limitPx);
      else addPart(region, boundsOf(part), limitPx);
    }
    return region;
  }

  it('keeps every part, within the box around them', () => {
    fc.assert(
      fc.property(fc.array(anyPart, { minLength: 1, maxLength: 6 }), (parts) => {
        const region = regionWith(parts);
        const kept = region.parts.length > 0 ? region.parts : [region];
        for (const part of parts) {
          expect(Math.max(...corners(part).map((corner) => beyond(region, corner)))).toBeLessThan(
            1e-6,
          );
          const isKept = kept.some((box) => corners(part).every((at) => beyond(box, at) < 1e-6));
          expect(isKept).toBe(true);
        }
      }),
    );
  });

  it('has no part where there is one box only, or the others lie within it', () => {
    const box = regionOf();
    expect(regionWith([box]).parts).toEqual([]);
    const within = { ...box, halfWidthPx: 40, halfHeightPx: 40, angleRad: 0.5 };
    expect(regionWith([box, within]).parts).toEqual([]);
    expect(regionWith([box, { ...within, halfWidthPx: 90 }]).parts).toHaveLength(2);
  });

  it('forgets the parts of the frame before', () => {
    const region = regionWith([regionOf(), regionOf({ angleRad: 1 })]);
    setBox(region, boundsOf(regionOf()), limitPx);
    expect(region.parts).toEqual([]);
    addPart(region, boundsOf(regionOf({ centreXPx: 400 })), limitPx);
    expect(region.parts.map(({ centreXPx }) => Math.round(centreXPx))).toEqual([320, 400]);
  });
});

function resemblance(
  image: ReturnType<typeof noise>,
  regionsOfFrame: readonly HeadRegion[],
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
