// Reads a TensorFlow Lite file: one graph of operators over tensors. Fields are addressed by their number in TensorFlow's
// schema.fbs, version 3; what the converter does not need is not read.

import { ByteBuffer } from 'flatbuffers';
import { ModelError } from '../model-error.ts';

/** Numbers of TensorFlow's enum BuiltinOperator. */
export const builtinOperators = {
  0: 'ADD',
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  6: 'DEQUANTIZE',
  17: 'MAX_POOL_2D',
  19: 'RELU',
  22: 'RESHAPE',
  23: 'RESIZE_BILINEAR',
  34: 'PAD',
  54: 'PRELU',
} as const;
export type OperatorName = (typeof builtinOperators)[keyof typeof builtinOperators];

const tensorTypes = ['float32', 'float16', 'int32'] as const;

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: (typeof tensorTypes)[number];
  /** Of a constant; little endian. */
  readonly data: Uint8Array | undefined;
}

export interface TfliteOperator {
  readonly name: OperatorName;
  /** -1 stands for an input that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: FlatTable | undefined;
}

export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Throws ModelError `model_graph_unexpected`. */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  const buffer = new ByteBuffer(bytes);
  if (!buffer.__has_identifier('TFL3')) throw unreadable('it does not begin as one');
  const model = new FlatTable(buffer, buffer.readInt32(buffer.position()) + buffer.position());
  const codes = model.tables(1).map(operatorCode);
  const [graph, ...others] = model.tables(2);
  if (!graph || others.length > 0) throw unreadable('it holds not exactly one graph');
  const buffers = model.tables(4);
  return {
    tensors: graph.tables(0).map((table) => readTensor(table, buffers)),
    inputs: graph.integers(1),
    outputs: graph.integers(2),
    operators: graph.tables(3).map((table) => readOperator(table, codes)),
  };
}

function readOperator(table: FlatTable, codes: readonly number[]): TfliteOperator {
  const code = codes[table.integer(0)];
  const known: Readonly<Record<number, OperatorName>> = builtinOperators;
  const name = code === undefined ? undefined : known[code];
  if (!name) throw unreadable(`its operator ${code} is not known here`);
  const [inputs, outputs] = [table.integers(1), table.integers(2)];
  return { name, inputs, outputs, options: table.table(4) };
}

/** Old files have the number in a byte, which later became too small. */
function operatorCode(table: FlatTable): number {
  return Math.max(table.byte(0), table.integer(3));
}

function readTensor(table: FlatTable, buffers: readonly FlatTable[]): TfliteTensor {
  const type = tensorTypes[table.byte(1)];
  const name = table.text(3);
  if (!type) throw unreadable(`its tensor ${name} has a type that is not known here`);
  const data = buffers[table.integer(2)]?.bytes(0);
  if (table.table(6)) throw unreadable(`its tensor ${name} is stored in part only`);
  return { name, type, shape: table.integers(0), data };
}

function unreadable(what: string): ModelError {
  return new ModelError(
    'model_graph_unexpected',
    `The file is not the TensorFlow Lite model expected: ${what}.`,
  );
}

/** A table of a FlatBuffer. What is not stored is 0, or empty: the schema's defaults, but for those of `orElse`. */
export class FlatTable {
  readonly #buffer: ByteBuffer;
  readonly #at: number;

  constructor(buffer: ByteBuffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  byte(field: number): number {
    const at = this.#place(field);
    return at ? this.#buffer.readInt8(at) : 0;
  }

  integer(field: number, orElse = 0): number {
    const at = this.#place(field);
    return at ? this.#buffer.readInt32(at) : orElse;
  }

  text(field: number): string {
    const at = this.#place(field);
    return at ? String(this.#buffer.__string(at)) : '';
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field);
    return at ? new FlatTable(this.#buffer, this.#buffer.__indirect(at)) : undefined;
  }

  tables(field: number): FlatTable[] {
    return this.#elements(field, 4).map(
      (at) => new FlatTable(this.#buffer, this.#buffer.__indirect(at)),
    );
  }

  integers(field: number): number[] {
    return this.#elements(field, 4).map((at) => this.#buffer.readInt32(at));
  }

  /** Undefined where there are none. */
  bytes(field: number): Uint8Array | undefined {
    const at = this.#place(field);
    if (!at) return undefined;
    const length = this.#buffer.__vector_len(at);
    const start = this.#buffer.__vector(at);
    return length > 0 ? this.#buffer.bytes().subarray(start, start + length) : undefined;
  }

  #elements(field: number, bytes: number): number[] {
    const at = this.#place(field);
    if (!at) return [];
    const start = this.#buffer.__vector(at);
    const length = this.#buffer.__vector_len(at);
    return Array.from({ length }, (_, index) => start + index * bytes);
  }

  /** 0 where the field is not stored. */
  #place(field: number): number {
    const offset = this.#buffer.__offset(this.#at, 4 + 2 * field);
    return offset ? this.#at + offset : 0;
  }
}
