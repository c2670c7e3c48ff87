import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copyPatches,
  coveredShare,
  isOpaqueAt,
  type MaskPatch,
  maskCentre,
  maskedAreas,
  sampleHead,
} from '../../bench/leak/coverage.ts';
import type { HeadTruth } from '../../bench/leak/leak-clip.ts';
import { createPatchBatch } from '../../control-server/src/painting/patch.ts';

const size = { widthPx: 1280, heightPx: 720 };
const side = 32;

function opaquePatch(quad: MaskPatch['quad']): MaskPatch {
  return { trackId: 1, quad, side, alpha: new Uint8Array(side * side).fill(255) };
}

/** An upright patch by its edges. */
function upright(left: number, top: number, right: number, bottom: number): MaskPatch {
  return opaquePatch([left, top, right - left, 0, 0, bottom - top]);
}

function head(centreXPx: number, centreYPx: number, angleRad = 0): HeadTruth {
  return { faceId: 1, centreXPx, centreYPx, halfWidthPx: 40, halfHeightPx: 50, angleRad };
}

function shareOf(box: HeadTruth, patches: readonly MaskPatch[]): number {
  return coveredShare(sampleHead(box, [], size), patches);
}

describe('coverage of a head', () => {
  it('is whole under a patch as large as the box, and none beside it', () => {
    expect(shareOf(head(400, 300), [upright(360, 250, 440, 350)])).toBe(1);
    expect(shareOf(head(400, 300), [upright(441, 250, 521, 350)])).toBe(0);
    expect(shareOf(head(400, 300), [])).toBe(0);
  });

  it.each([
    ['the left half', upright(300, 200, 400, 400), 0.5],
    ['a quarter', upright(300, 200, 400, 300), 0.25],
    ['all but the right twentieth', upright(300, 200, 436, 400), 0.95],
  ])('is the share of the box under the patch: %s', (_name, patch, expected) => {
    expect(shareOf(head(400, 300), [patch])).toBeCloseTo(expected, 1);
  });

  it('adds up over patches, overlaps once', () => {
    const halves = [upright(300, 200, 405, 400), upright(395, 200, 500, 400)];
    expect(shareOf(head(400, 300), halves)).toBe(1);
  });

  it('does not depend on where the head and its patch are turned to together', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.double({ min: 0.3, max: 1.4, noNaN: true }),
        (angleRad, reach) => {
          const cos = Math.cos(angleRad);
          const sin = Math.sin(angleRad);
          const [w, h] = [40 * reach, 50 * reach];
          const turned = opaquePatch([
            640 - w * cos + h * sin,
            360 - w * sin - h * cos,
            2 * w * cos,
            2 * w * sin,
            -2 * h * sin,
            2 * h * cos,
          ]);
          const share = shareOf(head(640, 360, angleRad), [turned]);
          const straight = shareOf(head(640, 360), [upright(640 - w, 360 - h, 640 + w, 360 + h)]);
          expect(Math.abs(share - straight)).toBeLessThan(0.03);
        },
      ),
    );
  });

  it('misses what a patch that is not turned along leaves of a turned head', () => {
    const turned = head(640, 360, Math.PI / 4);
    expect(shareOf(turned, [upright(600, 310, 680, 410)])).toBeLessThan(0.95);
  });

  it('counts fully opaque texels only, and of those between none that has a clear neighbour', () => {
    const patch = upright(0, 0, 320, 320);
    expect(isOpaqueAt(patch, 165, 165)).toBe(true);
    patch.alpha[16 * side + 16] = 254;
    expect(isOpaqueAt(patch, 165, 165)).toBe(false);
    expect(isOpaqueAt(patch, 172, 172)).toBe(false);
    expect(isOpaqueAt(patch, 185, 185)).toBe(true);
    expect(isOpaqueAt(patch, 320.1, 10)).toBe(false);
  });

  it('asks only for what is to be seen: inside the picture, not behind something', () => {
    const atBorder = sampleHead(head(10, 300), [], size);
    expect(atBorder.visibleShare).toBeCloseTo(50 / 80, 1);
    expect(coveredShare(atBorder, [upright(0, 250, 50, 350)])).toBe(1);

    const behind = sampleHead(head(400, 300), [(x) => x < 400], size);
    expect(behind.visibleShare).toBe(0.5);
    expect(coveredShare(behind, [upright(400, 250, 440, 350)])).toBe(1);
  });
});

describe('over-masking', () => {
  it('is the opaque area outside of all heads', () => {
    const truth = { heads: [head(400, 300)], hiders: [[]] };
    const areas = maskedAreas(truth, [upright(320, 200, 480, 400)], size);
    expect(areas.headsPx / (80 * 100)).toBeCloseTo(1, 1);
    expect(areas.besideHeadsPx / (160 * 200 - 80 * 100)).toBeCloseTo(1, 1);
    expect(maskedAreas(truth, [], size).besideHeadsPx).toBe(0);
  });

  it('knows masks without a head', () => {
    const truth = { heads: [head(400, 300)], hiders: [[]] };
    const areas = maskedAreas(
      truth,
      [upright(340, 220, 460, 380), upright(800, 100, 900, 200)],
      size,
    );
    expect(areas.apartPx / 100 ** 2).toBeCloseTo(1, 1);
    expect(areas.besideHeadsPx - areas.apartPx).toBeGreaterThan(5000);
  });

  it('counts the picture only', () => {
    const areas = maskedAreas({ heads: [], hiders: [] }, [upright(-500, -500, 100, 100)], size);
    expect(areas.besideHeadsPx / 100 ** 2).toBeCloseTo(1, 1);
  });
});

describe('the mask of a head', () => {
  it('is the nearest of those over its middle', () => {
    const near = upright(350, 240, 460, 370);
    const far = upright(100, 100, 460, 370);
    expect(maskCentre(head(400, 300), [far, near])).toEqual({ x: 405, y: 305 });
    expect(maskCentre(head(700, 300), [far, near])).toBeUndefined();
  });

  it('is copied out of the batch that the painter uses again', () => {
    const batch = createPatchBatch();
    batch.count = 2;
    batch.sides.set([16, 32]);
    batch.quads.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    batch.pixels[(16 * 16 + 5) * 4 + 3] = 255;
    const patches = copyPatches(batch);
    batch.pixels.fill(0);
    expect(patches.map((patch) => patch.quad[0])).toEqual([1, 7]);
    expect(patches[1]?.alpha[5]).toBe(255);
    expect(patches[0]?.alpha.some((alpha) => alpha > 0)).toBe(false);
  });
});
