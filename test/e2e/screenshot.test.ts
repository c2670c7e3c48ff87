// obs-websocket's GetSourceScreenshot renders the source outside of the normal output: it must not be a
// way around the mask.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GrayFrame, grayOf } from '../support/gray-frame.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import { grayOfColor, loadReference, MaskedSession } from '../support/masked-session.ts';

let reference: ReferenceClip;
let session: MaskedSession;

async function takeScreenshots(count: number): Promise<GrayFrame[]> {
  const shots: GrayFrame[] = [];
  for (let index = 0; index < count; index++) {
    shots.push(grayOfColor(await session.screenshot()));
    await delay(130);
  }
  return shots;
}

beforeAll(async () => {
  reference = await loadReference();
  session = await MaskedSession.start({ withFilter: true });
});

afterAll(async () => {
  await session?.stop();
});

it('shows no face, from the first moment on', async () => {
  const early = checkLeaks(await takeScreenshots(5), reference);
  expect(early.leaks).toEqual([]);
  await session.waitForMasked();
  const report = checkLeaks(await takeScreenshots(25), reference);
  expect(report.leaks).toEqual([]);
  expect(report.compared).toBeGreaterThan(5);
  expect(report.resemblanceMedian).toBeLessThan(0.2);
});

it('would see a face in a screenshot of the bare clip', () => {
  const bare = reference.frames.slice(30, 40).map(({ width, height, data }) => {
    const rgb = Uint8Array.from(
      { length: data.length * 3 },
      (_unused, at) => data[Math.floor(at / 3)] ?? 0,
    );
    return grayOf(rgb, { width, height, channels: 3 });
  });
  const report = checkLeaks(bare, reference);
  expect(report.leaks.length).toBe(report.facesCompared);
  expect(report.facesCompared).toBeGreaterThan(0);
});
