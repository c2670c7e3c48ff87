// Regions, pictures and a model of how the filter draws a patch, for the painter's tests.

import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import type { PatchBatch } from '../../control-server/src/painting/patch.ts';
import type { HeadRegion } from '../../control-server/src/tracking/head-region.ts';

export function regionOf(change: Partial<HeadRegion> = {}): HeadRegion {
  return {
    trackId: 1,
    centreXPx: 320,
    centreYPx: 180,
    halfWidthPx: 65,
    halfHeightPx: 91,
    angleRad: 0,
    faceWidthPx: 80,
    faceHeightPx: 100,
    parts: [],
    ...change,
  };
}

export function imageOf(
  widthPx: number,
  heightPx: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): AnalysisImage {
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * 4;
      const [red, green, blue] = colour(x, y);
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = 255;
    }
  }
  return { data, widthPx, heightPx };
}

/** Repeatable noise, 0 to 255. */
export function noiseAt(seed: number, x: number, y: number, channel: number): number {
  let state = Math.imul(seed ^ Math.imul(x + 1, 374761393), 668265263);
  state = Math.imul(state ^ Math.imul(y + 1, 2246822519) ^ (channel * 97), 3266489917);
  state ^= state >>> 15;
  return (Math.imul(state, 2654435761) >>> 24) & 0xff;
}

export function noise(seed: number, widthPx = 640, heightPx = 360): AnalysisImage {
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < data.length; at++) {
    data[at] = (at & 3) === 3 ? 255 : noiseAt(seed, at >> 2, 0, at & 3);
  }
  return { data, widthPx, heightPx };
}

/** Straight RGBA of a patch at a source position, sampled as a GPU does; undefined outside. */
export function drawnAt(
  batch: PatchBatch,
  index: number,
  xPx: number,
  yPx: number,
): readonly [number, number, number, number] | undefined {
  const quad = Array.from(batch.quads.subarray(index * 6, index * 6 + 6));
  const [originX = 0, originY = 0, xAxisX = 0, xAxisY = 0, yAxisX = 0, yAxisY = 0] = quad;
  const offX = xPx - originX;
  const offY = yPx - originY;
  const determinant = xAxisX * yAxisY - xAxisY * yAxisX;
  const u = (offX * yAxisY - offY * yAxisX) / determinant;
  const v = (offY * xAxisX - offX * xAxisY) / determinant;
  if (u < 0 || v < 0 || u > 1 || v > 1) return undefined;
  let offset = 0;
  for (let at = 0; at < index; at++) offset += (batch.sides[at] ?? 0) ** 2 * 4;
  const side = batch.sides[index] ?? 0;
  const x = u * side - 0.5;
  const y = v * side - 0.5;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const texel = (column: number, row: number, channel: number) => {
    const inX = Math.min(side - 1, Math.max(0, column));
    const inY = Math.min(side - 1, Math.max(0, row));
    return batch.pixels[offset + (inY * side + inX) * 4 + channel] ?? 0;
  };
  const sample = (channel: number) => {
    const upper =
      texel(left, top, channel) * (1 - (x - left)) + texel(left + 1, top, channel) * (x - left);
    const lower =
      texel(left, top + 1, channel) * (1 - (x - left)) +
      texel(left + 1, top + 1, channel) * (x - left);
    return upper * (1 - (y - top)) + lower * (y - top);
  };
  return [sample(0), sample(1), sample(2), sample(3)];
}
