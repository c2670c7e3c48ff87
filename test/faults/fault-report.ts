// What faults did, as a table to read.

import type { FaultResult } from './fault-run.ts';

const columns = ['fault', 'unmaskedFrames', 'worstStallMs', 'recoveryMs', 'leftBehind'] as const;
type Row = Record<(typeof columns)[number], string>;

export function faultTable(results: readonly FaultResult[]): string {
  const rows = [Object.fromEntries(columns.map((name) => [name, name])) as Row].concat(
    results.map(rowOf),
  );
  const widths = columns.map((name) => Math.max(...rows.map((row) => row[name].length)));
  return rows
    .map((row) =>
      columns
        .map((name, index) => row[name].padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(result: FaultResult): Row {
  const { worstStallMs, baselineStallMs, recoveryMs, leftBehind } = result;
  return {
    fault: result.fault,
    unmaskedFrames: `${result.unmaskedFrames} of ${result.frames}`,
    worstStallMs: worstStallMs === null ? '-' : `${worstStallMs} (undisturbed ${baselineStallMs})`,
    recoveryMs: recoveryMs ? `${recoveryMs.p50} / ${recoveryMs.p99} (n ${recoveryMs.n})` : '-',
    leftBehind: result.failure
      ? `FAILED: ${result.failure}`
      : leftBehind.length === 0
        ? 'nothing'
        : leftBehind.join(', '),
  };
}

/** Not what a figure is, but what must not be. */
export function hasFailed(result: FaultResult): boolean {
  return (
    result.unmaskedFrames > 0 ||
    result.leftBehind.length > 0 ||
    result.facesCompared === 0 ||
    result.failure !== undefined
  );
}

/** For the README. */
export function faultMarkdown(results: readonly FaultResult[]): string {
  const rows = results.map((result) => {
    const { unmaskedFrames, worstStallMs, recoveryMs, leftBehind } = rowOf(result);
    return `| ${result.what} | ${unmaskedFrames} | ${recoveryMs} | ${worstStallMs} | ${leftBehind} |`;
  });
  return [
    '| what was done | unmasked frames | recovery, ms (p50 / p99) | stall, ms | left behind |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
