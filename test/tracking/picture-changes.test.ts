import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BrightnessGrid } from '../../control-server/src/tracking/brightness-pyramid.ts';
import { createRegion, type HeadRegion } from '../../control-server/src/tracking/head-region.ts';
import { changeCellPx, PictureChanges } from '../../control-server/src/tracking/picture-changes.ts';

const columns = 40;
const rows = 22;
const scale = { x: 1, y: 1 };
const whole = { xPx: 0, yPx: 0, widthPx: columns * changeCellPx, heightPx: rows * changeCellPx };

/** A wall with a rectangle of cells on it that is lighter by so much. */
function wall(spot?: { column: number; row: number; side: number }, by = 300): BrightnessGrid {
  const values = new Int16Array(columns * rows).fill(400);
  if (spot) {
    for (let row = spot.row; row < spot.row + spot.side; row++) {
      for (let column = spot.column; column < spot.column + spot.side; column++) {
        values[row * columns + column] = 400 + by;
      }
    }
  }
  return { columns, rows, values };
}

/** A mask over cells, in pixels. */
function maskOver(column: number, row: number, side: number): HeadRegion {
  const half = (side * changeCellPx) / 2;
  return Object.assign(createRegion(), {
    centreXPx: column * changeCellPx + half,
    centreYPx: row * changeCellPx + half,
    halfWidthPx: half,
    halfHeightPx: half,
  });
}

/** As after the first picture, of 0 ms, was looked at. */
function seenWall(): PictureChanges {
  const changes = new PictureChanges();
  changes.read(wall(), 0);
  changes.see(whole);
  return changes;
}

describe('what has changed in the picture', () => {
  it('is all of the first one, and nothing of one that stands', () => {
    const changes = new PictureChanges();
    changes.read(wall(), 0);
    expect(changes.oldestUnseenMs).toBe(0);
    changes.see(whole);
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
    for (let at = 1; at < 50; at++) changes.read(wall(), at * 33);
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
    expect(changes.largestUnseenSpot()).toBeUndefined();
    expect(changes.hasChangedIn(whole, 0)).toBe(false);
  });

  it('is where something came, since when, until a pass has looked there', () => {
    const changes = seenWall();
    const spot = { column: 10, row: 5, side: 3 };
    for (let at = 1; at < 5; at++) changes.read(wall(spot), at * 33);
    expect(changes.oldestUnseenMs).toBe(33);
    expect(changes.largestUnseenSpot()).toEqual({ xPx: 80, yPx: 40, widthPx: 24, heightPx: 24 });
    changes.see({ xPx: 0, yPx: 0, widthPx: 60, heightPx: 60 });
    expect(changes.oldestUnseenMs).toBe(33);
    changes.see({ xPx: 60, yPx: 20, widthPx: 80, heightPx: 80 });
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
    // A pass that has not looked since then still has something to see there.
    expect(changes.hasChangedIn({ xPx: 60, yPx: 20, widthPx: 80, heightPx: 80 }, 0)).toBe(true);
    expect(changes.hasChangedIn({ xPx: 60, yPx: 20, widthPx: 80, heightPx: 80 }, 33)).toBe(false);
    expect(changes.hasChangedIn({ xPx: 200, yPx: 20, widthPx: 80, heightPx: 80 }, 0)).toBe(false);
  });

  it('is nothing while it is masked, and something when the mask has gone', () => {
    const changes = seenWall();
    changes.read(wall({ column: 10, row: 5, side: 3 }), 33);
    changes.mask([maskOver(8, 3, 7)], scale);
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
    expect(changes.hasChangedIn(whole, 0)).toBe(false);
    expect(changes.largestUnseenSpot()).toBeUndefined();
    changes.read(wall({ column: 10, row: 5, side: 3 }), 66);
    changes.mask([maskOver(8, 3, 7)], scale);
    changes.read(wall({ column: 10, row: 5, side: 3 }), 99);
    // It can be seen since the last frame in which it was masked, not since it came.
    changes.mask([], scale);
    expect(changes.oldestUnseenMs).toBe(66);
  });

  it('is masked only where the mask holds all of a cell, turned or not', () => {
    const changes = seenWall();
    changes.read(wall({ column: 10, row: 5, side: 3 }), 33);
    const turned = { ...maskOver(10, 5, 3), angleRad: Math.PI / 4 };
    changes.mask([turned], scale);
    expect(changes.oldestUnseenMs).toBe(33);
    changes.mask([{ ...turned, halfWidthPx: 20, halfHeightPx: 20 }], scale);
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('is not masked between the parts of a mask', () => {
    const changes = seenWall();
    changes.read(wall({ column: 10, row: 5, side: 3 }), 33);
    const large = maskOver(9, 4, 6);
    const aside = maskOver(5, 5, 3);
    changes.mask([{ ...large, parts: [aside] }], scale);
    expect(changes.oldestUnseenMs).toBe(33);
    changes.mask([{ ...large, parts: [aside, maskOver(9, 4, 6)] }], scale);
    expect(changes.oldestUnseenMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('is no noise, however much of it there is', () => {
    const changes = seenWall();
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    for (let at = 1; at < 60; at++) {
      const { values } = wall();
      const noise = () => Math.round((random() + random() + random() + random() - 2) * 8);
      changes.read({ columns, rows, values: values.map((value) => value + noise()) }, at * 33);
    }
    expect(changes.largestUnseenSpot()).toBeUndefined();
  });

  it('is anything that looks another way, in masks or out of them, until it was looked at', () => {
    const steps = fc.array(
      fc.record({
        column: fc.integer({ min: 0, max: columns - 4 }),
        row: fc.integer({ min: 0, max: rows - 4 }),
        by: fc.constantFrom(100, 200, 300, 400, 500),
        seen: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (timeline) => {
        const changes = seenWall();
        let oldestMs = Number.POSITIVE_INFINITY;
        let before = wall();
        for (const [at, { column, row, by, seen }] of timeline.entries()) {
          const timeMs = (at + 1) * 33;
          const now = wall({ column, row, side: 3 }, by);
          const isOther = now.values.some((value, cell) => value !== before.values[cell]);
          if (isOther) oldestMs = Math.min(oldestMs, timeMs);
          changes.read(now, timeMs);
          expect(changes.oldestUnseenMs).toBe(oldestMs);
          if (seen) {
            changes.see(whole);
            oldestMs = Number.POSITIVE_INFINITY;
          }
          before = now;
        }
      }),
    );
  });
});
