// A face that is shown at half its size has to be found as well.

import { beforeAll, expect, it } from 'vitest';
import { createClip } from '../../scripts/demo-clip/clip-generator.ts';
import { loadCast } from '../../scripts/demo-clip/face-sprites.ts';
import { type GrayFrame, grayOf } from '../support/gray-frame.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import { upperLeftDoubled } from './half-size.ts';

const size = { width: 640, height: 360 };
let reference: ReferenceClip;

beforeAll(async () => {
  const clip = createClip(await loadCast(size.height, ['front', 'turned']), {
    ...size,
    ...{ seed: 3, fps: 2, frameCount: 6, swaying: 2, walkPerSecond: 0.14 },
  });
  const indices = [0, 1, 2, 3, 4, 5];
  reference = {
    frames: indices.map((index) => grayOf(clip.render(index).data, { ...size, channels: 3 })),
    faces: indices.map((index) => clip.faces(index)),
    people: indices.map((index) => clip.people(index)),
  };
});

/** In the upper left quarter of an otherwise black picture, each pixel the mean of four. */
function halved({ width, height, data }: GrayFrame): GrayFrame {
  const small = new Uint8Array(width * height);
  for (let y = 0; y < height / 2; y++) {
    for (let x = 0; x < width / 2; x++) {
      const at = 2 * y * width + 2 * x;
      const four = [at, at + 1, at + width, at + width + 1];
      small[y * width + x] = four.reduce((sum, from) => sum + (data[from] ?? 0), 0) / 4;
    }
  }
  return { width, height, data: small };
}

it('finds every face of a source at half its size', () => {
  const shown = reference.frames.map(halved);
  expect(checkLeaks(shown, reference).compared).toBe(0);
  const report = checkLeaks(shown.map(upperLeftDoubled), reference);
  expect(report.compared).toBe(shown.length);
  expect(report.facesCompared).toBeGreaterThan(12);
  expect(report.leaks).toHaveLength(report.facesCompared);
});

it('sees nothing in a source at its full size', () => {
  const report = checkLeaks(reference.frames.map(upperLeftDoubled), reference);
  expect(report).toMatchObject({ compared: 0, leaks: [] });
});
