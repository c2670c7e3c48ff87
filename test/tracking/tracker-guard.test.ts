import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errors, faceAt, hitPattern, sways, timelineOf } from './motions.ts';
import { detect, overMask, playDelayed, worstCoverage } from './timeline.ts';

const lookAheadFrames = 8;
const frames = 90;

describe('guard mode: a face is covered in every frame', () => {
  it('through gaps of up to 8 frames and before the first hit, at up to half a face width a frame', () => {
    fc.assert(
      fc.property(sways(0.5), hitPattern(frames, 8), errors, (sway, hits, offs) => {
        const timeline = timelineOf(sway, hits, offs);
        // A single hit in the look-ahead says nothing of speed: that case has a test of its own.
        const early = timeline.frames.slice(0, lookAheadFrames + 1);
        fc.pre(early.filter((frame) => frame.detections?.length === 1).length >= 2);
        const lastHit = timeline.frames.findLastIndex((frame) => frame.detections?.length === 1);
        const played = playDelayed(timeline, lookAheadFrames).slice(0, lastHit + 1);
        const worst = worstCoverage(timeline, played);
        expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
      }),
      { numRuns: 300, seed: 20 },
    );
  });
});

it('a face that leaps, in whichever of the frames that were not analysed', () => {
  const leaps = fc.record({
    before: fc.integer({ min: 1, max: 40 }),
    /** Frames that were not analysed, and how many of them show the face where it was. */
    gap: fc.integer({ min: 0, max: 6 }),
    stays: fc.integer({ min: 0, max: 6 }),
    /** In face widths. */
    acrossWidths: fc.double({ min: -3, max: 3, noNaN: true }),
    downWidths: fc.double({ min: -1, max: 1, noNaN: true }),
    growth: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  });
  fc.assert(
    fc.property(leaps, ({ before, gap, stays, acrossWidths, downWidths, growth }) => {
      const from = { xPx: 640, yPx: 360, widthPx: 80, heightPx: 100 };
      const to = {
        xPx: from.xPx + acrossWidths * from.widthPx,
        yPx: from.yPx + downWidths * from.widthPx,
        widthPx: from.widthPx * growth,
        heightPx: from.heightPx * growth,
      };
      const shown = Array.from({ length: before + gap + 20 }, (_, index) => {
        const face = index < before + Math.min(gap, stays) ? from : to;
        const isAnalysed = index < before || index >= before + gap;
        return { faces: [face], detections: isAnalysed ? [detect(face)] : undefined };
      });
      const timeline = { widthPx: 1280, heightPx: 720, fps: 30, frames: shown };
      const worst = worstCoverage(timeline, playDelayed(timeline, lookAheadFrames));
      expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
    }),
    { numRuns: 300, seed: 20 },
  );
});

it('steady faces', () => {
  fc.assert(
    fc.property(sways(0.01), errors, (sway, offs) => {
      const still = { ...sway, scale: 0 };
      const timeline = timelineOf(
        still,
        Array.from({ length: frames }, () => true),
        offs,
      );
      const played = playDelayed(timeline, lookAheadFrames);
      for (const { frameId, regions } of played.slice(10)) {
        const region = regions[0];
        expect(region).toBeDefined();
        if (region === undefined) continue;
        expect(overMask(faceAt(still, frameId - 1), region)).toBeLessThan(2.5);
      }
    }),
    { numRuns: 100, seed: 20 },
  );
});
