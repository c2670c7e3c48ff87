// What a recording holds: no face, and the rest of the picture as it was. The same check on a source
// without the filter must fail, or it would prove nothing.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObsEnd } from '../../scripts/obs-runner/headless-obs.ts';
import type { FilterStatus } from '../../scripts/obs-runner/plugin-status.ts';
import { checkLeaks, type LeakReport, type ReferenceClip } from '../support/leak-check.ts';
import { loadReference, MaskedSession } from '../support/masked-session.ts';

const recordMs = 9_000;

let reference: ReferenceClip;

beforeAll(async () => {
  reference = await loadReference();
});

describe('a source with the filter', () => {
  let session: MaskedSession;
  let report: LeakReport;
  let status: FilterStatus;
  let end: ObsEnd;

  beforeAll(async () => {
    session = await MaskedSession.start({ withFilter: true });
    // From the very start, when there is no daemon yet.
    const frames = await session.record(recordMs, async () => {
      await session.waitForMasked();
    });
    status = await session.filter();
    end = await session.stop();
    report = checkLeaks(frames, reference);
    console.log(
      `recording: ${report.shown} frames, ${report.compared} compared, ${report.covered} covered, ${report.codeHidden} with a hidden code, ${report.facesCompared} faces, resemblance median ${report.resemblanceMedian.toFixed(3)} highest ${report.resemblanceHighest.toFixed(3)}, background median ${report.backgroundMedian.toFixed(4)} highest ${report.backgroundHighest.toFixed(4)}`,
    );
  });

  afterAll(async () => {
    await session?.stop();
  });

  it('shows no face in any frame', () => {
    expect(report.leaks).toEqual([]);
    expect(report.facesCompared).toBeGreaterThan(200);
    expect(report.resemblanceMedian).toBeLessThan(0.2);
  });

  it('leaves the background alone', () => {
    expect(report.backgroundMedian).toBeLessThan(0.03);
  });

  it('covers few frames once it masks', () => {
    const warm = report.clipFrames.findIndex((clipFrame) => clipFrame !== undefined);
    const afterwards = report.clipFrames.slice(warm);
    expect(warm).toBeGreaterThanOrEqual(0);
    expect(afterwards.length).toBeGreaterThan(100);
    const covered = afterwards.filter((clipFrame) => clipFrame === undefined).length;
    expect(covered / afterwards.length).toBeLessThan(0.5);
  });

  it('moves: the recording holds many different frames of the clip', () => {
    expect(new Set(report.clipFrames).size).toBeGreaterThan(50);
  });

  it('counts every frame that it drew once', () => {
    const { masked, repeated, extrapolated, covered, drawn } = status.frames;
    expect(masked + repeated + extrapolated + covered).toBe(drawn);
    expect(masked).toBeGreaterThan(0);
    expect(extrapolated).toBe(0);
    expect(status.daemon?.faces_masked ?? 0).toBeGreaterThan(1);
  });

  it('leaves nothing behind when OBS ends', () => {
    expect(end.survivors).toEqual([]);
    // Stock OBS 29 leaks one allocation of its own after any output.
    if (end.memoryLeaks !== undefined) expect(end.memoryLeaks).toBeLessThanOrEqual(1);
  });
});

describe('the same source without the filter', () => {
  let session: MaskedSession;

  afterAll(async () => {
    await session?.stop();
  });

  it('fails the check in every frame, so the check can fail', async () => {
    session = await MaskedSession.start({ withFilter: false });
    const report = checkLeaks(await session.record(3_000), reference);
    expect(report.facesCompared).toBeGreaterThan(100);
    expect(report.leaks.length).toBe(report.facesCompared);
    expect(report.resemblanceMedian).toBeGreaterThan(0.9);
    expect(report.backgroundHighest).toBeLessThan(0.01);
  });
});
