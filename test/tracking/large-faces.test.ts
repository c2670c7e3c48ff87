// Soft backgrounds look like large faces to one pass or the other; a large face is seen by both, or surely.

import { describe, expect, it } from 'vitest';
import type { Detection } from '../../control-server/src/detection/detection.ts';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';

const widthPx = 1280;
const heightPx = 720;
const frames = 12;

interface Seen {
  readonly main?: Detection;
  readonly second?: Detection;
}

/** How many heads are masked after each of some frames in which the same was seen. */
function masksAfter({ main, second }: Seen): number[] {
  const tracker = new Tracker();
  return Array.from({ length: frames }, (_none, at) => {
    const moment = { frameId: at + 1, timeMs: at * 33 };
    tracker.addFrame({ ...moment, widthPx, heightPx, detections: main ? [main] : [] });
    if (second) tracker.addEvidence({ ...moment, detections: [second] });
    return tracker.regionsAt(moment).length;
  });
}

const box = (sidesPx: readonly [number, number], confidence: number): Detection => ({
  xPx: 300,
  yPx: 100,
  widthPx: sidesPx[0],
  heightPx: sidesPx[1],
  angleRad: 0,
  confidence,
});
const none = Array.from({ length: frames }, () => 0);
const always = Array.from({ length: frames }, () => 1);

describe('a large face', () => {
  const large = [320, 400] as const;

  it('is none while only the main pass sees it and doubts', () => {
    expect(masksAfter({ main: box(large, 0.7) })).toEqual(none);
  });

  it('is one at once when a second pass agrees', () => {
    expect(masksAfter({ main: box(large, 0.6), second: box(large, 0.6) })).toEqual(always);
  });

  it('is one at once when the main pass is sure', () => {
    expect(masksAfter({ main: box(large, 0.9) })).toEqual(always);
  });

  it('is none, however sure the main pass is, when it is much wider than high', () => {
    expect(masksAfter({ main: box([560, 400], 0.95) })).toEqual(none);
  });

  it('that lies down is one when a second pass agrees', () => {
    const lying = box([520, 400], 0.9);
    expect(masksAfter({ main: lying, second: lying })).toEqual(always);
  });
});

it('a small face needs no second pass', () => {
  const [first, ...later] = masksAfter({ main: box([80, 100], 0.6) });
  expect(first).toBe(0);
  expect(later).toEqual(always.slice(1));
});
