import { describe, expect, it } from 'vitest';
import { quantileOf, upperBound95 } from '../../bench/leak/statistics.ts';

describe('the upper bound of a share', () => {
  it.each([
    [0, 300, 0.01],
    [0, 2, 1],
    // Clopper and Pearson's, one-sided, from published tables.
    [1, 100, 0.0466],
    [5, 100, 0.1023],
    [10, 10, 1],
    [1, 2, 0.9747],
  ])('of %i in %i is %f', (hits, trials, expected) => {
    expect(upperBound95(hits, trials)).toBeCloseTo(expected, 3);
  });

  it('is nothing of nothing', () => {
    expect(upperBound95(0, 0)).toBeNull();
  });

  it('holds for long runs', () => {
    const bound = upperBound95(3000, 60_000) ?? 0;
    expect(bound).toBeGreaterThan(0.05);
    expect(bound).toBeLessThan(0.0525);
  });
});

describe('a quantile', () => {
  it('is a value that was seen', () => {
    expect(quantileOf([3, 1, 2], 0)).toBe(1);
    expect(quantileOf([3, 1, 2], 0.5)).toBe(2);
    expect(quantileOf([3, 1, 2], 1)).toBe(3);
    expect(quantileOf([], 0.5)).toBeNull();
  });
});
