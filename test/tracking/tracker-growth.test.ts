// How large a face is believed to be while it is waited for.

import { describe, expect, it } from 'vitest';
import {
  detect,
  playDelayed,
  type Timeline,
  type TimelineFrame,
  type TrueFace,
  timeline,
  worstCoverage,
} from './timeline.ts';

const widthPx = 1280;
const heightPx = 720;
const fps = 30;
const lookAheadFrames = 8;

const still: TrueFace = { xPx: 640, yPx: 300, widthPx: 90, heightPx: 120 };

describe('a face that a hand comes before', () => {
  const surely = 20;
  const handed = 6;
  /** The box takes in the hand: it grows and grows, and then there is none. */
  const taking = (at: number): TrueFace => {
    const share = 1 + (0.7 * (at - surely + 1)) / handed;
    const { widthPx, heightPx } = still;
    return { ...still, widthPx: widthPx * share, heightPx: heightPx * share };
  };
  const played = (confidence: number) => {
    const scene = timeline(surely + handed + 40, (at) => ({
      faces: [still],
      detections:
        at < surely
          ? [detect(still)]
          : at < surely + handed
            ? [detect(taking(at), confidence)]
            : [],
    }));
    return { scene, frames: playDelayed(scene, lookAheadFrames) };
  };
  const sideWaited = (confidence: number) => {
    const { regions } = played(confidence).frames[surely + handed + 12] ?? { regions: [] };
    expect(regions).toHaveLength(1);
    return Math.sqrt((regions[0]?.halfWidthPx ?? 0) * (regions[0]?.halfHeightPx ?? 0));
  };

  it('is covered with all that its last box took in, while it is waited for', () => {
    const { scene, frames } = played(0.55);
    expect(worstCoverage(scene, frames).share).toBe(1);
    const waiting = frames.slice(surely, surely + handed + 12);
    expect(waiting).toHaveLength(handed + 12);
    for (const [at, frame] of waiting.entries()) {
      const box = taking(Math.min(surely + at, surely + handed - 1));
      const half = { width: box.widthPx / 2, height: box.heightPx / 2 };
      expect(frame.regions[0]?.halfWidthPx).toBeGreaterThan(half.width);
      expect(frame.regions[0]?.halfHeightPx).toBeGreaterThan(half.height);
    }
  });

  it('is not believed to grow on as the box did that was less sure', () => {
    expect(sideWaited(0.55)).toBeLessThan(sideWaited(0.95) * 0.8);
  });
});

describe('a face that grew while it was seen', () => {
  /** How much larger its mask is after it was waited for, half a second, than when it was seen last. */
  const growthWaited = (hits: number) => {
    const grown = (at: number): TrueFace => {
      const share = Math.exp((at - hits) / fps);
      return { ...still, widthPx: still.widthPx * share, heightPx: still.heightPx * share };
    };
    const scene = timeline(hits + 40, (at) => ({
      faces: [still],
      detections: at < hits ? [detect(grown(at))] : [],
    }));
    const frames = playDelayed(scene, lookAheadFrames);
    const sideAt = (at: number) => frames[at]?.regions[0]?.halfWidthPx ?? 0;
    return sideAt(hits + 14) / sideAt(hits - 1);
  };

  it('is believed to go on growing as far as that was known', () => {
    expect(growthWaited(30)).toBeGreaterThan(growthWaited(2) * 1.3);
  });
});
