// Cuts a stream of bytes into lines, and holds no more of it than one line may be long.

import { CodedError } from '../coded-error.ts';

const newline = 0x0a;

export class LineReader {
  readonly #bytesMax: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** @param bytesMax of a line, its newline included */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that `chunk` completes, without newlines. Throws CodedError `line_too_long`. */
  *push(chunk: Buffer): Generator<string> {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      this.#hold(chunk.subarray(from, at + 1));
      from = at + 1;
      const line = Buffer.concat(this.#held, this.#heldBytes - 1).toString('utf8');
      this.#held = [];
      this.#heldBytes = 0;
      yield line;
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from));
  }

  #hold(part: Buffer): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#bytesMax) {
      throw new CodedError('line_too_long', `A message is longer than ${this.#bytesMax} bytes.`);
    }
    this.#held.push(part);
  }
}
