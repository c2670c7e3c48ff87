// The coverage of a patch: opaque over the whole region, corners and all, and a soft edge that lies
// outside of it. One table a side, made once.

import type { patchSides } from './patch.ts';

export type PatchSide = (typeof patchSides)[number];

/** Texels between the picture's edge and the region's, each side. */
const marginTexels = { 16: 3, 32: 4, 64: 5, 128: 8, 256: 14 } as const satisfies Record<
  PatchSide,
  number
>;

export interface PatchShape {
  readonly side: PatchSide;
  /** Side of the quad over side of the region. */
  readonly quadScale: number;
  /** Width of the soft edge, in texels. */
  readonly featherTexels: number;
  /** Coverage of each texel, 0 to 255. */
  readonly alpha: Uint8Array;
  /** The texels of each row that are opaque: from, and up to but not including. Equal if none is. */
  readonly opaqueFrom: Int32Array;
  readonly opaqueTo: Int32Array;
}

const shapes = new Map<PatchSide, PatchShape>();

export function patchShape(side: PatchSide): PatchShape {
  const known = shapes.get(side);
  if (known !== undefined) return known;
  const shape = makeShape(side);
  shapes.set(side, shape);
  return shape;
}

function makeShape(side: PatchSide): PatchShape {
  const margin = marginTexels[side];
  // The filter samples between texels: the ring of texels around the region is opaque as well.
  const firstOpaque = margin - 1;
  const alpha = new Uint8Array(side * side);
  const opaqueFrom = new Int32Array(side);
  const opaqueTo = new Int32Array(side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const away = Math.hypot(beyond(x, firstOpaque, side), beyond(y, firstOpaque, side));
      const value = featherAt(away / firstOpaque);
      alpha[y * side + x] = value;
      if (value !== 255) continue;
      if (opaqueTo[y] === 0) opaqueFrom[y] = x;
      opaqueTo[y] = x + 1;
    }
  }
  const quadScale = side / (side - 2 * margin);
  return { side, quadScale, featherTexels: firstOpaque, alpha, opaqueFrom, opaqueTo };
}

/** Coverage, 0 to 255, where `share` of the soft edge lies between here and what is opaque. */
export function featherAt(share: number): number {
  const rest = Math.max(0, 1 - share);
  return Math.round(255 * rest * rest * (3 - 2 * rest));
}

/** Texels from `at` to the opaque part, along one axis. */
function beyond(at: number, firstOpaque: number, side: number): number {
  const lastOpaque = side - 1 - firstOpaque;
  return Math.max(0, firstOpaque - at, at - lastOpaque);
}

/** Gives opaque RGBA texels the shape's coverage. Colours stay: alpha is straight. */
export function applyShape(shape: PatchShape, pixels: Uint8Array): void {
  const { side, alpha, opaqueFrom, opaqueTo } = shape;
  for (let y = 0; y < side; y++) {
    const from = opaqueFrom[y] as number;
    const to = opaqueTo[y] as number;
    for (let x = 0; x < side; x++) {
      if (x === from && to > from) x = to;
      if (x >= side) break;
      pixels[(y * side + x) * 4 + 3] = alpha[y * side + x] as number;
    }
  }
}
