import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFlashAndBeep, writeFlashAndBeep } from './flash-and-beep.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'playalter-sync-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it.each([0, 120, -400])('sees a beep %i ms after its flash', async (beepAfterMs) => {
  const file = path.join(folder, `${beepAfterMs}.mkv`);
  await writeFlashAndBeep({ file, seconds: 7, beepAfterMs });
  const { flashes, medianMs } = await readFlashAndBeep(file);
  expect(flashes).toBeGreaterThanOrEqual(4);
  expect(medianMs).toBeGreaterThan(beepAfterMs - 5);
  expect(medianMs).toBeLessThan(beepAfterMs + 5);
});
