import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assignment, forbiddenCost } from '../../control-server/src/tracking/assignment.ts';

function solve(costs: readonly (readonly number[])[]): number[] {
  const columns = costs[0]?.length ?? 0;
  const assignment = new Assignment(8, 8);
  for (const [row, values] of costs.entries()) {
    for (const [column, cost] of values.entries()) assignment.setCost(row, column, columns, cost);
  }
  assignment.solve(costs.length, columns);
  return Array.from(assignment.columnOfRow.subarray(0, costs.length));
}

function totalOf(costs: readonly (readonly number[])[], columnOfRow: readonly number[]): number {
  return columnOfRow.reduce(
    (sum, column, row) => sum + (column < 0 ? forbiddenCost : (costs[row]?.[column] ?? 0)),
    0,
  );
}

function leastOf(costs: readonly (readonly number[])[], row = 0, used = new Set<number>()): number {
  if (row === costs.length) return 0;
  let least = forbiddenCost + leastOf(costs, row + 1, used);
  for (const [column, cost] of (costs[row] ?? []).entries()) {
    if (used.has(column) || cost >= forbiddenCost) continue;
    used.add(column);
    least = Math.min(least, cost + leastOf(costs, row + 1, used));
    used.delete(column);
  }
  return least;
}

const x = forbiddenCost;

describe('Assignment', () => {
  it.each([
    ['one pair', [[1]], [0]],
    ['a forbidden pair', [[x]], [-1]],
    [
      'not the greedy choice',
      [
        [1, 2],
        [1, 9],
      ],
      [1, 0],
    ],
    ['more rows than columns', [[3], [1], [2]], [-1, 0, -1]],
    ['more columns than rows', [[5, 4, 3]], [2]],
    [
      'a match rather than none',
      [
        [0, 5],
        [0, x],
      ],
      [1, 0],
    ],
  ])('%s', (_name, costs, expected) => {
    expect(solve(costs)).toEqual(expected);
  });

  it('finds the least total cost', () => {
    const cost = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(forbiddenCost));
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(cost, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (costs) => {
        const columnOfRow = solve(costs);
        const used = columnOfRow.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(totalOf(costs, columnOfRow)).toBe(leastOf(costs));
      }),
      { numRuns: 500 },
    );
  });
});
