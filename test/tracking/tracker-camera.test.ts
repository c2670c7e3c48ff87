import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeadRegion } from '../../control-server/src/tracking/head-region.ts';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';
import { between, errors, hitPattern, sways, timelineOf } from './motions.ts';
import {
  coveredShare,
  detect,
  isMaskedAt,
  opaqueBoxes,
  type PlayedFrame,
  playDelayed,
  type Timeline,
  type TimelineFrame,
} from './timeline.ts';

const fps = 30;
const lookAheadFrames = 8;
const size = { widthPx: 1920, heightPx: 1080 };

/** How far the picture moves with each frame, source pixels; undefined: not known. */
type Shifts = readonly (readonly [xPx: number, yPx: number] | undefined)[];

/** A tracker that is told of the camera with each frame it is given. */
class ShakenTracker extends Tracker {
  readonly #shifts: Shifts;

  constructor(shifts: Shifts) {
    super();
    this.#shifts = shifts;
  }

  override addFrame(frame: Parameters<Tracker['addFrame']>[0]): void {
    const [xPx, yPx] = this.#shifts[frame.frameId - 1] ?? [0, 0];
    this.moveCamera(frame.timeMs, xPx, yPx);
    super.addFrame(frame);
  }
}

function play(timeline: Timeline, shifts: Shifts = []): PlayedFrame[] {
  return playDelayed(timeline, lookAheadFrames, new ShakenTracker(shifts));
}

/** A face that stands in the room while the picture jumps aside with one frame, and back with another; it is not found in some. */
function knocked(
  byPx: number,
  [atFrame, backFrame]: readonly [number, number],
  missed: readonly [from: number, to: number],
) {
  const shifts: Shifts = Array.from({ length: 60 }, (_none, index) => {
    if (index === atFrame) return [byPx, 0] as const;
    return index === backFrame ? ([-byPx, 0] as const) : undefined;
  });
  const frames = shifts.map((_shift, index): TimelineFrame => {
    const isAside = index >= atFrame && index < backFrame;
    const xPx = isAside ? 700 + byPx : 700;
    const face = { xPx, yPx: 500, widthPx: 100, heightPx: 130 };
    const isMissed = index >= missed[0] && index < missed[1];
    return { faces: [face], detections: isMissed ? [] : [detect(face)] };
  });
  return { timeline: { ...size, fps, frames }, shifts };
}

function leastShown(timeline: Timeline, played: readonly PlayedFrame[]): number {
  const shares = played.map(({ frameId, regions }) => {
    const [face] = timeline.frames[frameId - 1]?.faces ?? [];
    return face ? coveredShare(face, regions, timeline) : 1;
  });
  return Math.min(...shares);
}

describe('a camera that is knocked', () => {
  it.each([
    ['and back between two sightings of a face', 150, [30, 33], [29, 34]],
    ['after it was seen last', 150, [40, 60], [40, 60]],
    ['before it is found', -260, [7, 60], [0, 9]],
  ] as const)('leaves no mask behind: %s', (_name, byPx, knock, missed) => {
    const { timeline, shifts } = knocked(byPx, knock, missed);
    const isMasked = (played: readonly PlayedFrame[]) =>
      leastShown(timeline, played.slice(Math.max(2, knock[0] - 8), knock[0] + 12));
    expect(isMasked(play(timeline, shifts))).toBe(1);
    // It is the camera's doing.
    expect(isMasked(play(timeline))).toBeLessThan(1);
  });
});

/** Whether all that is opaque in the inner region is so in the outer one. */
function contains(outer: HeadRegion, inner: HeadRegion): boolean {
  const places = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
  return opaqueBoxes(inner).every((box) => {
    const cos = Math.cos(box.angleRad);
    const sin = Math.sin(box.angleRad);
    return places.every((along) =>
      places.every((across) => {
        const x = box.centreXPx + along * box.halfWidthPx * cos - across * box.halfHeightPx * sin;
        const y = box.centreYPx + along * box.halfWidthPx * sin + across * box.halfHeightPx * cos;
        return isMaskedAt(outer, x, y, 1e-6);
      }),
    );
  });
}

describe('whatever is said of the camera', () => {
  const shifts = fc.array(
    fc.oneof(fc.constant(undefined), fc.tuple(between(-300, 300), between(-200, 200))),
    { minLength: 60, maxLength: 60 },
  );

  it('masks only grow, and are the same where nothing is known', () => {
    fc.assert(
      fc.property(sways(0.5), hitPattern(60, 8), errors, shifts, (sway, hits, offs, said) => {
        const timeline = timelineOf(sway, hits, offs);
        const as = play(timeline);
        expect(play(timeline, Array(60).fill(undefined))).toEqual(as);
        for (const [index, { regions }] of play(timeline, said).entries()) {
          const before = as[index]?.regions ?? [];
          expect(regions.map(({ trackId }) => trackId)).toEqual(
            expect.arrayContaining(before.map(({ trackId }) => trackId)),
          );
          for (const inner of before) {
            const outer = regions.find(({ trackId }) => trackId === inner.trackId);
            expect(outer && contains(outer, inner), `frame ${index + 1}`).toBe(true);
          }
        }
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  it('is forgotten with the tracks', () => {
    const tracker = new Tracker();
    const moment = { frameId: 1, timeMs: 1000 };
    tracker.moveCamera(moment.timeMs, 0, 0);
    tracker.moveCamera(moment.timeMs + 50, 400, 0);
    tracker.reset();
    const face = { xPx: 700, yPx: 500, widthPx: 100, heightPx: 130 };
    tracker.addFrame({ ...moment, ...size, detections: [detect(face)] });
    const later = { frameId: 4, timeMs: moment.timeMs + 100 };
    expect(tracker.regionsAt(later)[0]?.halfWidthPx).toBeLessThan(200);
  });
});
