// The originals that are kept while somebody watches: the right ones, and no more memory than their delay takes.

import { beforeAll, describe, expect, it } from 'vitest';
import { loadNativeAddon } from '../../control-server/src/channel/native-addon.ts';
import { OriginalPictures } from '../../control-server/src/preview/original-pictures.ts';
import { createFrameFacts } from '../../control-server/src/stream/stream-port.ts';
import { buildAddons } from '../channel/native-build.ts';

beforeAll(buildAddons, 120_000);

function image(widthPx: number, heightPx: number, paint: (x: number) => number) {
  const row = new Uint8Array(widthPx * 4).fill(255);
  for (let x = 0; x < widthPx; x++) row.fill(paint(x), x * 4, x * 4 + 3);
  const data = new Uint8Array(row.length * heightPx);
  for (let y = 0; y < heightPx; y++) data.set(row, y * row.length);
  return { data, widthPx, heightPx };
}

function facts(id: number, delayFrames: number, frameIntervalMs = 1000 / 30) {
  return {
    ...createFrameFacts(),
    id,
    delayFrames,
    frameIntervalMs,
    capturedMs: id * frameIntervalMs,
  };
}

function kept(): OriginalPictures {
  return new OriginalPictures(loadNativeAddon().scalePicture);
}

describe('an original', () => {
  it.each([
    { from: [640, 360], to: [320, 180] },
    { from: [360, 640], to: [180, 320] },
    { from: [640, 1], to: [320, 1] },
    { from: [200, 120], to: [200, 120] },
    { from: [1, 1], to: [1, 1] },
  ])('of $from is scaled to $to', ({ from: [width = 0, height = 0], to }) => {
    const pictures = kept();
    pictures.keep(
      image(width, height, () => 77),
      facts(5, 4),
    );
    const picture = pictures.near(5);
    expect([picture?.widthPx, picture?.heightPx]).toEqual(to);
    expect(new Set(picture?.rgba)).toEqual(new Set([77, 255]));
  });

  it('is the whole picture, and in its place', () => {
    const pictures = kept();
    // A gradient from left to right, each column a step of the eventual pixels.
    pictures.keep(
      image(640, 4, (x) => Math.floor(x / 2) % 256),
      facts(1, 4),
    );
    const picture = pictures.near(1);
    const row = Array.from({ length: 256 }, (_, x) => picture?.rgba[x * 4]);
    expect(row).toEqual(Array.from({ length: 256 }, (_, x) => x));
  });

  it('is found by the frame that is put out, or the nearest to it', () => {
    const pictures = kept();
    for (const id of [1, 2, 3, 6, 7])
      pictures.keep(
        image(2, 2, () => id),
        facts(id, 12),
      );
    const near = (id: number) => pictures.near(id)?.frameId;
    expect([near(1), near(3), near(4), near(6), near(100), near(0)]).toEqual([1, 3, 3, 6, 7, 7]);
    expect(kept().near(1)).toBeUndefined();
  });
});

describe('memory', () => {
  it.each([
    { fps: 30, delayFrames: 12, picturesAtMost: 15 },
    { fps: 60, delayFrames: 64, picturesAtMost: 40 },
    { fps: 60, delayFrames: 128, picturesAtMost: 48 },
    { fps: 5, delayFrames: 9, picturesAtMost: 12 },
  ])(
    'holds as long as a frame is under way at $fps fps',
    ({ fps, delayFrames, picturesAtMost }) => {
      const pictures = kept();
      const intervalMs = 1000 / fps;
      const picture = image(320, 180, () => 1);
      for (let id = 1; id <= 500; id++) pictures.keep(picture, facts(id, delayFrames, intervalMs));
      expect(pictures.bytes).toBeLessThanOrEqual(picturesAtMost * 320 * 180 * 4);
      const dueId = 500 - Math.min(delayFrames, 80);
      const foundMs = (pictures.near(dueId)?.frameId ?? 0) * intervalMs;
      expect(Math.abs(foundMs - dueId * intervalMs)).toBeLessThanOrEqual(Math.max(34, intervalMs));
    },
  );

  it('follows a delay that becomes shorter, and pictures that change their size', () => {
    const pictures = kept();
    const [wide, tiny, square] = [
      image(320, 180, () => 1),
      image(20, 20, () => 1),
      image(320, 320, () => 9),
    ];
    for (let id = 1; id <= 100; id++) pictures.keep(wide, facts(id, 30));
    const longBytes = pictures.bytes;
    for (let id = 101; id <= 200; id++) pictures.keep(tiny, facts(id, 4));
    expect(pictures.bytes).toBeLessThan(longBytes / 4);
    for (let id = 201; id <= 300; id++) pictures.keep(square, facts(id, 4));
    expect(pictures.near(296)?.frameId).toBe(296);
    expect(pictures.near(296)?.widthPx).toBe(320);
  });
});
