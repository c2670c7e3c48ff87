// What makes a fault count as failed, and how it is told.

import { describe, expect, it } from 'vitest';
import { faultTable, hasFailed } from './fault-report.ts';
import type { FaultResult } from './fault-run.ts';
import { unmaskedFrames } from './fault-run.ts';
import { added } from './left-behind.ts';
import { obsEndings } from './obs-endings.ts';
import { faults } from './registry.ts';

const fine: FaultResult = {
  fault: 'daemon-killed',
  what: 'The daemon gets SIGKILL.',
  unmaskedFrames: 0,
  frames: 200,
  facesCompared: 400,
  coveredFrames: 30,
  worstStallMs: 12.5,
  baselineStallMs: 11,
  recoveryMs: { p50: 700, p99: 900, n: 20 },
  leftBehind: [],
};

describe('a fault', () => {
  it('has failed with a face, a leftover, no answer, or nothing compared', () => {
    expect(hasFailed(fine)).toBe(false);
    expect(hasFailed({ ...fine, unmaskedFrames: 1 })).toBe(true);
    expect(hasFailed({ ...fine, leftBehind: ['1 process main.mjs'] })).toBe(true);
    expect(hasFailed({ ...fine, facesCompared: 0 })).toBe(true);
    expect(hasFailed({ ...fine, failure: 'OBS was waited for in vain' })).toBe(true);
  });

  it('is a line of the table', () => {
    const [head, line, gone] = faultTable([
      fine,
      {
        ...fine,
        fault: 'obs-killed',
        worstStallMs: null,
        recoveryMs: null,
        leftBehind: ['1 file'],
      },
    ]).split('\n');
    expect(head).toMatch(/^fault +unmaskedFrames +worstStallMs +recoveryMs +leftBehind$/);
    expect(line).toMatch(
      /^daemon-killed +0 of 200 +12.5 \(undisturbed 11\) +700 \/ 900 \(n 20\) +nothing$/,
    );
    expect(gone).toMatch(/^obs-killed +0 of 200 +- +- +1 file$/);
  });

  it('has a name of its own', () => {
    const names = [...faults, ...obsEndings].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what is left behind', () => {
  it('is what there is more of, not what is gone', () => {
    const before = new Map([
      ['process main.mjs', 1],
      ['mapping in OBS', 2],
    ]);
    expect(added(before, before)).toEqual([]);
    expect(added(before, new Map([['process main.mjs', 2]]))).toEqual(['1 process main.mjs']);
    expect(added(before, new Map([['file daemon.sock.old', 1]]))).toEqual([
      '1 file daemon.sock.old',
    ]);
  });
});

describe('unmasked frames', () => {
  it('are counted once each, however many faces they show', () => {
    const leak = { clipFrame: 3, face: [0, 0, 10, 10], resemblance: 0.9 } as const;
    const leaks = [4, 4, 5].map((shownIndex) => ({ ...leak, shownIndex }));
    expect(unmaskedFrames({ leaks })).toBe(2);
  });
});
