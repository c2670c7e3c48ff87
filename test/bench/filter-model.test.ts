// The model against the rules that obs-plugin/tests/policy holds the plugin to.

import { describe, expect, it } from 'vitest';
import {
  dueMask,
  OutputPolicy,
  planDelay,
  type RecordedMask,
} from '../../bench/leak/filter-model.ts';
import { limit } from '../../protocol/names.ts';

const mask: RecordedMask = {
  frameId: 10,
  basedOnId: 12,
  isExtrapolated: false,
  isCover: false,
  patches: [],
};

describe('the delay of a frame', () => {
  it.each([
    ['guard', 1000 / 30, 12, 8],
    ['guard', 1000 / 60, 19, 15],
    ['guard', 1000 / 15, 8, 4],
    ['exact', 1000 / 30, 4, 0],
    ['live', 1000 / 30, 0, 0],
  ] as const)('in %s mode at %f ms', (mode, intervalMs, delayFrames, lookAheadFrames) => {
    expect(planDelay(mode, 250, intervalMs)).toEqual({ delayFrames, lookAheadFrames });
  });
});

describe('a due mask', () => {
  it.each([
    ['none', undefined, 'missing'],
    ['its own', mask, 'valid'],
    ['one that rests on frames before its own', { ...mask, basedOnId: 9 }, 'invalid'],
    ['one that rests on frames to come', { ...mask, basedOnId: 21 }, 'invalid'],
    ['a guess', { ...mask, isExtrapolated: true, basedOnId: 9 }, 'invalid'],
    ['a cover', { ...mask, isCover: true, basedOnId: 0 }, 'cover'],
  ] as const)('in guard mode: %s', (_name, record, expected) => {
    expect(dueMask(record, 'guard', 20)).toBe(expected);
  });

  it('may be a guess in live mode', () => {
    const guess = { ...mask, isExtrapolated: true, basedOnId: 9 };
    expect(dueMask(guess, 'live', 20)).toBe('extrapolated');
  });
});

describe('what goes out', () => {
  it('is repeated for a while, then covered until the next mask', () => {
    const policy = new OutputPolicy();
    expect(policy.decide(0, 'missing')).toBe('covered');
    expect(policy.decide(33, 'valid')).toBe('masked');
    expect(policy.decide(33 + limit.repeatMs, 'missing')).toBe('repeated');
    expect(policy.decide(34 + limit.repeatMs, 'missing')).toBe('covered');
    expect(policy.decide(35 + limit.repeatMs, 'missing')).toBe('covered');
    expect(policy.decide(400, 'extrapolated')).toBe('extrapolated');
    expect(policy.decide(410, 'invalid')).toBe('covered');
    expect(policy.decide(420, 'missing')).toBe('covered');
  });
});
