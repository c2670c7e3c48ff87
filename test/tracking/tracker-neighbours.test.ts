// People whose faces are so near each other that one could be taken for the other: none loses a mask by it.

import { describe, expect, it } from 'vitest';
import {
  detect,
  playDelayed,
  playLive,
  type Timeline,
  type TimelineFrame,
  type TrueFace,
  timeline,
  worstCoverage,
} from './timeline.ts';

const lookAheadFrames = 8;

const face: TrueFace = { xPx: 640, yPx: 300, widthPx: 100, heightPx: 130 };
const aside = (xPx: number, yPx = 0): TrueFace => ({
  ...face,
  xPx: face.xPx + xPx,
  yPx: face.yPx + yPx,
});

/** With a hand before the face: the main pass's box, and what a second pass sees of the rest. */
const withHand: TrueFace = { ...aside(-10, 80), widthPx: 130, heightPx: 230 };
const rest: TrueFace = { ...aside(15, -35), widthPx: 150, heightPx: 105 };

/** How many heads are masked in the frame in which the clip ends but for its look-ahead. */
function maskedAtEnd(scene: Timeline): number {
  const frames = playDelayed(scene, lookAheadFrames);
  return frames[scene.frames.length - lookAheadFrames - 1]?.regions.length ?? 0;
}

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

describe('two people cheek to cheek stay masked', () => {
  const known = 30;
  const beside = aside(104);
  const played = (scene: Timeline) => [
    playDelayed(scene, lookAheadFrames),
    playDelayed(scene, 0),
    playLive(scene, 2),
  ];
  const expectCovered = (scene: Timeline) => {
    for (const frames of played(scene)) expect(worstCoverage(scene, frames, 8).share).toBe(1);
  };
  /**
   * The one beside is seen until `known`, worse at last, by the main pass or by second ones only. From then on the one in front is
   * seen surely.
   */
  const scene = (
    { by, count = 75 }: { by: 'main' | 'second'; count?: number },
    after: (at: number) => Partial<TimelineFrame>,
  ) =>
    timeline(count, (at): TimelineFrame => {
      if (at >= known) return { faces: [beside], detections: [detect(face)], ...after(at) };
      const seen = [detect(beside, at < known - 4 ? 0.78 : 0.4)];
      const front = [detect(face, 0.75)];
      return by === 'main'
        ? { faces: [beside], detections: [...front, ...seen] }
        : { faces: [beside], detections: front, evidence: seen };
    });

  it('if one is not seen for half a second', () => {
    const back = { detections: [detect(face), detect(beside, 0.9)] };
    expectCovered(scene({ by: 'main' }, (at) => (at < known + 15 ? {} : back)));
  });

  it('if one is only seen by second passes, and hardly', () => {
    const hardly = { evidence: [detect(beside, 0.35)] };
    expectCovered(scene({ by: 'second', count: 120 }, () => hardly));
  });

  it('if one is only seen by second passes, now and then', () => {
    const seen = { evidence: [detect(beside, 0.35)] };
    expectCovered(scene({ by: 'second', count: 120 }, (at) => (at % 3 === 0 ? seen : {})));
  });

  it('if one was seen as well as ever when seen last: it may have turned away', () => {
    const unseen = timeline(75, (at): TimelineFrame => {
      const faces = [beside];
      if (at >= known) return { faces, detections: [detect(face)] };
      return { faces, detections: [detect(face, 0.75)], evidence: [detect(beside, 0.78)] };
    });
    // As long as any face is waited for that nobody sees.
    for (const frames of played(unseen)) {
      const waited = frames.filter(({ frameId }) => frameId <= known + 15);
      expect(worstCoverage(unseen, waited, 8).share).toBe(1);
    }
  });

  it('if either of two people may be the one who is seen now', () => {
    const scene = timeline(known + 40, (at): TimelineFrame => {
      const faces = [beside];
      // The one beside is the older track; both lose their faces at last, and second passes see what is left of one.
      if (at < known - 6) return { faces, detections: [detect(beside, 0.99), detect(face, 0.9)] };
      if (at >= known) return { faces, detections: [detect(face)] };
      const detections = [detect(beside, 0.45), detect(withHand, 0.4)];
      return { faces, detections, evidence: at < known - 4 ? [] : [detect(rest, 0.6)] };
    });
    for (const frames of played(scene)) {
      const waited = frames.filter(({ frameId }) => frameId <= known + 15);
      expect(worstCoverage(scene, waited, 8).share).toBe(1);
    }
  });

  it('while nobody was seen, though only the other one is seen again', () => {
    const unseen = 5;
    const blurred = scene({ by: 'second' }, (at) =>
      at < known + unseen ? { detections: [] } : {},
    );
    const frames = playDelayed(blurred, lookAheadFrames).slice(0, known + unseen);
    expect(frames).toHaveLength(known + unseen);
    expect(worstCoverage(blurred, frames, 8).share).toBe(1);
  });

  it('if one had a hand before the face and so a new track, and turned away later', () => {
    const turnsAway = 56;
    expectCovered(
      timeline(110, (at): TimelineFrame => {
        // The other one was seen apart from the face, and is near it for second passes only, which doubt it.
        const isMain = at < 20 || at >= turnsAway;
        const near = aside(Math.max(100, 300 - Math.max(0, at - 15) * 20));
        const other = detect(near, isMain ? 0.95 : 0.45);
        const detections = isMain ? [other] : [];
        const evidence = isMain ? [] : [other];
        if (at >= 30 && at < 36) {
          detections.push(detect(withHand, 0.6));
          if (at >= 32) evidence.push(detect(rest, 0.6));
        } else if (at >= turnsAway - 4 && at < turnsAway) {
          detections.push(detect(face, 0.4));
        } else if (at < turnsAway || at >= turnsAway + 15) {
          detections.push(detect(face));
        }
        return { faces: [face], detections, evidence };
      }),
    );
  });
});
