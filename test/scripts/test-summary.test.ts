import { describe, expect, it } from 'vitest';
import { ctestCounts, sumCounts, summaryLine, vitestCounts } from '../../scripts/test-summary.ts';

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  success: true,
};

describe('vitestCounts', () => {
  it('takes the counts over', () => {
    expect(vitestCounts(report)).toEqual({ passed: 5, failed: 0, skipped: 1 });
    expect(vitestCounts({ ...report, numFailedTests: 2, success: false }).failed).toBe(2);
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(vitestCounts({ ...report, success: false }).failed).toBe(1);
  });

  it('refuses what is not a report', () => {
    expect(() => vitestCounts({})).toThrow();
  });
});

describe('ctestCounts', () => {
  it.each([
    ['100% tests passed, 0 tests failed out of 7', 7, 0],
    ['86% tests passed, 1 tests failed out of 7', 6, 1],
    ['0% tests passed, 1 test failed out of 1', 0, 1],
    ['No tests were found!!!', 0, 0],
  ])('of "%s"', (line, passed, failed) => {
    expect(ctestCounts(`Test project\n${line}\n`)).toEqual({ passed, failed, skipped: 0 });
  });
});

describe('the closing line', () => {
  it('adds everything up', () => {
    const total = sumCounts([
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 4, failed: 1, skipped: 2 },
    ]);
    expect(summaryLine(total)).toBe('7 passed, 1 failed, 2 skipped');
    expect(summaryLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  });
});
