// Minimum-cost assignment of tracks to detections, in buffers that are allocated once. Shortest
// augmenting paths with potentials (Kuhn's Hungarian method as given by Jonker and Volgenant, 1987).

/** A pair that must not be matched costs this or more. */
export const forbiddenCost = 1e4;

export class Assignment {
  readonly #columns: number;
  readonly #costs: Float64Array;
  readonly #rowPotential: Float64Array;
  readonly #columnPotential: Float64Array;
  readonly #slack: Float64Array;
  readonly #rowOfColumn: Int32Array;
  readonly #cameFrom: Int32Array;
  readonly #isVisited: Uint8Array;
  /** Column of each row after `solve`, -1 without one. */
  readonly columnOfRow: Int32Array;

  /** Every problem up to `rowsMax` x `columnsMax` fits. */
  constructor(rowsMax: number, columnsMax: number) {
    // Each row gets a private, forbidden column, so that no row is forced onto a real one.
    this.#columns = columnsMax + rowsMax;
    this.#costs = new Float64Array(rowsMax * columnsMax);
    this.#rowPotential = new Float64Array(rowsMax + 1);
    this.#columnPotential = new Float64Array(this.#columns + 1);
    this.#slack = new Float64Array(this.#columns + 1);
    this.#rowOfColumn = new Int32Array(this.#columns + 1);
    this.#cameFrom = new Int32Array(this.#columns + 1);
    this.#isVisited = new Uint8Array(this.#columns + 1);
    this.columnOfRow = new Int32Array(rowsMax);
  }

  /** Rows and columns are numbered from 0; `columns` must be the number that `solve` is given. */
  setCost(row: number, column: number, columns: number, cost: number): void {
    this.#costs[row * columns + column] = Math.min(cost, forbiddenCost);
  }

  solve(rows: number, columns: number): void {
    const width = columns + rows;
    const costs = this.#costs;
    const rowPotential = this.#rowPotential.fill(0);
    const columnPotential = this.#columnPotential.fill(0);
    const slack = this.#slack;
    const rowOfColumn = this.#rowOfColumn.fill(0);
    const cameFrom = this.#cameFrom;
    const isVisited = this.#isVisited;

    for (let row = 1; row <= rows; row++) {
      rowOfColumn[0] = row;
      slack.fill(Number.POSITIVE_INFINITY);
      isVisited.fill(0);
      let column = 0;
      do {
        isVisited[column] = 1;
        const currentRow = rowOfColumn[column] as number;
        const currentPotential = rowPotential[currentRow] as number;
        let best = Number.POSITIVE_INFINITY;
        let bestColumn = 0;
        for (let candidate = 1; candidate <= width; candidate++) {
          if (isVisited[candidate] === 1) continue;
          const cost =
            candidate <= columns
              ? (costs[(currentRow - 1) * columns + candidate - 1] as number)
              : forbiddenCost;
          const reduced = cost - currentPotential - (columnPotential[candidate] as number);
          if (reduced < (slack[candidate] as number)) {
            slack[candidate] = reduced;
            cameFrom[candidate] = column;
          }
          if ((slack[candidate] as number) < best) {
            best = slack[candidate] as number;
            bestColumn = candidate;
          }
        }
        for (let candidate = 0; candidate <= width; candidate++) {
          if (isVisited[candidate] === 1) {
            const owner = rowOfColumn[candidate] as number;
            rowPotential[owner] = (rowPotential[owner] as number) + best;
            columnPotential[candidate] = (columnPotential[candidate] as number) - best;
          } else {
            slack[candidate] = (slack[candidate] as number) - best;
          }
        }
        column = bestColumn;
      } while (rowOfColumn[column] !== 0);
      do {
        const previous = cameFrom[column] as number;
        rowOfColumn[column] = rowOfColumn[previous] as number;
        column = previous;
      } while (column !== 0);
    }

    this.columnOfRow.fill(-1);
    for (let column = 1; column <= columns; column++) {
      const row = rowOfColumn[column] as number;
      if (row > 0 && (costs[(row - 1) * columns + column - 1] as number) < forbiddenCost) {
        this.columnOfRow[row - 1] = column - 1;
      }
    }
  }
}
