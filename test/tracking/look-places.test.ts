import { describe, expect, it } from 'vitest';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';
import { detect, type TrueFace } from './timeline.ts';

const size = { widthPx: 1280, heightPx: 720 };
const left: TrueFace = { xPx: 300, yPx: 300, widthPx: 90, heightPx: 120 };
const right: TrueFace = { xPx: 900, yPx: 300, widthPx: 90, heightPx: 120 };

function tracked(faces: TrueFace[], confidence = 0.9, intervalMs = 1000 / 30) {
  const tracker = new Tracker();
  const moment = (frameId: number) => ({ frameId, timeMs: frameId * intervalMs });
  const add = (frameId: number, seen: TrueFace[], sure = confidence) =>
    tracker.addFrame({
      ...moment(frameId),
      ...size,
      detections: seen.map((one) => detect(one, sure)),
    });
  const evidence = (frameId: number, seen: TrueFace[], sure: number, kind = {}) =>
    tracker.addEvidence({
      ...moment(frameId),
      ...kind,
      detections: seen.map((one) => detect(one, sure)),
    });
  for (let id = 1; id <= 10; id++) add(id, faces);
  return { tracker, add, evidence, regions: (id: number) => tracker.regionsAt(moment(id)) };
}

describe('look places', () => {
  it('are none while all faces are seen', () => {
    const { tracker } = tracked([left, right]);
    expect(tracker.needsLook).toBe(false);
    expect(tracker.takeLookPlace()).toBeUndefined();
  });

  it('are where faces are missing, each in its turn, once a frame', () => {
    const { tracker, add } = tracked([left, right]);
    for (const id of [11, 12]) {
      add(id, []);
      const places = [tracker.takeLookPlace(), tracker.takeLookPlace(), tracker.takeLookPlace()];
      expect(places.map((place) => place && Math.round(place.xPx / 10) * 10)).toEqual([
        300,
        900,
        undefined,
      ]);
    }
  });

  it('are larger the longer nothing was seen', () => {
    const { tracker, add } = tracked([left]);
    const sides = [11, 20].map((id) => {
      add(id, []);
      return tracker.takeLookPlace()?.sidePx ?? 0;
    });
    expect(sides[0]).toBeGreaterThan(4 * 90);
    expect(sides[1]).toBeGreaterThan((sides[0] ?? 0) * 1.2);
  });

  it('are where one pass, in doubt, saw a face; a closer look that is surer makes it one', () => {
    for (const sure of [0.7, 0.55]) {
      const { tracker, evidence, regions } = tracked([]);
      evidence(10, [left], 0.55);
      expect(tracker.takeLookPlace()?.xPx).toBeCloseTo(300, 0);
      evidence(10, [left], sure, { isClose: true });
      expect(regions(10)).toHaveLength(sure > 0.65 ? 1 : 0);
    }
  });

  it('a doubtful face counts at once where no closer look will be had', () => {
    for (const isFinal of [false, true]) {
      const { evidence, regions } = tracked([]);
      evidence(10, [left], 0.55, { isFinal });
      expect(regions(10)).toHaveLength(isFinal ? 1 : 0);
    }
  });
});

it('a face seen once is waited for over some analysed frames, however slowly they come', () => {
  const { add, evidence, regions } = tracked([], 0.9, 400);
  evidence(10, [left], 0.9);
  for (let id = 11; id <= 20; id++) add(id, []);
  expect([10, 12, 13, 14].map((id) => regions(id).length)).toEqual([1, 1, 1, 0]);
});

describe('a cut that every pass has looked at', () => {
  it.each([
    ['ends the tracks of which nothing is seen', [], 0],
    ['leaves those in their grace where something like a face is', [left], 1],
  ])('%s', (_name, seen, expected) => {
    const { tracker, add, evidence, regions } = tracked([left]);
    tracker.cutBefore(11);
    add(11, []);
    evidence(11, seen, 0.3);
    tracker.settleCut();
    expect(regions(10)).toHaveLength(1);
    expect(regions(11)).toHaveLength(expected);
    expect(regions(14)).toHaveLength(expected);
  });
});
