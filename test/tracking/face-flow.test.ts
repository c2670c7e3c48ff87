import { beforeEach, describe, expect, it } from 'vitest';
import { BrightnessPyramid } from '../../control-server/src/tracking/brightness-pyramid.ts';
import {
  FaceFlow,
  followPiece,
  type PicturePair,
} from '../../control-server/src/tracking/face-flow.ts';
import { Tracker } from '../../control-server/src/tracking/tracker.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import { detect } from './timeline.ts';

const widthPx = 640;
const heightPx = 360;

interface Patch {
  readonly xPx: number;
  readonly yPx: number;
  readonly sidePx: number;
}

/** A grey wall with one patch of noise, always the same noise, centred at the place. */
function pyramidOf(patch?: Patch): BrightnessPyramid {
  const data = new Uint8Array(widthPx * heightPx * 4).fill(128);
  if (patch) {
    const random = seededRandom(7);
    const { xPx, yPx, sidePx } = patch;
    for (let y = 0; y < sidePx; y += 8) {
      for (let x = 0; x < sidePx; x += 8) {
        const value = Math.floor(random() * 256);
        for (let at = 0; at < 64; at++) {
          const column = Math.round(xPx - sidePx / 2) + x + (at % 8);
          const row = Math.round(yPx - sidePx / 2) + y + (at >> 3);
          if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
          data.fill(value, (row * widthPx + column) * 4, (row * widthPx + column) * 4 + 3);
        }
      }
    }
  }
  const pyramid = new BrightnessPyramid();
  pyramid.read({ data, widthPx, heightPx });
  return pyramid;
}

function pairOf(before: Patch | undefined, now: Patch | undefined, scale = 1): PicturePair {
  return { before: pyramidOf(before), now: pyramidOf(now), scaleX: scale, scaleY: scale };
}

const found = { xPx: 0, yPx: 0 };

describe('followPiece', () => {
  it.each([
    [48, 1, 24, -12],
    [48, 1, -36, 28],
    [96, 1, 48, 40],
    [200, 1, -64, 16],
    // Pixels of a source that is twice as large as the analysis image.
    [96, 0.5, 48, -24],
  ])('finds a face of %d px at scale %d that moved by %d, %d', (sizePx, scale, dx, dy) => {
    const at = (x: number, y: number) => ({
      xPx: x * scale,
      yPx: y * scale,
      sidePx: sizePx * scale,
    });
    const pair = pairOf(at(320, 180), at(320 + dx, 180 + dy), scale);
    const piece = { xPx: 320, yPx: 180, sizePx, guessX: 320, guessY: 180 };
    expect(followPiece(pair, piece, found)).toBe(true);
    expect(Math.hypot(found.xPx - 320 - dx, found.yPx - 180 - dy)).toBeLessThan(sizePx * 0.12);
  });

  it('looks around where it is expected', () => {
    const sidePx = 48;
    const pair = pairOf({ xPx: 200, yPx: 180, sidePx }, { xPx: 320, yPx: 180, sidePx });
    const piece = { xPx: 200, yPx: 180, sizePx: 48, guessX: 200, guessY: 180 };
    expect(followPiece(pair, piece, found)).toBe(false);
    expect(followPiece(pair, { ...piece, guessX: 310 }, found)).toBe(true);
    expect(found.xPx).toBeCloseTo(320, 0);
  });

  it.each([
    ['is gone', { xPx: 320, yPx: 180, sidePx: 48 }, 48],
    ['is too small to be known', { xPx: 320, yPx: 180, sidePx: 16 }, 16],
    ['reaches out of the picture', { xPx: 8, yPx: 180, sidePx: 48 }, 48],
  ])('finds none that %s', (what, patch, sizePx) => {
    const pair = pairOf(patch, what === 'is gone' ? undefined : patch);
    const { xPx, yPx } = patch;
    expect(followPiece(pair, { xPx, yPx, sizePx, guessX: xPx, guessY: yPx }, found)).toBe(false);
  });
});

describe('FaceFlow', () => {
  let flow: FaceFlow;
  beforeEach(() => {
    flow = new FaceFlow();
  });

  it('says nothing of a single place, nor of what was before the first', () => {
    expect(flow.at(0, found)).toBe(false);
    flow.add(100, 10, 20);
    expect(flow.at(100, found)).toBe(false);
    flow.add(200, 20, 20);
    expect(flow.at(99, found)).toBe(false);
  });

  it('goes evenly from place to place, and no further after the last than once more', () => {
    flow.add(100, 10, 20);
    flow.add(200, 20, 20);
    flow.add(300, 20, 40);
    const placeAt = (timeMs: number) => (flow.at(timeMs, found) ? { ...found } : undefined);
    expect(placeAt(150)).toEqual({ xPx: 15, yPx: 20 });
    expect(placeAt(250)).toEqual({ xPx: 20, yPx: 30 });
    expect(placeAt(350)).toEqual({ xPx: 20, yPx: 50 });
    expect(placeAt(900)).toEqual({ xPx: 20, yPx: 60 });
    flow.clear();
    expect(placeAt(150)).toBeUndefined();
  });

  it('is bounded', () => {
    for (let at = 0; at < 1000; at++) flow.add(at, at, at);
    expect(flow.length).toBe(64);
  });
});

describe('a face that no detector sees any more', () => {
  const face = (at: number) => ({ xPx: 120 + at * 20, yPx: 180, widthPx: 48, heightPx: 48 });
  const lostAt = 4;

  /** Seen in the first frames, then only the picture shows it; `otherAt` says what is seen instead. */
  function play(isFollowed: boolean, other?: { xPx: number; confidence: number }): Tracker {
    const tracker = new Tracker();
    for (let at = 0; at < 14; at++) {
      // It stops where it is lost, and goes back: no motion says where it is.
      const place = face(at < lostAt ? at : lostAt - (at - lostAt) * 0.4);
      const before = face(at - 1 < lostAt ? at - 1 : lostAt - (at - 1 - lostAt) * 0.4);
      const seen = at < lostAt ? [detect(place)] : [];
      if (at >= lostAt + 2 && other) {
        seen.push(detect({ ...place, xPx: place.xPx + other.xPx }, other.confidence));
      }
      const frame = { frameId: at + 1, timeMs: at * 33, widthPx, heightPx, detections: seen };
      tracker.addFrame(frame);
      const patch = (of: typeof place) => ({ xPx: of.xPx, yPx: of.yPx, sidePx: 48 });
      if (isFollowed && at > 0) tracker.followUnseen(pairOf(patch(before), patch(place)));
    }
    return tracker;
  }

  const lastMoment = { frameId: 14, timeMs: 13 * 33 };
  const lastPlace = face(lostAt - 9 * 0.4);

  function isMasked(tracker: Tracker): boolean {
    return tracker
      .regionsAt(lastMoment)
      .some(
        ({ centreXPx, halfWidthPx }) =>
          centreXPx - halfWidthPx < lastPlace.xPx - 24 &&
          centreXPx + halfWidthPx > lastPlace.xPx + 24,
      );
  }

  it('is masked where its piece of the picture went', () => {
    expect(isMasked(play(false))).toBe(false);
    expect(isMasked(play(true))).toBe(true);
  });

  it('is not given up for a doubtful box elsewhere', () => {
    expect(isMasked(play(true, { xPx: 50, confidence: 0.6 }))).toBe(true);
  });
});
