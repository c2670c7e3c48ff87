import { describe, expect, it } from 'vitest';
import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';

describe('QuantileWindow', () => {
  it('is zero while empty', () => {
    expect(new QuantileWindow().quantiles()).toEqual({ p50: 0, p99: 0, n: 0 });
  });

  it('takes p50 and p99 of what it holds', () => {
    const window = new QuantileWindow(100);
    for (let sample = 1; sample <= 100; sample++) {
      window.add(sample);
    }
    expect(window.quantiles()).toEqual({ p50: 50, p99: 99, n: 100 });
  });

  it('forgets the oldest and still counts them', () => {
    const window = new QuantileWindow(3);
    for (const sample of [1000, 1, 2, 3]) {
      window.add(sample);
    }
    expect(window.quantiles()).toEqual({ p50: 2, p99: 3, n: 4 });
  });
});
