// What the painter makes and the frame channel carries: one picture per masked head.

/** Sides a patch picture may have, in pixels; the layout allows no others. */
export const patchSides = [16, 32, 64, 128, 256] as const;
export const patchesMax = 64;
export const patchPixelBytesMax = 2 * 1024 * 1024;

/**
 * The patches of one frame, in buffers that are allocated once and reused.
 *
 * `quads`: 6 floats a patch: origin x, y, x-axis x, y, y-axis x, y in source pixels.
 * `sides`: side of each square picture in pixels, one of `patchSides`.
 * `trackIds`: one a patch.
 * `pixels`: RGBA, sRGB, straight alpha; the pictures one after another, side x side x 4 bytes each
 * (every one a multiple of 64 bytes, as the mapping asks).
 */
export interface PatchBatch {
  count: number;
  readonly quads: Float32Array;
  readonly sides: Uint32Array;
  readonly trackIds: Uint32Array;
  pixelBytes: number;
  readonly pixels: Uint8Array;
}

export function createPatchBatch(): PatchBatch {
  return {
    count: 0,
    quads: new Float32Array(patchesMax * 6),
    sides: new Uint32Array(patchesMax),
    trackIds: new Uint32Array(patchesMax),
    pixelBytes: 0,
    pixels: new Uint8Array(patchPixelBytesMax),
  };
}
