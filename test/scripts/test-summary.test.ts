import { describe, expect, it } from 'vitest';
import {
  ctestResult,
  failureLines,
  summaryLine,
  sumResults,
  vitestResult,
} from '../../scripts/test-summary.ts';

const passedFile = {
  name: '/repo/test/a.test.ts',
  status: 'passed',
  message: '',
  assertionResults: [{ fullName: 'a works', status: 'passed', failureMessages: [] }],
};
const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  success: true,
  testResults: [passedFile],
};

describe('vitestResult', () => {
  it('takes the counts over', () => {
    expect(vitestResult(report, '/repo')).toEqual({
      passed: 5,
      failed: 0,
      skipped: 1,
      failures: [],
    });
    const failed = { ...report, numFailedTests: 2, success: false };
    expect(vitestResult(failed, '/repo').failed).toBe(2);
  });

  it('names each test that failed, by its file, with what was said', () => {
    const file = {
      name: '/repo/test/b.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        { fullName: 'b works', status: 'passed', failureMessages: [] },
        { fullName: 'b holds', status: 'failed', failureMessages: ['expected 1 to be 2', 'more'] },
      ],
    };
    const failed = { ...report, success: false, testResults: [passedFile, file] };
    expect(vitestResult(failed, '/repo').failures).toEqual([
      { test: 'test/b.test.ts > b holds', message: 'expected 1 to be 2\nmore' },
    ]);
  });

  it('counts a file that could not be loaded as a failure, and names it', () => {
    const file = {
      name: '/repo/test/c.test.ts',
      status: 'failed',
      message: 'Cannot find module',
      assertionResults: [],
    };
    const result = vitestResult({ ...report, success: false, testResults: [file] }, '/repo');
    expect(result.failed).toBe(1);
    expect(result.failures).toEqual([{ test: 'test/c.test.ts', message: 'Cannot find module' }]);
  });

  it('refuses what is not a report', () => {
    expect(() => vitestResult({}, '/repo')).toThrow();
  });
});

describe('ctestResult', () => {
  it.each([
    ['100% tests passed, 0 tests failed out of 7', 7, 0],
    ['86% tests passed, 1 tests failed out of 7', 6, 1],
    ['0% tests passed, 1 test failed out of 1', 0, 1],
    ['No tests were found!!!', 0, 0],
  ])('of "%s"', (line, passed, failed) => {
    expect(ctestResult(`Test project\n${line}\n`)).toMatchObject({ passed, failed, skipped: 0 });
  });

  it('names each program that failed, with what it printed and nothing of the others', () => {
    const output = `Test project /build
      Start 1: ring
      Start 2: torture
1/3 Test #1: ring .............................   Passed    0.31 sec
      Start 3: clock
2/3 Test #2: torture ..........................***Failed    1.20 sec
38 records were read, 100 are asked for

3/3 Test #3: clock ............................***Exception: SegFault  0.02 sec

33% tests passed, 2 tests failed out of 3

Total Test time (real) =   1.53 sec
`;
    expect(ctestResult(output).failures).toEqual([
      {
        test: 'torture',
        message: '***Failed    1.20 sec\n38 records were read, 100 are asked for',
      },
      { test: 'clock', message: '***Exception: SegFault  0.02 sec' },
    ]);
  });
});

describe('the end of the log', () => {
  it('adds everything up', () => {
    const failure = { test: 'x', message: 'y' };
    const total = sumResults([
      { passed: 3, failed: 0, skipped: 0, failures: [] },
      { passed: 4, failed: 1, skipped: 2, failures: [failure] },
    ]);
    expect(summaryLine(total)).toBe('7 passed, 1 failed, 2 skipped');
    expect(total.failures).toEqual([failure]);
    expect(summaryLine({ ...total, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  });

  it('tells each failure again, without colours', () => {
    const message = '\u001b[31mAssertionError\u001b[39m: expected 1 to be 2\n    at b.test.ts:3';
    expect(failureLines([{ test: 'test/b.test.ts > b holds', message }])).toEqual([
      'FAILED: test/b.test.ts > b holds',
      '  AssertionError: expected 1 to be 2',
      '      at b.test.ts:3',
    ]);
  });

  it('stays short, whatever failed, and says what it leaves out', () => {
    const message = Array.from({ length: 100 }, () => 'x'.repeat(5000)).join('\n');
    const lines = failureLines(Array.from({ length: 40 }, () => ({ test: 'big', message })));
    expect(lines.filter((line) => line === 'FAILED: big')).toHaveLength(12);
    expect(lines).toContain('  … and 84 more lines, above');
    expect(lines.at(-1)).toBe('… and 28 more failures, above');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(250);
  });
});
