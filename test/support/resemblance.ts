// How much of a face's detail is still to be seen: normalised cross-correlation of the high-passed
// face region before and after. The high-pass takes away what a mask keeps on purpose (the average
// colours of a few cells) and leaves what a face is recognised by.

import { type Box, type GrayFrame, pixelsOf, scaledBox } from './gray-frame.ts';

/** The box of a face also holds some hair and background at its corners. */
const centralShare = 0.8;
/** Half the side of the high-pass's averaging square, as a share of the region's width. */
const highPassRadius = 1 / 12;
/** Below this standard deviation, in grey levels, a region holds no detail to compare. */
const flatBelow = 0.75;

/**
 * From -1 to 1; about 1 for the same picture, about 0 for an unrelated or a flat one. Undefined
 * where the original region has no detail, so that nothing could be told.
 */
export function faceResemblance(
  original: GrayFrame,
  shown: GrayFrame,
  face: Box,
): number | undefined {
  const { left, top, right, bottom } = pixelsOf(scaledBox(face, centralShare), original);
  const width = right - left;
  const height = bottom - top;
  if (width < 8 || height < 8) return undefined;
  const radius = Math.max(1, Math.round(width * highPassRadius));
  const before = highPass(original, { left, top, width, height, radius });
  const after = highPass(shown, { left, top, width, height, radius });
  if (deviation(before) < flatBelow) return undefined;
  if (deviation(after) < flatBelow) return 0;
  return correlation(before, after);
}

interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** Each pixel less the mean of the square around it; the square is cut off at the region's edge. */
function highPass(frame: GrayFrame, region: Region): Float64Array {
  const { left, top, width, height, radius } = region;
  const stride = width + 1;
  const integral = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += frame.data[(top + y) * frame.width + left + x] ?? 0;
      integral[(y + 1) * stride + x + 1] = (integral[y * stride + x + 1] ?? 0) + row;
    }
  }
  const result = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const y0 = Math.max(0, y - radius);
    const y1 = Math.min(height, y + radius + 1);
    for (let x = 0; x < width; x++) {
      const x0 = Math.max(0, x - radius);
      const x1 = Math.min(width, x + radius + 1);
      const sum =
        (integral[y1 * stride + x1] ?? 0) -
        (integral[y0 * stride + x1] ?? 0) -
        (integral[y1 * stride + x0] ?? 0) +
        (integral[y0 * stride + x0] ?? 0);
      const value = frame.data[(top + y) * frame.width + left + x] ?? 0;
      result[y * width + x] = value - sum / ((y1 - y0) * (x1 - x0));
    }
  }
  return result;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviation(values: Float64Array): number {
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

export function correlation(a: Float64Array, b: Float64Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index++) {
    const da = (a[index] ?? 0) - meanA;
    const db = (b[index] ?? 0) - meanB;
    product += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}
