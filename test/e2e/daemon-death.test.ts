// The daemon dies in the middle of a recording: nobody is shown, and the masks come back by themselves.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FilterStatus } from '../../scripts/obs-runner/plugin-status.ts';
import { firstCover } from '../support/covered-run.ts';
import { checkLeaks, type LeakReport, type ReferenceClip } from '../support/leak-check.ts';
import { loadReference, MaskedSession } from '../support/masked-session.ts';

/** Frames; a start of the daemon takes more. */
const outageMin = 5;

let reference: ReferenceClip;
let session: MaskedSession;
let report: LeakReport;
let before: FilterStatus;
let after: FilterStatus;
let firstPids: number[];
let laterPids: number[];

beforeAll(async () => {
  reference = await loadReference();
  session = await MaskedSession.start({ withFilter: true });
  await session.waitForMasked(30);
  const frames = await session.record(2_000, async () => {
    before = await session.waitForMasked((await session.filter()).frames.masked + 30);
    firstPids = (await session.daemons()).map(({ pid }) => pid);
    for (const pid of firstPids) process.kill(pid, 'SIGKILL');
    const reached = (await session.filter()).frames.masked;
    after = await session.waitForMasked(reached + 240, 90_000);
    laterPids = (await session.daemons()).map(({ pid }) => pid);
  });
  report = checkLeaks(frames, reference);
  console.log(
    `daemon killed: ${report.shown} frames, ${report.compared} compared, ${report.covered} covered, resemblance highest ${report.resemblanceHighest.toFixed(3)}`,
  );
});

afterAll(async () => {
  await session?.stop();
});

it('shows no face before, during and after', () => {
  expect(firstPids).toHaveLength(1);
  expect(report.leaks).toEqual([]);
  expect(report.facesCompared).toBeGreaterThan(100);
});

it('does not go on as if nothing had happened', () => {
  const stopgaps = (status: FilterStatus) => status.frames.repeated + status.frames.covered;
  expect(stopgaps(after)).toBeGreaterThan(stopgaps(before));
  expect(report.covered).toBeGreaterThan(0);
});

it('masks again with a new daemon', () => {
  expect(laterPids).toHaveLength(1);
  expect(laterPids).not.toEqual(firstPids);
  const outage = firstCover(report, outageMin);
  const afterwards = report.clipFrames.slice(outage.end);
  const seen = afterwards.filter((clipFrame) => clipFrame !== undefined).length;
  expect(outage.end - outage.start).toBeGreaterThan(outageMin);
  expect(seen).toBeGreaterThan(20);
});
