// The numbers of a TensorFlow Lite file's constants.

import { unexpected } from '../onnx-graph.ts';
import type { TfliteTensor } from './tflite-file.ts';

/** Of a constant of 16- or 32-bit floats. Throws ModelError `model_graph_unexpected`. */
export function floatsOf({ name, type, data, shape }: TfliteTensor): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = type === 'float16' ? 2 : 4;
  if (type === 'int32' || data?.length !== count * bytes) {
    throw unexpected(`"${name}" is no constant of ${count} floats`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float32Array.from({ length: count }, (_, at) =>
    type === 'float16' ? fromHalf(view.getUint16(at * 2, true)) : view.getFloat32(at * 4, true),
  );
}

/** Of a constant of 32-bit integers. Throws as above. */
export function integersOf({ name, type, data }: TfliteTensor): number[] {
  if (type !== 'int32' || !data) throw unexpected(`"${name}" is no constant of integers`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 4 }, (_, at) => view.getInt32(at * 4, true));
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
