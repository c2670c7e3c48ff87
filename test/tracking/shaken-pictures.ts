// Pictures of an endless room with texture of every size, seen by a camera that may be anywhere, for tests of the camera's
// motion.

import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';

export const widthPx = 640;
export const heightPx = 360;

/** Brightness, 0 to 255, at a place in pixels. */
export type Scene = (x: number, y: number) => number;

/** Of the texture that rooms are cut from; it is repeated. */
const textureSide = 1024;

function createTexture(): Float32Array {
  const random = seededRandom(11);
  const texture = new Float32Array(textureSide ** 2).fill(120);
  for (const [cellPx, contrast] of [
    [128, 55],
    [32, 35],
    [8, 25],
  ] as const) {
    const side = textureSide / cellPx;
    const cells = Float32Array.from({ length: side ** 2 }, () => (random() * 2 - 1) * contrast);
    const cellAt = (column: number, row: number) =>
      cells[(row % side) * side + (column % side)] as number;
    for (let y = 0; y < textureSide; y++) {
      for (let x = 0; x < textureSide; x++) {
        const column = Math.floor(x / cellPx);
        const row = Math.floor(y / cellPx);
        const shareX = x / cellPx - column;
        const shareY = y / cellPx - row;
        const upper = cellAt(column, row) * (1 - shareX) + cellAt(column + 1, row) * shareX;
        const lower = cellAt(column, row + 1) * (1 - shareX) + cellAt(column + 1, row + 1) * shareX;
        const at = y * textureSide + x;
        texture[at] = (texture[at] as number) + upper * (1 - shareY) + lower * shareY;
      }
    }
  }
  return texture;
}

const texture = createTexture();

function textureAt(column: number, row: number): number {
  const mask = textureSide - 1;
  return texture[(row & mask) * textureSide + (column & mask)] as number;
}

/** Another part of the texture for each seed. */
export function room(seed: number): Scene {
  const random = seededRandom(seed);
  const left = random() * textureSide;
  const top = random() * textureSide;
  return (x, y) => {
    const column = Math.floor(left + x);
    const row = Math.floor(top + y);
    const shareX = left + x - column;
    const shareY = top + y - row;
    const upper = textureAt(column, row) * (1 - shareX) + textureAt(column + 1, row) * shareX;
    const lower =
      textureAt(column, row + 1) * (1 - shareX) + textureAt(column + 1, row + 1) * shareX;
    return upper * (1 - shareY) + lower * shareY;
  };
}

/** What stands at (x, y) in the scene is seen at (x + byX, y + byY). */
export function moved(scene: Scene, byX: number, byY: number): Scene {
  return (x, y) => scene(x - byX, y - byY);
}

/** A round thing in front of the scene, with a texture of its own. */
export function inFront(
  scene: Scene,
  thing: { readonly x: number; readonly y: number; readonly radius: number },
): Scene {
  const own = room(77);
  return (x, y) =>
    Math.hypot(x - thing.x, y - thing.y) < thing.radius
      ? own(x - thing.x, y - thing.y)
      : scene(x, y);
}

export function pictureOf(scene: Scene, size = { widthPx, heightPx }): AnalysisImage {
  const data = new Uint8Array(size.widthPx * size.heightPx * 4);
  for (let y = 0; y < size.heightPx; y++) {
    for (let x = 0; x < size.widthPx; x++) {
      const at = (y * size.widthPx + x) * 4;
      const value = Math.max(0, Math.min(255, Math.round(scene(x, y))));
      data[at] = value;
      data[at + 1] = value;
      data[at + 2] = value;
      data[at + 3] = 255;
    }
  }
  return { data, ...size };
}
