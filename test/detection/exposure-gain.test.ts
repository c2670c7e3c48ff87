import { describe, expect, test } from 'vitest';
import { exposureGain } from '../../control-server/src/detection/exposure-gain.ts';

function grey(widthPx: number, heightPx: number, value: number) {
  const data = new Uint8Array(widthPx * heightPx * 4).fill(value);
  return { data, widthPx, heightPx };
}

describe('exposureGain', () => {
  test.each([
    ['white', 255, 1],
    ['well lit', 220, 1],
    ['half', 110, 2],
    ['dark', 44, 5],
    ['darker than can be helped', 20, 6],
    ['black', 0, 6],
  ])('%s', (_name, value, gain) => {
    expect(exposureGain(grey(640, 360, value))).toBeCloseTo(gain, 5);
  });

  test.each([
    [1, 1],
    [16, 16],
    [1, 1280],
    [1280, 720],
  ])('%i x %i', (width, height) => {
    expect(exposureGain(grey(width, height, 110))).toBeCloseTo(2, 5);
  });

  test('a lamp does not make the room bright', () => {
    const image = grey(640, 360, 44);
    image.data.fill(255, 0, 640 * 2 * 4);
    expect(exposureGain(image)).toBeCloseTo(5, 5);
  });

  test('a bright twentieth does', () => {
    const image = grey(640, 360, 44);
    image.data.fill(255, 0, 640 * 18 * 4);
    expect(exposureGain(image)).toBe(1);
  });

  test.each([
    ['red', [255, 0, 0], 220 / 53],
    ['green', [0, 255, 0], 220 / 182],
    ['blue', [0, 0, 255], 6],
  ])('%s counts by its luma', (_name, colour, gain) => {
    const image = grey(64, 64, 0);
    for (let at = 0; at < image.data.length; at += 4) image.data.set(colour, at);
    expect(exposureGain(image)).toBeCloseTo(gain, 5);
  });

  test('bytes after the picture do not count', () => {
    const data = new Uint8Array(640 * 360 * 4).fill(255);
    data.fill(110, 0, 64 * 64 * 4);
    expect(exposureGain({ data, widthPx: 64, heightPx: 64 })).toBeCloseTo(2, 5);
  });
});
