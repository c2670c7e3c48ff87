import { describe, expect, it } from 'vitest';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { SceneCutDetector } from '../../control-server/src/tracking/scene-cut.ts';

const widthPx = 320;
const heightPx = 180;
type Brightness = (x: number, y: number) => number;

function image(brightness: Brightness): AnalysisImage {
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const value = Math.min(255, Math.max(0, brightness(x, y)));
      data.fill(value, (y * widthPx + x) * 4, (y * widthPx + x) * 4 + 3);
    }
  }
  return { data, widthPx, heightPx };
}

const room: Brightness = (x, y) =>
  60 + 60 * Math.sin(x / 50) + 50 * Math.cos(y / 40) + (x < 100 ? 40 : 0);
const street: Brightness = (x, y) => 120 + (y < 60 ? 90 : -60) + 25 * Math.sin((x + y) / 15);
const white: Brightness = () => 255;
const black: Brightness = () => 4;
const brighter =
  (scene: Brightness, gain: number): Brightness =>
  (x, y) =>
    scene(x, y) * gain;
const moved =
  (scene: Brightness, byPx: number): Brightness =>
  (x, y) =>
    scene(x + byPx, y);

/** Indices of the frames that begin a scene. */
function cutsOf(scenes: readonly Brightness[], intervalMs = 1000 / 30): number[] {
  const detector = new SceneCutDetector();
  const cuts: number[] = [];
  for (const [at, scene] of scenes.entries()) {
    if (detector.isCut(image(scene), at * intervalMs)) cuts.push(at);
  }
  return cuts;
}

const pan = Array.from({ length: 20 }, (_, at) => moved(room, at * 8));
/** Much of the room is the same, and seen in the same light. */
const neighbour: Brightness = (x, y) => (x > 130 ? room(x - 60, y + 30) : room(x, y));
const fastPan = Array.from({ length: 20 }, (_, at) => moved(room, at * 30));
const fade = Array.from({ length: 20 }, (_, at) => brighter(room, 1 - at / 20));
const dissolve = Array.from({ length: 31 }, (_, at): Brightness => {
  const share = at / 30;
  return (x, y) => room(x, y) * (1 - share) + street(x, y) * share;
});

describe('SceneCutDetector', () => {
  it.each([
    ['the first picture', [room], []],
    ['a still scene', [room, room, room], []],
    ['another scene', [room, room, street, street], [2]],
    ['and back again later', [...Array(12).fill(room), ...Array(12).fill(street), room], [12, 24]],
    ['a flash of white', [room, room, white, room, room], []],
    ['a black frame', [room, black, room], []],
    ['black between two scenes', [room, black, black, street], [3]],
    ['a light that is switched on', [room, brighter(room, 1.5), brighter(room, 1.5)], []],
    ['a fade', fade, []],
    ['a pan', pan, []],
    ['a dissolve', dissolve, []],
    ['a place like it, after a still', [...Array(6).fill(room), neighbour, neighbour], [6]],
    ['the same out of a restless picture', [...fastPan.slice(0, 6), moved(neighbour, 180)], []],
    ['a fast pan', fastPan, []],
  ])('%s', (_name, scenes, expected) => {
    expect(cutsOf(scenes)).toEqual(expected);
  });

  it('does not count what flickers after a cut', () => {
    expect(cutsOf([room, street, room, street, room])).toEqual([1]);
  });

  it('counts no change that the camera has made, and sees the cut right after it', () => {
    const detector = new SceneCutDetector();
    const isCutAt = (at: number, scene: Brightness, isMoved = false) =>
      detector.isCut(image(scene), (at * 1000) / 30, isMoved);
    for (let at = 0; at < 6; at++) expect(isCutAt(at, room)).toBe(false);
    expect(isCutAt(6, neighbour, true)).toBe(false);
    expect(isCutAt(7, street)).toBe(true);
  });

  it('starts anew after a reset', () => {
    const detector = new SceneCutDetector();
    detector.isCut(image(room), 0);
    detector.reset();
    expect(detector.isCut(image(street), 33)).toBe(false);
  });

  it('takes pictures of any size', () => {
    const detector = new SceneCutDetector();
    const tiny = { data: new Uint8Array(4), widthPx: 1, heightPx: 1 };
    expect(detector.isCut(tiny, 0)).toBe(false);
    expect(detector.isCut({ data: new Uint8Array(0), widthPx: 0, heightPx: 0 }, 33)).toBe(false);
  });
});
