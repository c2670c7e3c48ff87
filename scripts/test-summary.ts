// Adds up the results of the test runners, and tells what failed in them. Pure.

import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export interface TestFailure {
  /** Unique enough to find it: its file or program, and its name. */
  readonly test: string;
  /** What the runner said, as it said it. */
  readonly message: string;
}

export interface TestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** In their order. What fails outside of a test (a file that does not load) is among them. */
  readonly failures: readonly TestFailure[];
}

const vitestReport = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  numPendingTests: z.number().int(),
  numTodoTests: z.number().int(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

type VitestFile = z.infer<typeof vitestReport>['testResults'][number];

/**
 * Of vitest's JSON report. A file that fails to load has no failed test; it counts as one.
 *
 * @param root what the files' names are told relative to
 */
export function vitestResult(report: unknown, root: string): TestResult {
  const parsed = vitestReport.parse(report);
  const failed = parsed.numFailedTests;
  return {
    passed: parsed.numPassedTests,
    failed: failed === 0 && !parsed.success ? 1 : failed,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
    failures: parsed.testResults.flatMap((file) => vitestFailures(file, root)),
  };
}

function vitestFailures(file: VitestFile, root: string): TestFailure[] {
  const name = path.relative(root, file.name);
  const tests = file.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({
      test: `${name} > ${fullName}`,
      message: failureMessages.join('\n'),
    }));
  const failedByItself = file.status === 'failed' && tests.length === 0;
  return failedByItself ? [{ test: name, message: file.message }] : tests;
}

/** Of what ctest prints with `--output-on-failure`. */
export function ctestResult(output: string): TestResult {
  // The closing line: "100% tests passed, 0 tests failed out of 7".
  const line = /(\d+) tests? failed out of (\d+)/.exec(output);
  if (!line) return { passed: 0, failed: 0, skipped: 0, failures: [] };
  const failed = Number(line[1]);
  return {
    passed: Number(line[2]) - failed,
    failed,
    skipped: 0,
    failures: ctestFailures(output),
  };
}

/** A failed test's own output follows its line, up to where the next test begins or ends. */
function ctestFailures(output: string): TestFailure[] {
  const failures: { test: string; lines: string[] }[] = [];
  let inFailed = false;
  for (const line of output.split('\n')) {
    const ended = /^\s*\d+\/\d+ Test\s+#\d+: (\S+) \.*\s*(\S.*)$/.exec(line);
    const [, test = '', outcome = ''] = ended ?? [];
    if (ended && outcome.startsWith('***')) {
      failures.push({ test, lines: [outcome] });
      inFailed = true;
    } else if (ended || /^\s*Start\s+\d+: |% tests passed, /.test(line)) {
      inFailed = false;
    } else if (inFailed) {
      failures.at(-1)?.lines.push(line);
    }
  }
  return failures.map(({ test, lines }) => ({ test, message: lines.join('\n').trim() }));
}

export function sumResults(results: readonly TestResult[]): TestResult {
  return results.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
      failures: [...sum.failures, ...each.failures],
    }),
    { passed: 0, failed: 0, skipped: 0, failures: [] },
  );
}

/** The plain closing line. */
export function summaryLine({ passed, failed, skipped }: TestResult): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const mostFailuresTold = 12;
const mostLines = 16;
const mostOfALine = 240;

/**
 * What failed, once more and in short, for the end of the log: who sees only that shall not have to guess, and
 * a test that fails once in twenty runs may not fail again to be looked at.
 */
export function failureLines(failures: readonly TestFailure[]): string[] {
  const told = failures.slice(0, mostFailuresTold).flatMap(({ test, message }) => {
    const lines = stripVTControlCharacters(message).split('\n');
    const left = lines.length - mostLines;
    return [
      `FAILED: ${test}`,
      ...lines.slice(0, mostLines).map((line) => `  ${line.slice(0, mostOfALine)}`),
      ...(left > 0 ? [`  … and ${left} more lines, above`] : []),
    ];
  });
  const left = failures.length - mostFailuresTold;
  return left > 0 ? [...told, `… and ${left} more failures, above`] : told;
}
