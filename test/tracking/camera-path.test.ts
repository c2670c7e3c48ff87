import { describe, expect, it } from 'vitest';
import { CameraPath, cameraAside } from '../../control-server/src/tracking/camera-path.ts';

function pathOf(...moments: readonly (readonly [timeMs: number, xPx: number, yPx: number])[]) {
  const path = new CameraPath();
  for (const moment of moments) path.add(...moment);
  return path;
}

function betweenOf(path: CameraPath, fromMs: number, toMs: number): [number, number] {
  const motion = { xPx: Number.NaN, yPx: Number.NaN };
  path.between(fromMs, toMs, motion);
  return [motion.xPx, motion.yPx];
}

describe('CameraPath', () => {
  const path = pathOf([100, 0, 0], [200, 10, -4], [300, 0, 0], [400, 30, 8]);

  it.each<[string, number, number, [number, number]]>([
    ['adds up', 100, 400, [40, 4]],
    ['goes back', 400, 100, [-40, -4]],
    ['is even from moment to moment', 150, 350, [20, 2]],
    ['stands still before its beginning and after its end', 0, 900, [40, 4]],
    ['is nothing from a moment to itself', 250, 250, [0, 0]],
  ])('%s', (_name, fromMs, toMs, expected) => {
    expect(betweenOf(path, fromMs, toMs)).toEqual(expected);
  });

  it('is nothing while nothing is known, and after it was cleared', () => {
    expect(betweenOf(new CameraPath(), 0, 100)).toEqual([0, 0]);
    const cleared = pathOf([0, 0, 0], [100, 50, 50]);
    cleared.clear();
    expect(betweenOf(cleared, 0, 100)).toEqual([0, 0]);
  });

  it('keeps the newest moments', () => {
    const long = new CameraPath();
    for (let at = 0; at < 1000; at++) long.add(at * 10, 1, 2);
    expect(betweenOf(long, 9_000, 9_990)).toEqual([99, 198]);
    expect(betweenOf(long, 0, 9_990)[0]).toBe(255);
  });
});

describe('what the camera adds to where a face is', () => {
  const knock = pathOf([0, 0, 0], [100, 0, 0], [133, 60, 0], [200, 0, 0]);
  const asideAt = (fromMs: number, toMs: number | undefined, timeMs: number) =>
    cameraAside(knock, { fromMs, toMs, timeMs }).xPx;

  it('is all of its way after the last hit and before the first', () => {
    expect(asideAt(50, undefined, 150)).toBe(60);
    expect(asideAt(200, 200, 50)).toBe(-60);
  });

  it('is between two hits how far its way bends from an even one', () => {
    expect(asideAt(0, 200, 100)).toBe(-30);
    expect(asideAt(0, 200, 150)).toBe(15);
    expect(asideAt(0, 200, 0)).toBe(0);
    expect(asideAt(0, 200, 200)).toBe(0);
    expect(asideAt(0, 0, 0)).toBe(0);
  });
});
