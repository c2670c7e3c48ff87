import { describe, expect, it } from 'vitest';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';
import { detect, type TrueFace } from './timeline.ts';

const widthPx = 1280;
const heightPx = 720;
const intervalMs = 1000 / 30;
const left: TrueFace = { xPx: 300, yPx: 300, widthPx: 90, heightPx: 120 };
const right: TrueFace = { xPx: 900, yPx: 300, widthPx: 90, heightPx: 120 };
const moment = (frameId: number) => ({ frameId, timeMs: frameId * intervalMs });

function add(tracker: Tracker, frameId: number, faces: TrueFace[], confidence = 0.9): void {
  const detections = faces.map((face) => detect(face, confidence));
  tracker.addFrame({ ...moment(frameId), widthPx, heightPx, detections });
}

function centres(tracker: Tracker, frameId: number): number[] {
  return tracker
    .regionsAt(moment(frameId))
    .map((region) => Math.round(region.centreXPx))
    .sort((a, b) => a - b);
}

describe.each([['in time'], ['three frames late']])('a cut that is told %s', (told) => {
  function twoScenes(before: TrueFace, after: TrueFace[]): Tracker {
    const tracker = new Tracker();
    for (let id = 1; id <= 20; id++) add(tracker, id, [before]);
    for (let id = 21; id <= 70; id++) {
      if (told === 'in time' && id === 21) tracker.cutBefore(21);
      add(tracker, id, after);
      if (told !== 'in time' && id === 23) tracker.cutBefore(21);
    }
    return tracker;
  }

  it('ends the masks of the old scene after a short grace', () => {
    const tracker = twoScenes(left, []);
    expect(centres(tracker, 20)).toEqual([300]);
    expect(centres(tracker, 24)).toEqual([300]);
    expect(centres(tracker, 37)).toEqual([300]);
    expect(centres(tracker, 41)).toEqual([]);
  });

  it('does not fill back across', () => {
    const tracker = twoScenes(left, [right]);
    expect(centres(tracker, 20)).toEqual([300]);
    expect(centres(tracker, 21)).toEqual([300, 900]);
    expect(centres(tracker, 41)).toEqual([900]);
  });

  it('does not join a face with another one near it', () => {
    const tracker = twoScenes(left, [{ ...left, xPx: 380 }]);
    const before = tracker.regionsAt(moment(20))[0];
    expect(before?.centreXPx).toBeCloseTo(300, 0);
    const beforeId = before?.trackId;
    const after = tracker.regionsAt(moment(60))[0];
    expect(after?.centreXPx).toBeCloseTo(380, 0);
    expect(after?.trackId).not.toBe(beforeId);
  });
});

it('frames that were not analysed belong to both scenes', () => {
  const tracker = new Tracker();
  for (let id = 1; id <= 20; id++) add(tracker, id, [left]);
  tracker.cutBefore(25);
  for (let id = 25; id <= 40; id++) add(tracker, id, [right]);
  expect(centres(tracker, 20)).toEqual([300]);
  for (let id = 21; id <= 26; id++) expect(centres(tracker, id)).toEqual([300, 900]);
});

it('a weak hit where a face was before the cut is a face: the cut may have been none', () => {
  const tracker = new Tracker();
  for (let id = 1; id <= 20; id++) add(tracker, id, [left]);
  tracker.cutBefore(21);
  for (let id = 21; id <= 60; id++) add(tracker, id, [left], 0.3);
  for (let id = 21; id <= 60; id++) expect(centres(tracker, id)).toContain(300);
});
