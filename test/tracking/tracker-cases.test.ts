import { describe, expect, it } from 'vitest';
import type { Detection } from '../../control-server/src/detection/detection.ts';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';
import {
  detect,
  isMaskedAt,
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
const elsewhere: TrueFace = { xPx: 200, yPx: 500, widthPx: 90, heightPx: 120 };

function regionCounts(confidences: readonly (number | undefined)[], lookAhead: number): number[] {
  const scene = timeline(confidences.length, (at) => {
    const confidence = confidences[at];
    return { faces: [], detections: confidence === undefined ? [] : [detect(still, confidence)] };
  });
  return playDelayed(scene, lookAhead).map((frame) => frame.regions.length);
}

describe('birth', () => {
  const none = undefined;
  it.each([
    ['no detection', [none, none, none], [0, 0, 0]],
    ['one strong hit at once', [none, 0.8, 0.8], [0, 1, 1]],
    ['one weak hit is not enough', [none, 0.6, none, none, none], [0, 0, 0, 0, 0]],
    ['two weak hits in a row', [0.5, 0.5], [0, 1]],
    ['two weak hits within three frames', [0.6, none, 0.6], [0, 0, 1]],
    ['two weak hits too far apart', [0.6, none, none, 0.6], [0, 0, 0, 0]],
    ['hits below weak that come once', [0.4, none, 0.4], [0, 0, 0]],
    ['doubtful hits that persist', [0.45, 0.45, 0.45, 0.45, 0.45], [0, 0, 0, 0, 1]],
    ['noise below every threshold', [0.3, 0.3, 0.3, 0.3, 0.3, 0.3], [0, 0, 0, 0, 0, 0]],
  ])('%s', (_name, confidences, expected) => {
    expect(regionCounts(confidences, 0)).toEqual(expected);
  });

  it('reaches back over the whole look-ahead in guard mode', () => {
    const confidences = [...Array.from({ length: 12 }, () => none), 0.9, 0.9, 0.9];
    const counts = regionCounts(confidences, lookAheadFrames);
    expect(counts).toEqual(confidences.map((_, at) => (at >= 12 - lookAheadFrames ? 1 : 0)));
  });

  it('reaches back over skipped frames in exact mode', () => {
    const scene = timeline(10, (at) => ({
      faces: [still],
      detections: at === 2 ? [] : at === 7 ? [detect(still)] : undefined,
    }));
    const played = playDelayed(scene, 0);
    expect(played.map((frame) => frame.regions.length)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
    expect(worstCoverage(scene, played, 4).share).toBe(1);
  });
});

it('counts the cells of a face that is seen inside another on the larger one', () => {
  const inside: TrueFace = { xPx: 645, yPx: 310, widthPx: 36, heightPx: 45 };
  const scene = timeline(8, () => ({ faces: [], detections: [detect(still), detect(inside)] }));
  for (const { regions } of playDelayed(scene, 0)) {
    expect(regions).toHaveLength(2);
    expect(regions[1]?.halfWidthPx).toBeLessThan((regions[0]?.halfWidthPx ?? 0) * 0.7);
    expect(regions[1]?.faceHeightPx).toBe(regions[0]?.faceHeightPx);
  }
});

describe('a lost face', () => {
  function msMasked(hits: number): number {
    const scene = timeline(hits + 120, (at) => ({
      faces: [],
      detections: at < hits ? [detect(still)] : [],
    }));
    const masked = playDelayed(scene, 0).filter((frame) => frame.regions.length > 0).length;
    return ((masked - hits) * 1000) / fps;
  }

  it('is masked for a second at least when it was well established', () => {
    expect(msMasked(15)).toBeGreaterThanOrEqual(1000);
    expect(msMasked(15)).toBeLessThan(2000);
  });

  it('is masked for a shorter time when it was seen once', () => {
    expect(msMasked(1)).toBeGreaterThanOrEqual(300);
    expect(msMasked(1)).toBeLessThan(msMasked(15));
  });

  it('is masked by a region that grows until it ends', () => {
    const scene = timeline(45, (at) => ({ faces: [], detections: at < 15 ? [detect(still)] : [] }));
    const sizes = playDelayed(scene, 0).map((frame) => frame.regions[0]?.halfWidthPx ?? 0);
    for (let at = 16; at < 30; at++) expect(sizes[at]).toBeGreaterThanOrEqual(sizes[at - 1] ?? 0);
    expect(sizes[30]).toBeGreaterThan(1.2 * (sizes[12] ?? 0));
  });

  it('lives on hits of 0.25 and less than weak', () => {
    const scene = timeline(150, (at) => ({
      faces: [still],
      detections: [detect(still, at < 10 ? 0.9 : 0.25)],
    }));
    expect(worstCoverage(scene, playDelayed(scene, 0)).share).toBe(1);
  });

  it.each([
    ['at another place', { ...still, xPx: still.xPx + still.widthPx }],
    ['of another size', { ...still, widthPx: still.widthPx * 2, heightPx: still.heightPx * 2 }],
  ])('is not carried away by what is less than doubtful, %s', (_name, other) => {
    const scene = timeline(24, (at) => ({
      faces: [still],
      detections: at < 20 ? [detect(still)] : [detect(other, 0.35)],
    }));
    const without = timeline(24, (at) => ({
      faces: [still],
      detections: at < 20 ? [detect(still)] : [],
    }));
    expect(playDelayed(scene, 0)).toEqual(playDelayed(without, 0));
  });

  it('may have gone further where nobody has looked than where it was looked for in vain', () => {
    const widthAfter = (isLookedFor: boolean) => {
      const tracker = new Tracker();
      const last = isLookedFor ? 31 : 19;
      for (let at = 0; at <= last; at++) {
        const detections = at < 20 ? [detect(still)] : [];
        tracker.addFrame({
          frameId: at + 1,
          timeMs: (at * 1000) / fps,
          widthPx,
          heightPx,
          detections,
        });
      }
      const moment = { frameId: 32, timeMs: (31 * 1000) / fps };
      return tracker.regionsAt(moment)[0]?.halfWidthPx ?? 0;
    };
    const [lookedFor, unseen] = [widthAfter(true), widthAfter(false)];
    expect(lookedFor).toBeGreaterThan(still.widthPx / 2);
    expect(unseen).toBeGreaterThan(lookedFor * 1.05);
  });

  it('is masked for longer where some detector was sure of it', () => {
    const framesOf = (confidence: number) => {
      const scene = timeline(90, (at) => ({
        faces: [],
        detections: at < 20 ? [detect(still, confidence)] : [],
      }));
      return playDelayed(scene, 0).filter(({ regions }) => regions.length > 0).length;
    };
    const [doubted, sure] = [framesOf(0.7), framesOf(0.9)];
    expect(doubted).toBeGreaterThanOrEqual(20 + 0.6 * fps);
    expect(sure).toBeGreaterThan(doubted + 0.5 * fps);
  });

  it('keeps its id when it comes back near where it was lost', () => {
    const scene = timeline(90, (at) => ({
      faces: [],
      detections: at < 20 || at >= 60 ? [detect({ ...still, xPx: at < 20 ? 640 : 690 })] : [],
    }));
    const tracker = new Tracker();
    const played = playDelayed(scene, lookAheadFrames, tracker);
    expect(tracker.confirmedTracks).toBe(1);
    expect(played.at(-1)?.regions[0]?.trackId).toBe(played[0]?.regions[0]?.trackId);
  });
});

describe('several faces', () => {
  it.each([
    ['detected all along', 0],
    ['swallowed by suppression while they overlap', 0.35],
  ])('crossing, %s', (_name, swallowedAbove) => {
    const scene = timeline(100, (at) => {
      const a = { ...still, xPx: 300 + at * 7 };
      const b = { ...still, xPx: 1000 - at * 7, widthPx: 80, heightPx: 105, yPx: 310 };
      const apart = Math.abs(a.xPx - b.xPx) / 85;
      const isSwallowed = swallowedAbove > 0 && apart < 1 - swallowedAbove;
      return {
        faces: [a, b],
        detections: isSwallowed ? [detect(a)] : [detect(a), detect(b, 0.85)],
      };
    });
    const tracker = new Tracker();
    const worst = worstCoverage(scene, playDelayed(scene, lookAheadFrames, tracker));
    expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
    expect(tracker.confirmedTracks).toBe(2);
  });

  it('one that stays behind another for a second and a half', () => {
    const scene = timeline(100, (at) => {
      const hidden = at >= 30 && at < 75;
      const back = { ...still, xPx: still.xPx + 15, widthPx: 70, heightPx: 95 };
      return {
        faces: [still, back],
        detections: hidden ? [detect(still)] : [detect(still), detect({ ...back, xPx: 740 })],
      };
    });
    const counts = playDelayed(scene, lookAheadFrames).map((frame) => frame.regions.length);
    expect(counts.every((count) => count === 2)).toBe(true);
  });

  it('two boxes of one face become one track, and the region holds both', () => {
    const wide = { ...still, xPx: still.xPx + 18 };
    const scene = timeline(60, () => ({
      faces: [still, wide],
      detections: [detect(still), detect(wide, 0.85)],
    }));
    const tracker = new Tracker();
    const played = playDelayed(scene, lookAheadFrames, tracker);
    expect(tracker.confirmedTracks).toBe(1);
    expect(worstCoverage(scene, played).share).toBe(1);
  });

  it('a track that turns out to be a duplicate ends, without a gap', () => {
    const drift = (at: number) => ({ ...still, xPx: still.xPx + Math.max(10, 130 - at * 6) });
    const scene = timeline(90, (at) => ({
      faces: [still, drift(at)],
      detections: at < 40 ? [detect(still), detect(drift(at), 0.85)] : [detect(still)],
    }));
    const played = playDelayed(scene, lookAheadFrames);
    expect(worstCoverage(scene, played.slice(0, 40)).share).toBeGreaterThanOrEqual(0.98);
    expect(played.at(-1)?.regions.length).toBe(1);
  });
});

describe('borders', () => {
  it.each([
    ['slowly', 6],
    ['at a third of a face a frame', 30],
    ['at half a face a frame', 45],
  ])('a face that enters and leaves %s is covered', (_name, stepPx) => {
    const scene = timeline(Math.ceil(1500 / stepPx), (at) => {
      const face = { ...still, xPx: -100 + at * stepPx };
      // Found a while after its first part shows, which the look-ahead has to make up for.
      const isFound = face.xPx > -20 + 1.5 * stepPx && face.xPx < widthPx - 15;
      return { faces: [face], detections: isFound ? [detect(face)] : [] };
    });
    const worst = worstCoverage(scene, playDelayed(scene, lookAheadFrames));
    expect(worst.share, `frame ${worst.frameId}`).toBeGreaterThanOrEqual(0.98);
  });

  it('a mask goes away after its face left', () => {
    const scene = timeline(150, (at) => {
      const face = { ...still, xPx: 1000 + at * 12 };
      return { faces: [], detections: face.xPx < widthPx - 20 ? [detect(face)] : [] };
    });
    expect(playDelayed(scene, lookAheadFrames).at(-1)?.regions).toEqual([]);
  });
});

describe('a second pass', () => {
  const moment = (frameId: number) => ({ frameId, timeMs: (frameId * 1000) / fps });
  const frame = (frameId: number, detections: Detection[]) => ({
    ...moment(frameId),
    widthPx,
    heightPx,
    detections,
  });

  it('starts a track', () => {
    const tracker = new Tracker();
    tracker.addFrame(frame(1, []));
    tracker.addEvidence({ ...moment(1), detections: [detect(still)] });
    expect(tracker.regionsAt(moment(1))).toHaveLength(1);
  });

  it('confirms what the main pass saw once', () => {
    const tracker = new Tracker();
    tracker.addFrame(frame(1, [detect(still, 0.6)]));
    expect(tracker.regionsAt(moment(1))).toHaveLength(0);
    tracker.addEvidence({ ...moment(1), detections: [detect({ ...still, xPx: 645 }, 0.6)] });
    expect(tracker.regionsAt(moment(1))).toHaveLength(1);
  });

  it('keeps a track alive that the main pass lost', () => {
    const tracker = new Tracker();
    for (let id = 1; id <= 10; id++) tracker.addFrame(frame(id, [detect(still)]));
    for (let id = 11; id <= 100; id++) {
      tracker.addFrame(frame(id, []));
      if (id % 10 === 0) {
        tracker.addEvidence({ ...moment(id - 1), detections: [detect(still, 0.4)] });
      }
      expect(tracker.regionsAt(moment(id))).toHaveLength(1);
      tracker.forgetBefore(moment(id));
    }
  });

  it('does not move a box that was measured well', () => {
    const withEvidence = new Tracker();
    const without = new Tracker();
    for (let id = 1; id <= 20; id++) {
      withEvidence.addFrame(frame(id, [detect(still)]));
      without.addFrame(frame(id, [detect(still)]));
      const looser = { xPx: 647, yPx: 290, widthPx: 100, heightPx: 130 };
      withEvidence.addEvidence({ ...moment(id), detections: [detect(looser)] });
    }
    expect(withEvidence.confirmedTracks).toBe(1);
    expect(withEvidence.regionsAt(moment(20))).toEqual(without.regionsAt(moment(20)));
  });

  it('masks the corners of a head that it sees turned', () => {
    const turned = { xPx: 640, yPx: 300, widthPx: 120, heightPx: 120 };
    const turnRad = Math.PI / 3;
    const tracker = new Tracker();
    for (let id = 1; id <= 20; id++) {
      tracker.addFrame(frame(id, [detect(turned)]));
      tracker.addEvidence({
        ...moment(id),
        detections: [{ ...detect(turned), angleRad: turnRad }],
      });
    }
    const region = tracker.regionsAt(moment(20))[0];
    if (!region) throw new Error('no region');
    // A head as wide and high as the face's own sides, grown to the hairline, seen turned.
    const half = 60 * 1.22;
    const cos = Math.cos(turnRad);
    const sin = Math.sin(turnRad);
    for (const along of [-half, half]) {
      for (const across of [-half, half]) {
        const x = 640 + along * cos - across * sin;
        const y = 300 + along * sin + across * cos;
        expect(isMaskedAt(region, x, y), `${x}, ${y}`).toBe(true);
      }
    }
    // But not all of the box around it.
    const reach = half * (cos + sin);
    expect(isMaskedAt(region, 640 + reach, 300 + reach)).toBe(false);
  });

  it('lets the corners of a turned head go slowly', () => {
    const turnRad = Math.PI / 3;
    const tracker = new Tracker();
    // The outermost point that is masked, out to a corner of the turned head.
    const reachAt = (id: number) => {
      const region = tracker.regionsAt(moment(id))[0];
      const angle = turnRad + Math.PI / 4;
      let reachPx = 0;
      for (let px = 0; px < 200; px++) {
        const x = still.xPx + px * Math.cos(angle);
        const y = still.yPx + px * Math.sin(angle);
        if (region && isMaskedAt(region, x, y)) reachPx = px;
      }
      return reachPx;
    };
    const reaches: number[] = [];
    for (let id = 1; id <= 60; id++) {
      tracker.addFrame(frame(id, [detect(still)]));
      const turned = { ...detect(still), angleRad: turnRad };
      if (id <= 20) tracker.addEvidence({ ...moment(id), detections: [turned] });
      reaches.push(reachAt(id));
    }
    const turned = reaches[19] ?? 0;
    const upright = reaches.at(-1) ?? 0;
    expect(turned).toBeGreaterThan(upright * 1.1);
    for (const [index, reach] of reaches.entries()) {
      if (index > 20) expect(reach).toBeGreaterThan((reaches[index - 1] ?? 0) * 0.92);
    }
  });

  it('fills a gap of a frame that is already past', () => {
    const tracker = new Tracker();
    const at = (id: number) => ({ ...still, xPx: id < 10 ? 400 : 400 + (id - 10) * 30 });
    for (let id = 1; id <= 20; id++) {
      tracker.addFrame(frame(id, id > 9 && id < 16 ? [] : [detect(at(id))]));
    }
    tracker.addEvidence({ ...moment(12), detections: [detect({ ...at(12), yPx: 360 })] });
    const region = tracker.regionsAt(moment(12))[0];
    expect(region).toBeDefined();
    expect((region?.centreYPx ?? 0) + (region?.halfHeightPx ?? 0)).toBeGreaterThan(360 + 60 * 1.3);
  });
});

it('a reset forgets every face and keeps the count', () => {
  const tracker = new Tracker();
  const moment = { frameId: 1, timeMs: 0 };
  tracker.addFrame({
    ...moment,
    widthPx,
    heightPx,
    detections: [detect(still), detect(elsewhere)],
  });
  tracker.reset();
  expect(tracker.regionsAt(moment)).toHaveLength(0);
  expect(tracker.confirmedTracks).toBe(2);
  tracker.addFrame({ ...moment, widthPx, heightPx, detections: [detect(still)] });
  expect(tracker.regionsAt(moment)[0]?.trackId).toBe(3);
});
