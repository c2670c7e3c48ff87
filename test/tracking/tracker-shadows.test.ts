// Two tracks of one face, one after the other: the one that was left behind ends, and only that one.

import { describe, expect, it } from 'vitest';
import {
  detect,
  playDelayed,
  type Timeline,
  type TimelineFrame,
  type TrueFace,
  worstCoverage,
} from './timeline.ts';

const fps = 30;
const lookAheadFrames = 8;

function timeline(count: number, frame: (index: number) => TimelineFrame): Timeline {
  const frames = Array.from({ length: count }, (_, at) => frame(at));
  return { widthPx: 1280, heightPx: 720, fps, frames };
}

const face: TrueFace = { xPx: 640, yPx: 300, widthPx: 100, heightPx: 130 };
const aside = (xPx: number, yPx = 0): TrueFace => ({
  ...face,
  xPx: face.xPx + xPx,
  yPx: face.yPx + yPx,
});

/** How many heads are masked in the frame in which the clip ends but for its look-ahead. */
function maskedAtEnd(scene: Timeline): number {
  const frames = playDelayed(scene, lookAheadFrames);
  return frames[scene.frames.length - lookAheadFrames - 1]?.regions.length ?? 0;
}

describe('a face whose box goes onto a hand, and which is then found anew', () => {
  const surely = 30;
  const handed = 6;
  /** The main pass's box is that of the hand and of what it leaves of the face; a second pass sees the rest of the face. */
  const withHand = { ...aside(-10, 80), widthPx: 130, heightPx: 230 };
  const rest = { ...aside(15, -35), widthPx: 150, heightPx: 105 };
  const scene = (confidenceAfter: number) =>
    timeline(surely + handed + 20, (at): TimelineFrame => {
      const faces = [face];
      if (at < surely) return { faces, detections: [detect(face)] };
      if (at >= surely + handed) return { faces, detections: [detect(face, confidenceAfter)] };
      const evidence = at < surely + 2 ? [] : [detect(rest, 0.6)];
      return { faces, detections: [detect(withHand, 0.6)], evidence };
    });

  it('is masked once, as soon as it is surely seen', () => {
    expect(maskedAtEnd(scene(0.95))).toBe(1);
  });

  it('is covered all the time', () => {
    const played = playDelayed(scene(0.95), lookAheadFrames);
    expect(worstCoverage(scene(0.95), played).share).toBe(1);
  });

  it('is waited for where it was, as long as what was found may be something else', () => {
    expect(maskedAtEnd(scene(0.7))).toBe(2);
  });
});

describe('somebody before whom somebody else steps is waited for', () => {
  const seen = 30;
  /** The one in front comes from the side, and stands from `arrives` on. */
  const arrives = 50;
  const stepsBefore = (from: number) =>
    timeline(arrives + 20, (at): TimelineFrame => {
      const inFront = aside(20 + Math.max(0, arrives - at) * 20, 10);
      const detections = at < seen ? [detect(face)] : [];
      if (at >= from) detections.push(detect(inFront, 0.98));
      return { faces: [face], detections };
    });

  it('if the two were seen side by side', () => {
    expect(maskedAtEnd(stepsBefore(seen - 5))).toBe(2);
  });

  it('if the one behind was hidden before the other one came', () => {
    expect(maskedAtEnd(stepsBefore(seen + 3))).toBe(2);
  });
});
