import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection } from '../../control-server/src/detection/detection.ts';
import type { HeadRegion } from '../../control-server/src/tracking/head-region.ts';
import { Tracker, tracksMax } from '../../control-server/src/tracking/tracker.ts';
import { between, errors, faceAt, hitPattern, sways, timelineOf } from './motions.ts';
import { coveredShare, detect, playDelayed, playLive, worstCoverage } from './timeline.ts';

const widthPx = 1920;
const heightPx = 1080;
const intervalMs = 1000 / 30;

function expectDrawable(region: HeadRegion): void {
  for (const box of [region, ...region.parts]) {
    expect(Number.isFinite(box.centreXPx + box.centreYPx + box.angleRad)).toBe(true);
    for (const half of [box.halfWidthPx, box.halfHeightPx]) {
      expect(half).toBeGreaterThan(0);
      expect(half).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  }
  for (const side of [region.faceWidthPx, region.faceHeightPx]) {
    expect(side).toBeGreaterThan(0);
    expect(side).toBeLessThan(Number.POSITIVE_INFINITY);
  }
}

const anyNumber = fc.oneof(
  fc.constantFrom(0, -1, 1e-9, 1e9, -1e9, 0.5, Number.NaN, Number.POSITIVE_INFINITY),
  between(-4000, 4000),
);

describe('what detectors should not say', () => {
  it('never makes a region that cannot be drawn', () => {
    const anyDetection: fc.Arbitrary<Detection> = fc.record({
      xPx: anyNumber,
      yPx: anyNumber,
      widthPx: anyNumber,
      heightPx: anyNumber,
      angleRad: anyNumber,
      confidence: fc.oneof(between(0, 1), fc.constant(Number.NaN)),
    });
    const frames = fc.array(fc.array(anyDetection, { maxLength: 6 }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(frames, (detections) => {
        const tracker = new Tracker();
        for (const [at, found] of detections.entries()) {
          const moment = { frameId: at + 1, timeMs: at * intervalMs };
          tracker.addFrame({ ...moment, widthPx, heightPx, detections: found });
          for (const region of tracker.regionsAt(moment)) expectDrawable(region);
        }
      }),
      { numRuns: 300, seed: 20 },
    );
  });

  it('a face as large as the frame covers the frame', () => {
    const tracker = new Tracker();
    const face = { xPx: 960, yPx: 540, widthPx: 5000, heightPx: 5000 };
    tracker.addFrame({ frameId: 1, timeMs: 0, widthPx, heightPx, detections: [detect(face)] });
    const whole = { xPx: 960, yPx: 540, widthPx: 1920, heightPx: 1080 };
    const regions = tracker.regionsAt({ frameId: 1, timeMs: 0 });
    expect(coveredShare(whole, regions, { widthPx, heightPx })).toBe(1);
  });
});

describe('bounds', () => {
  it('200 random detections a frame keep the number of tracks bounded, and cover the whole frame', () => {
    const tracker = new Tracker();
    let state = 1;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let id = 1; id <= 90; id++) {
      const detections = Array.from({ length: 200 }, () =>
        detect(
          { xPx: random() * widthPx, yPx: random() * heightPx, widthPx: 40, heightPx: 50 },
          random(),
        ),
      );
      const moment = { frameId: id, timeMs: id * intervalMs };
      tracker.addFrame({ ...moment, widthPx, heightPx, detections });
      expect(tracker.heldTracks).toBeLessThanOrEqual(tracksMax);
      const regions = tracker.regionsAt(moment);
      expect(regions.length).toBeLessThanOrEqual(tracksMax + 1);
      const whole = { xPx: 960, yPx: 540, widthPx: 1920, heightPx: 1080 };
      expect(coveredShare(whole, regions, { widthPx, heightPx })).toBe(1);
      tracker.forgetBefore(moment);
    }
  });

  it('everything goes when nothing is seen any more', () => {
    const tracker = new Tracker();
    for (let id = 1; id <= 300; id++) {
      const detections =
        id < 60 ? [detect({ xPx: 500, yPx: 500, widthPx: 80, heightPx: 100 })] : [];
      tracker.addFrame({ frameId: id, timeMs: id * intervalMs, widthPx, heightPx, detections });
      tracker.forgetBefore({ frameId: id - 8, timeMs: (id - 8) * intervalMs });
    }
    expect(tracker.heldTracks).toBe(0);
  });

  it('a caller that never publishes leaves nothing behind either', () => {
    const tracker = new Tracker();
    for (let id = 1; id <= 1800; id++) {
      const face = { xPx: 100 + ((id * 211) % 1700), yPx: 500, widthPx: 80, heightPx: 100 };
      const detections = id % 60 === 0 ? [detect(face)] : [];
      tracker.addFrame({ frameId: id, timeMs: id * intervalMs, widthPx, heightPx, detections });
    }
    // A face every two seconds, over the fifteen that are remembered.
    expect(tracker.heldTracks).toBeLessThan(11);
  });
});

describe('other modes', () => {
  it('ids that skip by 1 to 5 are covered in exact mode', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(sways(0.2), errors, steps, (sway, offs, skips) => {
        const analysed = new Set<number>([0]);
        let at = 0;
        for (const skip of skips) {
          at += skip;
          analysed.add(at);
        }
        const full = timelineOf(
          sway,
          Array.from({ length: 90 }, () => true),
          offs,
        );
        const frames = full.frames.map((frame, index) => ({
          faces: frame.faces,
          detections: analysed.has(index) ? frame.detections : undefined,
        }));
        const last = frames.findLastIndex((frame) => frame.detections !== undefined);
        const timeline = { ...full, frames: frames.slice(0, last + 1) };
        const worst = worstCoverage(timeline, playDelayed(timeline, 0));
        expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
      }),
      { numRuns: 300, seed: 20 },
    );
  });

  it.each([1, 4, 8])('live mode covers constant velocity %i frames ahead', (ahead) => {
    const velocity = between(-0.5, 0.5);
    fc.assert(
      fc.property(velocity, between(-0.3, 0.3), errors, (vx, vy, offs) => {
        const frames = Array.from({ length: 40 }, (_, at) => {
          const x = 960 + vx * 60 * (at - 20);
          const face = { xPx: x, yPx: 540 + vy * 60 * (at - 20), widthPx: 60, heightPx: 75 };
          const off = (offs[at % offs.length] ?? 0) * 0.03 * 60;
          const seen = { ...face, xPx: face.xPx + off, yPx: face.yPx - off };
          return { faces: [face], detections: [detect(seen)] };
        });
        const timeline = { widthPx, heightPx, fps: 30, frames };
        const worst = worstCoverage(timeline, playLive(timeline, ahead), ahead + 4);
        expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
      }),
      { numRuns: 100, seed: 20 },
    );
  });

  it('regions shrink slowly, whatever happens, and grow at once', () => {
    fc.assert(
      fc.property(sways(0.3), hitPattern(90, 5), errors, (sway, hits, offs) => {
        const timeline = timelineOf(sway, hits, offs);
        const lastSize = new Map<number, number>();
        for (const { regions } of playDelayed(timeline, 0)) {
          for (const region of regions) {
            const before = lastSize.get(region.trackId);
            if (before !== undefined) expect(region.halfWidthPx).toBeGreaterThan(before * 0.93);
            lastSize.set(region.trackId, region.halfWidthPx);
          }
        }
      }),
      { numRuns: 100, seed: 20 },
    );
    const tracker = new Tracker();
    const near = {
      ...faceAt(
        {
          xPx: 900,
          yPx: 500,
          widthPx: 60,
          aspect: 1.3,
          speedX: 0,
          speedY: 0,
          hertz: 1,
          phase: 0,
          scale: 0,
        },
        0,
      ),
    };
    for (let id = 1; id <= 20; id++) {
      const scale = id < 20 ? 1 : 1.5;
      const face = { ...near, widthPx: near.widthPx * scale, heightPx: near.heightPx * scale };
      const moment = { frameId: id, timeMs: id * intervalMs };
      tracker.addFrame({ ...moment, widthPx, heightPx, detections: [detect(face)] });
      const share = coveredShare(face, tracker.regionsAt(moment), { widthPx, heightPx });
      expect(share).toBe(1);
    }
  });
});

it('turned faces: the upright head box around them is covered at every angle', () => {
  for (let degrees = -180; degrees <= 180; degrees += 5) {
    const tracker = new Tracker();
    const face = { xPx: 900, yPx: 500, widthPx: 90, heightPx: 115 };
    const detections = [detect(face, 0.9, (degrees * Math.PI) / 180)];
    tracker.addFrame({ frameId: 1, timeMs: 0, widthPx, heightPx, detections });
    const regions = tracker.regionsAt({ frameId: 1, timeMs: 0 });
    expect(coveredShare(face, regions, { widthPx, heightPx }), `${degrees}`).toBe(1);
  }
});

it('ends its housekeeping when the time of capture jumps back', () => {
  const tracker = new Tracker();
  const frame = { widthPx, heightPx, detections: [] };
  tracker.addFrame({ ...frame, frameId: 1, timeMs: 10_000 });
  tracker.forgetBefore({ frameId: 1, timeMs: 10_000 });
  tracker.addFrame({ ...frame, frameId: 2, timeMs: 5_000 });
  tracker.forgetBefore({ frameId: 2, timeMs: 5_000 });
  expect(tracker.regionsAt({ frameId: 2, timeMs: 5_000 })).toEqual([]);
});

it('masks a face in every frame that is known, however far apart the ticks are', () => {
  const face = { xPx: 900, yPx: 500, widthPx: 90, heightPx: 115 };
  const ticksMs = fc.array(fc.integer({ min: 4, max: 3000 }), { minLength: 40, maxLength: 60 });
  fc.assert(
    fc.property(ticksMs, fc.integer({ min: 0, max: 12 }), (ticks, behind) => {
      const tracker = new Tracker();
      const timesMs = [0];
      for (const [index, tickMs] of ticks.entries()) {
        const frameId = index + 1;
        const timeMs = (timesMs[index] ?? 0) + tickMs;
        timesMs.push(timeMs);
        tracker.addFrame({ frameId, timeMs, widthPx, heightPx, detections: [detect(face)] });
        const due = { frameId: frameId - behind, timeMs: timesMs[frameId - behind] ?? 0 };
        if (due.frameId < 1) continue;
        const isKnown = due.timeMs >= tracker.knownFromMs;
        // Twelve ticks of a second each are remembered.
        expect(isKnown || timeMs - due.timeMs > 12_000).toBe(true);
        const regions = tracker.regionsAt(due);
        if (isKnown) expect(coveredShare(face, regions, { widthPx, heightPx })).toBe(1);
        tracker.forgetBefore(due);
      }
    }),
  );
});
