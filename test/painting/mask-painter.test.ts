import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantise } from '../../control-server/src/painting/cell-grid.ts';
import { MaskPainter } from '../../control-server/src/painting/mask-painter.ts';
import { maskStyles } from '../../control-server/src/painting/mask-styles.ts';
import {
  createPatchBatch,
  patchesMax,
  patchPixelBytesMax,
  patchSides,
} from '../../control-server/src/painting/patch.ts';
import type { HeadPart, HeadRegion } from '../../control-server/src/tracking/head-region.ts';
import { type MaskType, maskTypes } from '../../protocol/names.ts';
import { drawnAt, imageOf, noise, regionOf } from './faces.ts';

const scale = { x: 1, y: 1 };
const picture = noise(1);

function paint(
  regions: readonly HeadRegion[],
  maskType: MaskType,
  intensity: number,
  image = picture,
  maskColor = 0xff1f1f1f,
) {
  const painter = new MaskPainter();
  const batch = createPatchBatch();
  painter.observe(image, scale, regions, 0);
  const isPainted = painter.paint({ regions, timeMs: 0, maskType, intensity, maskColor }, batch);
  return { batch, isPainted };
}

function pixelsOf(
  regions: readonly HeadRegion[],
  type: MaskType,
  intensity: number,
  image = picture,
) {
  const { batch } = paint(regions, type, intensity, image);
  return batch.pixels.slice(0, batch.pixelBytes);
}

const integer = (min: number, max: number) => fc.integer({ min, max });
const anyRegion = fc
  .record({
    centreXPx: integer(-100, 740),
    centreYPx: integer(-100, 460),
    faceWidthPx: integer(4, 500),
    aspect: integer(90, 150),
    growX: integer(130, 400),
    growY: integer(130, 400),
    angleDegrees: integer(-180, 180),
  })
  .map(({ aspect, growX, growY, angleDegrees, faceWidthPx, ...centre }) => {
    const faceHeightPx = (faceWidthPx * aspect) / 100;
    return regionOf({
      ...centre,
      faceWidthPx,
      faceHeightPx,
      halfWidthPx: (faceWidthPx * growX) / 200,
      halfHeightPx: (faceHeightPx * growY) / 200,
      angleRad: (angleDegrees * Math.PI) / 180,
    });
  });

/** Turned, and so far from the region's centre that the region ends where it does. */
const anyTurnedPart = fc.record({
  alongShare: integer(-50, 50),
  acrossShare: integer(-50, 50),
  widthShare: integer(10, 45),
  heightShare: integer(10, 45),
  angleDegrees: integer(-90, 90),
});

function partsIn(
  region: HeadRegion,
  drawn: readonly {
    alongShare: number;
    acrossShare: number;
    widthShare: number;
    heightShare: number;
    angleDegrees: number;
  }[],
): HeadPart[] {
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const sidePx = Math.min(region.halfWidthPx, region.halfHeightPx) / Math.SQRT2;
  return drawn.map(({ alongShare, acrossShare, widthShare, heightShare, angleDegrees }) => {
    const along = (alongShare / 100) * region.halfWidthPx;
    const across = (acrossShare / 100) * region.halfHeightPx;
    return {
      centreXPx: region.centreXPx + along * cos - across * sin,
      centreYPx: region.centreYPx + along * sin + across * cos,
      halfWidthPx: (widthShare / 100) * sidePx,
      halfHeightPx: (heightShare / 100) * sidePx,
      angleRad: region.angleRad + (angleDegrees * Math.PI) / 180,
    };
  });
}

function expectOpaque(batch: ReturnType<typeof createPatchBatch>, part: HeadPart): void {
  const cos = Math.cos(part.angleRad);
  const sin = Math.sin(part.angleRad);
  for (let row = -8; row <= 8; row++) {
    for (let column = -8; column <= 8; column++) {
      const along = (column / 8) * part.halfWidthPx * 0.9999;
      const across = (row / 8) * part.halfHeightPx * 0.9999;
      const x = part.centreXPx + along * cos - across * sin;
      const y = part.centreYPx + along * sin + across * cos;
      expect(drawnAt(batch, 0, x, y)?.[3]).toBeGreaterThan(254.999);
    }
  }
}

describe('parts', () => {
  it('are opaque, each of them, at every place, size and angle', () => {
    fc.assert(
      fc.property(
        anyRegion,
        fc.array(anyTurnedPart, { minLength: 1, maxLength: 4 }),
        (box, drawn) => {
          const region = { ...box, parts: partsIn(box, drawn) };
          const { batch, isPainted } = paint([region], 'pixelate', 50);
          expect(isPainted).toBe(true);
          for (const part of region.parts) expectOpaque(batch, part);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leave the rest of the region clear', () => {
    const box = regionOf({ halfWidthPx: 120, halfHeightPx: 120 });
    const upper = { ...box, centreYPx: box.centreYPx - 80, halfWidthPx: 60, halfHeightPx: 40 };
    const turned = { ...box, halfWidthPx: 100, halfHeightPx: 20, angleRad: Math.PI / 4 };
    const { batch } = paint([{ ...box, parts: [upper, turned] }], 'blur', 50);
    const alphaAt = (x: number, y: number) =>
      drawnAt(batch, 0, box.centreXPx + x, box.centreYPx + y)?.[3];
    expect(alphaAt(0, -100)).toBe(255);
    expect(alphaAt(60, 60)).toBe(255);
    expect(alphaAt(-60, 60)).toBe(0);
    expect(alphaAt(100, -60)).toBe(0);
  });

  it('that are not numbers are not painted', () => {
    const box = regionOf();
    const { isPainted } = paint(
      [{ ...box, parts: [box, { ...box, angleRad: Number.NaN }] }],
      'blur',
      50,
    );
    expect(isPainted).toBe(false);
  });
});

describe.each(maskTypes)('%s', (maskType) => {
  it('is opaque over the whole region, at every place, size and angle', () => {
    fc.assert(
      fc.property(anyRegion, integer(10, 100), (region, intensity) => {
        const { batch, isPainted } = paint([region], maskType, intensity);
        expect(isPainted).toBe(true);
        expectOpaque(batch, region);
      }),
      { numRuns: 80 },
    );
  });

  it('has a clear edge', () => {
    const { batch } = paint([regionOf()], maskType, 50);
    const side = batch.sides[0] ?? 0;
    for (let x = 0; x < side; x++) expect(batch.pixels[x * 4 + 3]).toBe(0);
  });

  it('shows no more of a picture than its cells: a picture of the cells gives the same patch', () => {
    fc.assert(
      fc.property(integer(1, 1e6), integer(-180, 180), (seed, degrees) => {
        const region = regionOf({ angleRad: (degrees * Math.PI) / 180 });
        const original = noise(seed);
        const averaged = flattenCells(original, region);
        expect(pixelsOf([region], maskType, 10, averaged)).toEqual(
          pixelsOf([region], maskType, 10, original),
        );
      }),
      { numRuns: 8 },
    );
  });

  it('paints whatever it is given, sampled or not', () => {
    const painter = new MaskPainter();
    const batch = createPatchBatch();
    const request = { timeMs: 0, maskType, intensity: 70, maskColor: 0 };
    expect(painter.paint({ ...request, regions: [regionOf()] }, batch)).toBe(true);
    expect(batch.count).toBe(1);
    const side = batch.sides[0] ?? 0;
    expect(batch.pixels[((side / 2) * side + side / 2) * 4 + 3]).toBe(255);
  });
});

/** Every pixel replaced by the colour of its cell, as pixelate at 10 % shows it. */
function flattenCells(original: ReturnType<typeof noise>, region: HeadRegion) {
  const cellPx = Math.max(region.faceWidthPx, region.faceHeightPx) / 5;
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const cellOf = (x: number, y: number) => {
    const offX = x + 0.5 - region.centreXPx;
    const offY = y + 0.5 - region.centreYPx;
    const column = Math.floor((offX * cos + offY * sin) / cellPx + 0.5);
    const row = Math.floor((offY * cos - offX * sin) / cellPx + 0.5);
    return `${column},${row}`;
  };
  // The reads of a cell are a regular part of its pixels; only those decide its colour.
  const stride = Math.max(1, Math.ceil(cellPx / 8));
  const reachX =
    Math.abs(cos) * halfOf(region.halfWidthPx, cellPx) +
    Math.abs(sin) * halfOf(region.halfHeightPx, cellPx);
  const reachY =
    Math.abs(sin) * halfOf(region.halfWidthPx, cellPx) +
    Math.abs(cos) * halfOf(region.halfHeightPx, cellPx);
  const left = Math.max(0, Math.floor(region.centreXPx - reachX));
  const top = Math.max(0, Math.floor(region.centreYPx - reachY));
  const sums = new Map<string, [number, number, number, number]>();
  for (let y = top; y < original.heightPx; y += stride) {
    for (let x = left; x < original.widthPx; x += stride) {
      const sum = sums.get(cellOf(x, y)) ?? [0, 0, 0, 0];
      for (let channel = 0; channel < 3; channel++) {
        sum[channel as 0 | 1 | 2] +=
          (original.data[(y * original.widthPx + x) * 4 + channel] ?? 0) ** 2;
      }
      sum[3]++;
      sums.set(cellOf(x, y), sum);
    }
  }
  return imageOf(original.widthPx, original.heightPx, (x, y) => {
    const [red, green, blue, count] = sums.get(cellOf(x, y)) ?? [0, 0, 0, 1];
    const mean = (sum: number) => quantise(Math.sqrt(sum / count));
    return [mean(red), mean(green), mean(blue)];
  });
}

function halfOf(halfRegionPx: number, cellPx: number): number {
  return (Math.ceil((halfRegionPx * 1.3) / cellPx - 0.5) + 0.5) * cellPx;
}

it.each(maskTypes.filter((type) => !maskStyles[type].needsLandmarks))(
  '%s: colours know nothing of the coverage',
  (maskType) => {
    const white = imageOf(640, 360, () => [255, 255, 255]);
    const { batch } = paint([regionOf()], maskType, 50, white);
    const side = batch.sides[0] ?? 0;
    const middle = batch.pixels[((side / 2) * side + side / 2) * 4];
    for (let at = 0; at < batch.pixelBytes; at += 4) expect(batch.pixels[at]).toBe(middle);
  },
);

describe('budget', () => {
  const many = (count: number, halfWidthPx: number) =>
    Array.from({ length: count }, (_, at) => regionOf({ trackId: at + 1, halfWidthPx }));

  it.each(maskTypes)(
    '%s: as many large faces as there are patches fit, none is dropped',
    (maskType) => {
      const { batch, isPainted } = paint(many(patchesMax, 900), maskType, 10);
      expect(isPainted).toBe(true);
      expect(batch.count).toBe(patchesMax);
      let bytes = 0;
      for (const side of batch.sides.subarray(0, batch.count)) {
        expect(patchSides).toContain(side);
        bytes += side * side * 4;
      }
      expect(batch.pixelBytes).toBe(bytes);
      expect(bytes).toBeLessThanOrEqual(patchPixelBytesMax);
    },
  );

  it.each([
    ['one face too many', many(patchesMax + 1, 60)],
    ['a region that is not a number', [regionOf({ centreXPx: Number.NaN })]],
    ['a face that is not a number', [regionOf({ faceWidthPx: Number.NaN })]],
    ['a region beyond the mapping', [regionOf({ halfWidthPx: 70_000 })]],
    ['a region without area', [regionOf({ halfHeightPx: 0 })]],
  ])('%s asks for a cover', (_name, regions) => {
    const { batch, isPainted } = paint(regions, 'blur', 50);
    expect(isPainted).toBe(false);
    expect(batch.count).toBe(0);
    expect(batch.pixelBytes).toBe(0);
  });

  it('no regions, no patches', () => {
    const { batch, isPainted } = paint([], 'blur', 50);
    expect(isPainted).toBe(true);
    expect(batch.count).toBe(0);
  });
});

describe('intensity', () => {
  function coloursAt(maskType: MaskType, intensity: number): number {
    const pixels = pixelsOf([regionOf({ halfWidthPx: 40, halfHeightPx: 50 })], maskType, intensity);
    const colours = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at + 3] !== 255) continue;
      colours.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
    }
    return colours.size;
  }

  it('more of it shows fewer cells', () => {
    const counts = [10, 40, 70, 100].map((intensity) => coloursAt('pixelate', intensity));
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[3]).toBeLessThan((counts[0] ?? 0) / 2);
  });

  it('colour block goes from the mean of the face to the chosen colour', () => {
    const red = imageOf(640, 360, () => [200, 40, 40]);
    const at = (intensity: number) => {
      const { batch } = paint([regionOf()], 'color_block', intensity, red, 0x00ff8000);
      return Array.from(drawnAt(batch, 0, 320, 180) ?? []).map(Math.round);
    };
    expect(at(10)).toEqual([quantise(200), quantise(40), quantise(40), 255]);
    expect(at(100)).toEqual([0, 128, 255, 255]);
    expect(coloursAt('color_block', 55)).toBe(1);
  });

  it('a change of intensity shows in the next frame, from the colours that were sampled', () => {
    const painter = new MaskPainter();
    const batch = createPatchBatch();
    const request = {
      regions: [regionOf()],
      timeMs: 0,
      maskType: 'pixelate',
      maskColor: 0,
    } as const;
    painter.observe(picture, scale, request.regions, 0);
    painter.paint({ ...request, intensity: 10 }, batch);
    const fine = batch.pixels.slice(0, batch.pixelBytes);
    painter.paint({ ...request, intensity: 100 }, batch);
    expect(batch.pixels.slice(0, batch.pixelBytes)).not.toEqual(fine);
  });
});

it('cells move with the face: the same patch wherever the face went', () => {
  const painter = new MaskPainter();
  const batch = createPatchBatch();
  const request = { maskType: 'pixelate', intensity: 40, maskColor: 0 } as const;
  painter.observe(picture, scale, [regionOf()], 0);
  painter.paint({ ...request, regions: [regionOf()], timeMs: 0 }, batch);
  const first = batch.pixels.slice(0, batch.pixelBytes);
  const moved = regionOf({ centreXPx: 371.3, centreYPx: 150.7, angleRad: 0.4 });
  painter.observe(noise(2), scale, [moved], 100);
  painter.paint({ ...request, regions: [moved], timeMs: 100 }, batch);
  expect(batch.pixels.slice(0, batch.pixelBytes)).toEqual(first);
});

it('the picture keeps the order and the ids of the regions', () => {
  const regions = [regionOf({ trackId: 7 }), regionOf({ trackId: 3, centreXPx: 100 })];
  const { batch } = paint(regions, 'blur', 50);
  expect(Array.from(batch.trackIds.subarray(0, 2))).toEqual([7, 3]);
});
