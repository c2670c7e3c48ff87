// The rules that hold in every run, whatever the daemon does.

import { expect } from 'vitest';
import { limit } from '../../protocol/names.ts';
import type { FakeDaemon } from './fake-daemon.ts';
import type { FrameHost, Tick } from './frame-host.ts';

export function ticksOf(host: FrameHost, name: string): Tick[] {
  return host.ticks.filter((tick) => tick.source === name);
}

export function countOf(ticks: readonly Tick[], kind: Tick['kind']): number {
  return ticks.filter((tick) => tick.kind === kind).length;
}

/** No tick of the run showed a pixel of the secret, or anything but a masked frame or the cover. */
export function expectNothingLeaked(ticks: readonly Tick[]): void {
  expect(ticks.length).toBeGreaterThan(0);
  const allowed: readonly Tick['kind'][] = ['masked', 'covered', 'hidden', 'empty'];
  const bad = ticks.filter(
    (tick, index) =>
      (tick.secretPixels ?? 0) > 0 ||
      !(allowed.includes(tick.kind) || isEmptiedWithin(tick, ticks[index + 1])) ||
      tick.sameOnSecondDraw === false,
  );
  expect(bad).toEqual([]);
}

/** What the camera wraps was taken away between the question for its size and its drawing: nothing was drawn. */
function isEmptiedWithin(tick: Tick, next: Tick | undefined): boolean {
  return tick.kind === 'blank' && next?.kind === 'empty';
}

/** Each masked tick shows the very frame that its mask was made for. */
export function expectOwnMasks(ticks: readonly Tick[], ...daemons: readonly FakeDaemon[]): void {
  for (const tick of ticks) {
    if (tick.kind !== 'masked') continue;
    expect(tick.maskId, `a mask's colour in tick ${tick.tick}`).toBeDefined();
    const numbers = daemons.flatMap((daemon) => daemon.numbersOf(tick.maskId ?? -1));
    expect(numbers, `tick ${tick.tick}`).toContain(tick.frame);
  }
}

/** Frames never go back: each masked tick shows the same frame as the one before, or a later one. */
export function expectNeverBackwards(ticks: readonly Tick[]): void {
  let last = 0;
  for (const tick of ticks) {
    if (tick.kind !== 'masked' || tick.frame === undefined) continue;
    expect(tick.frame, `tick ${tick.tick}`).toBeGreaterThanOrEqual(last);
    last = tick.frame;
  }
}

/** Tells two masked pictures apart: by the mask's id, where that can be read. */
function pictureOf(tick: Tick | undefined): string | undefined {
  return tick?.kind === 'masked' ? `${tick.frame}, ${tick.maskId}` : undefined;
}

/**
 * A masked picture is shown again for at most `limit.repeatMs`, and never again after a cover. Exact:
 * the filter decides between the two times of a tick.
 */
export function expectBoundedRepeats(ticks: readonly Tick[]): void {
  let fresh: Tick | undefined;
  let isAfterCover = false;
  for (const tick of ticks) {
    if (tick.kind !== 'masked') {
      isAfterCover = true;
      continue;
    }
    if (pictureOf(fresh) === pictureOf(tick)) {
      expect(isAfterCover, `tick ${tick.tick} repeats a frame from before a cover`).toBe(false);
      const ageMs = (tick.beganMs ?? Number.NaN) - (fresh?.drawnMs ?? Number.NaN);
      expect(ageMs, `tick ${tick.tick}`).toBeLessThanOrEqual(limit.repeatMs);
    } else {
      fresh = tick;
      isAfterCover = false;
    }
  }
}

/** Masked ticks that show another picture than the tick before: those that are not repeats. */
export function freshlyMasked(ticks: readonly Tick[]): Tick[] {
  return ticks.filter(
    (tick, index) => tick.kind === 'masked' && pictureOf(tick) !== pictureOf(ticks[index - 1]),
  );
}

/**
 * After a tick in which the source was not drawn, or had another size, no frame from before is seen. For
 * sources that show their newest frame in the very tick.
 */
export function expectNothingFromBeforeFlushes(ticks: readonly Tick[]): void {
  let sinceFrame = 0;
  let before: Tick | undefined;
  for (const tick of ticks) {
    const isDrawn = tick.kind !== 'hidden' && tick.kind !== 'empty';
    const wasDrawn = before !== undefined && before.kind !== 'hidden' && before.kind !== 'empty';
    const isSameSize = tick.width === before?.width && tick.height === before?.height;
    if (isDrawn && !(wasDrawn && isSameSize)) sinceFrame = tick.sourceFrame;
    before = tick;
    if (tick.kind === 'masked')
      expect(tick.frame, `tick ${tick.tick}`).toBeGreaterThanOrEqual(sinceFrame);
  }
}
