import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OneEuroFilter } from '../../control-server/src/expression/one-euro-filter.ts';

const options = { length: 1, minCutoffHz: 1, beta: 0.5, speedCutoffHz: 1 };
const number = fc.double({ min: -100, max: 100, noNaN: true });
const stepMs = fc.integer({ min: 1, max: 200 });

function run(samples: readonly (readonly [number, number])[], change = {}) {
  const filter = new OneEuroFilter({ ...options, ...change });
  let timeMs = 0;
  return samples.map(([value, afterMs]) => {
    timeMs += afterMs;
    return filter.filter([value], timeMs)[0] ?? Number.NaN;
  });
}

describe('OneEuroFilter', () => {
  it('takes the first values as they are', () => {
    expect(run([[7, 40]])).toEqual([7]);
  });

  it('never leaves the range of what it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, stepMs), { minLength: 1 }), (samples) => {
        const values = samples.map(([value]) => value);
        for (const smooth of run(samples)) {
          expect(smooth).toBeGreaterThanOrEqual(Math.min(...values) - 1e-4);
          expect(smooth).toBeLessThanOrEqual(Math.max(...values) + 1e-4);
        }
      }),
    );
  });

  it('a value that stays is a fixed point, and is come to however far away it was', () => {
    fc.assert(
      fc.property(number, number, stepMs, (from, to, afterMs) => {
        const still = Array.from({ length: 20 }, () => [from, afterMs] as const);
        for (const smooth of run(still)) expect(smooth).toBeCloseTo(from, 4);
        const moved = run([
          ...still,
          ...Array.from({ length: 4000 }, () => [to, afterMs] as const),
        ]);
        expect(moved.at(-1)).toBeCloseTo(to, 2);
      }),
      { numRuns: 20 },
    );
  });

  it('is the low-pass filter of the paper while nothing moves fast', () => {
    const [first, second] = run(
      [
        [0, 0],
        [1, 100],
      ],
      { beta: 0 },
    );
    const rate = 2 * Math.PI * 1 * 0.1;
    expect(first).toBe(0);
    expect(second).toBeCloseTo(rate / (rate + 1), 6);
  });

  it('follows a fast move sooner than a slow one, and a still value hardly trembles', () => {
    const jump = Array.from({ length: 4 }, (_none, at) => [at === 0 ? 0 : 1, 33] as const);
    const lag = (beta: number) => 1 - (run(jump, { beta }).at(-1) ?? 0);
    expect(lag(8)).toBeLessThan(lag(0) / 2);
    const trembling = Array.from(
      { length: 200 },
      (_none, at) => [at % 2 ? 0.01 : -0.01, 33] as const,
    );
    const settled = run(trembling, { beta: 8 }).slice(20);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(0.02 / 3);
  });

  it('does not depend on how a time without change is divided, but for what a low pass forgets', () => {
    const [, , coarse] = run(
      [
        [0, 0],
        [1, 100],
        [1, 100],
      ],
      { beta: 0 },
    );
    const fine = run([[0, 0], ...Array.from({ length: 20 }, () => [1, 10] as const)], { beta: 0 });
    expect(Math.abs((fine.at(-1) ?? 0) - (coarse ?? 0))).toBeLessThan(0.1);
  });

  it('a moment that is not later changes nothing', () => {
    const filter = new OneEuroFilter(options);
    filter.filter([1], 100);
    expect(filter.filter([50], 100)[0]).toBe(1);
    expect(filter.filter([50], 60)[0]).toBe(1);
  });

  it('begins anew after a reset', () => {
    const filter = new OneEuroFilter(options);
    filter.filter([1], 100);
    filter.reset();
    expect(filter.filter([50], 133)[0]).toBe(50);
  });
});
