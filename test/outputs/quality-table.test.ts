// Sizes and bitrates: what each quality means, and that nobody gets more than their platform takes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitrateFor,
  qualityChoices,
  qualityOf,
  qualitySizes,
  widthFor,
} from '../../control-server/src/outputs/quality-table.ts';
import { choosablePlatforms, qualities } from '../../protocol/outputs.ts';

const fullHd = { width: 1920, height: 1080 };

describe('qualities', () => {
  it('are the sizes that they are called by', () => {
    expect(
      qualityChoices(fullHd, []).map(({ width, height, fps }) => [width, height, fps]),
    ).toEqual([
      [854, 480, 30],
      [854, 480, 60],
      [1280, 720, 30],
      [1280, 720, 60],
      [1920, 1080, 30],
      [1920, 1080, 60],
    ]);
  });

  it('keep the shape of the canvas', () => {
    expect(widthFor(720, { width: 1080, height: 1920 })).toBe(406);
    expect(widthFor(1080, { width: 2560, height: 1080 })).toBe(2560);
    expect(widthFor(720, { width: 0, height: 0 })).toBe(1280);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8192 }),
        fc.integer({ min: 1, max: 8192 }),
        fc.constantFrom(...qualitySizes),
        (width, height, { heightPx }) => {
          const wide = widthFor(heightPx, { width, height });
          expect(wide % 2).toBe(0);
          expect(wide).toBeGreaterThanOrEqual(2);
          expect(Math.abs(wide - (heightPx * width) / height)).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  it('are recognised, and what is none of them is custom', () => {
    for (const { quality, heightPx, fps } of qualitySizes) {
      expect(qualityOf({ heightPx, fps })).toBe(quality);
    }
    expect(qualityOf({ heightPx: 1080, fps: 60_000 / 1001 })).toBe('1080p60');
    expect(qualityOf({ heightPx: 360, fps: 30 })).toBe('custom');
    expect(qualityOf({ heightPx: 720, fps: 50 })).toBe('custom');
  });
});

describe('bitrates', () => {
  it("never exceed Twitch's limit where Twitch gets them", () => {
    for (const quality of qualities) {
      expect(bitrateFor(quality, ['youtube', 'twitch'])).toBe(bitrateFor(quality, ['twitch']));
      expect(bitrateFor(quality, ['twitch'])).toBeLessThanOrEqual(6000);
    }
    expect(bitrateFor('1080p60', ['youtube'])).toBe(12_000);
    expect(bitrateFor('1080p60', [])).toBe(6000);
  });

  it('grow with size and frame rate', () => {
    for (const platform of choosablePlatforms) {
      const all = qualities.map((quality) => bitrateFor(quality, [platform]));
      expect([...all].sort((a, b) => a - b)).toEqual(all);
    }
  });
});
