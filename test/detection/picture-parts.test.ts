// Where the enlarged quarters of the picture lie, and that what they find is in the picture's pixels.

import { describe, expect, test } from 'vitest';
import { partRegion, pictureParts } from '../../control-server/src/detection/ultraface.ts';

const sizes = [
  { widthPx: 640, heightPx: 360 },
  { widthPx: 360, heightPx: 640 },
  { widthPx: 641, heightPx: 37 },
  { widthPx: 1, heightPx: 1 },
];

describe.each(sizes)('parts of $widthPx x $heightPx', (size) => {
  const regions = pictureParts.map((part) => partRegion(size, part));

  test('lie inside of it and reach all of its edges', () => {
    for (const { xPx, yPx, widthPx, heightPx } of regions) {
      expect(Math.min(xPx, yPx)).toBeGreaterThanOrEqual(0);
      expect(xPx + widthPx).toBeLessThanOrEqual(size.widthPx);
      expect(yPx + heightPx).toBeLessThanOrEqual(size.heightPx);
    }
    const at = (key: 'xPx' | 'yPx') => [...new Set(regions.map((region) => region[key]))];
    expect(at('xPx')).toContain(0);
    expect(at('yPx')).toContain(0);
    expect(Math.max(...regions.map((one) => one.xPx + one.widthPx))).toBe(size.widthPx);
    expect(Math.max(...regions.map((one) => one.yPx + one.heightPx))).toBe(size.heightPx);
  });

  test('overlap by a tenth of its sides, so that each small face is whole in one', () => {
    const faceWidthPx = Math.floor(size.widthPx * 0.1);
    const faceHeightPx = Math.floor(size.heightPx * 0.1);
    for (let x = 0; x + faceWidthPx <= size.widthPx; x += Math.max(1, faceWidthPx >> 1)) {
      for (let y = 0; y + faceHeightPx <= size.heightPx; y += Math.max(1, faceHeightPx >> 1)) {
        const isWhole = regions.some(
          (region) =>
            x >= region.xPx &&
            y >= region.yPx &&
            x + faceWidthPx <= region.xPx + region.widthPx &&
            y + faceHeightPx <= region.yPx + region.heightPx,
        );
        expect(isWhole, `a face at ${x}, ${y}`).toBe(true);
      }
    }
  });
});
