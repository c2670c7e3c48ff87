// Adds up the results of the test runners. Pure.

import { z } from 'zod';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitestReport = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  numPendingTests: z.number().int(),
  numTodoTests: z.number().int(),
  success: z.boolean(),
});

/** Of vitest's JSON report. A file that fails to load has no failed test; it counts as one. */
export function vitestCounts(report: unknown): TestCounts {
  const parsed = vitestReport.parse(report);
  const failed = parsed.numFailedTests;
  return {
    passed: parsed.numPassedTests,
    failed: failed === 0 && !parsed.success ? 1 : failed,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  };
}

/** Of ctest's closing line: "100% tests passed, 0 tests failed out of 7". */
export function ctestCounts(output: string): TestCounts {
  const line = /(\d+) tests? failed out of (\d+)/.exec(output);
  if (!line) return { passed: 0, failed: 0, skipped: 0 };
  const failed = Number(line[1]);
  return { passed: Number(line[2]) - failed, failed, skipped: 0 };
}

export function sumCounts(counts: readonly TestCounts[]): TestCounts {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The plain closing line. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
