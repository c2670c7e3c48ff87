// Settings that are changed while OBS runs, here through obs-websocket, change the picture.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFrameCode } from '../support/frame-code-reader.ts';
import { pixelsOf, scaledBox } from '../support/gray-frame.ts';
import { checkLeaks, type ReferenceClip } from '../support/leak-check.ts';
import {
  type ColorFrame,
  grayOfColor,
  loadReference,
  MaskedSession,
} from '../support/masked-session.ts';

const changeTimeoutMs = 30_000;
const red = 0xff2020f0;

let reference: ReferenceClip;
let session: MaskedSession;

beforeAll(async () => {
  reference = await loadReference();
  session = await MaskedSession.start({ withFilter: true, settings: { mask_type: 'pixelate' } });
  await session.waitForMasked();
});

afterAll(async () => {
  await session?.stop();
});

interface FacePixels {
  readonly meanRed: number;
  readonly meanGreen: number;
  /** Share of neighbouring pixels, of one row, that differ by more than a few levels. */
  readonly edges: number;
}

/** Of the middles of all faces in the frame; undefined where it is covered or shows nobody. */
function facePixels(frame: ColorFrame): FacePixels | undefined {
  const gray = grayOfColor(frame);
  const clipFrame = readFrameCode(gray);
  const faces = clipFrame === undefined ? undefined : reference.faces[clipFrame];
  if (!faces || faces.length === 0) return undefined;
  let [redSum, greenSum, edgeCount, count] = [0, 0, 0, 0];
  for (const face of faces) {
    const { left, top, right, bottom } = pixelsOf(scaledBox(face, 0.7), gray);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right - 1; x++) {
        const at = y * frame.width + x;
        redSum += frame.data[at * 4] ?? 0;
        greenSum += frame.data[at * 4 + 1] ?? 0;
        const step = (gray.data[at + 1] ?? 0) - (gray.data[at] ?? 0);
        if (Math.abs(step) > 3) edgeCount++;
        count++;
      }
    }
  }
  return { meanRed: redSum / count, meanGreen: greenSum / count, edges: edgeCount / count };
}

async function waitForPicture(what: string, holds: (pixels: FacePixels) => boolean): Promise<void> {
  let last: FacePixels | undefined;
  try {
    await session.obs.waitFor(what, changeTimeoutMs, async () => {
      const pixels = facePixels(await session.screenshot());
      last = pixels ?? last;
      return pixels && holds(pixels) ? true : undefined;
    });
  } catch (cause) {
    throw new Error(`${what} did not come; last seen ${JSON.stringify(last)}`, { cause });
  }
}

async function meanEdges(shots: number): Promise<number> {
  const seen: number[] = [];
  await session.obs.waitFor('screenshots of faces', changeTimeoutMs, async () => {
    const pixels = facePixels(await session.screenshot());
    if (pixels) seen.push(pixels.edges);
    return seen.length >= shots ? true : undefined;
  });
  return seen.reduce((sum, edges) => sum + edges, 0) / seen.length;
}

it('paints faces in the chosen colour', async () => {
  const isRed = ({ meanRed, meanGreen }: FacePixels) => meanRed > 200 && meanGreen < 80;
  const first = facePixels(await session.screenshot());
  if (first) expect(isRed(first)).toBe(false);
  await session.change({ mask_type: 'color_block', mask_color: red });
  await waitForPicture('red faces', isRed);
  expect((await session.filter()).mask_type).toBe('color_block');
});

it('leaves the colour block for a blur', async () => {
  await session.change({ mask_type: 'blur' });
  await waitForPicture(
    'faces that are not red',
    ({ meanRed, meanGreen }) => meanRed - meanGreen < 100,
  );
});

it('pixelates more coarsely at a higher intensity', async () => {
  await session.change({ mask_type: 'pixelate', intensity: 10 });
  await session.obs.waitFor('the new intensity', changeTimeoutMs, async () =>
    (await session.filter()).intensity === 10 ? true : undefined,
  );
  await session.waitForMasked((await session.filter()).frames.masked + 60);
  const fine = await meanEdges(12);
  await session.change({ intensity: 100 });
  await session.waitForMasked((await session.filter()).frames.masked + 60);
  const coarse = await meanEdges(12);
  console.log(`edges at intensity 10: ${fine.toFixed(4)}, at 100: ${coarse.toFixed(4)}`);
  expect(fine).toBeGreaterThan(coarse * 1.2);
});

it('shows no face while settings change', async () => {
  const frames = await session.record(500, async () => {
    for (const settings of [
      { mask_type: 'blur', intensity: 10 },
      { mask_type: 'color_block' },
      { mask_type: 'pixelate', intensity: 70 },
    ]) {
      await session.change(settings);
      await session.waitForMasked((await session.filter()).frames.masked + 75);
    }
  });
  const report = checkLeaks(frames, reference);
  expect(report.leaks).toEqual([]);
  expect(report.facesCompared).toBeGreaterThan(50);
});
