// Pixels for the clip generator: RGB frames, RGBA sprites with premultiplied alpha, area
// down-scaling and sub-pixel compositing.

import type { Box } from './photo-manifest.ts';

/** 3 bytes a pixel, top row first. */
export interface RgbFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** 4 floats a pixel, 0 to 255, colours multiplied by alpha. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** The face, in sprite pixels. */
  readonly face: Box;
}

export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function createFrame(width: number, height: number): RgbFrame {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** Where a sprite fades out at its edge, as a share of its half width and height. */
const fadeFrom = 0.78;

/** 1 in the middle, 0 on the border, along a rounded rectangle. u and v run from -1 to 1. */
function softEdge(u: number, v: number): number {
  const radius = (u ** 4 + v ** 4) ** 0.25;
  if (radius <= fadeFrom) return 1;
  if (radius >= 1) return 0;
  const t = (1 - radius) / (1 - fadeFrom);
  return t * t * (3 - 2 * t);
}

/** Cuts `crop` out of the photo and shrinks it so that the face gets `faceHeightPx`. */
export function cutSprite(photo: RgbaImage, crop: Box, face: Box, faceHeightPx: number): Sprite {
  const scale = faceHeightPx / face[3];
  const width = Math.max(8, Math.round(crop[2] * scale));
  const height = Math.max(8, Math.round(crop[3] * scale));
  const data = new Float32Array(width * height * 4);
  const stepX = crop[2] / width;
  const stepY = crop[3] / height;
  for (let y = 0; y < height; y++) {
    const fromY = Math.floor(crop[1] + y * stepY);
    const toY = Math.max(fromY + 1, Math.floor(crop[1] + (y + 1) * stepY));
    for (let x = 0; x < width; x++) {
      const fromX = Math.floor(crop[0] + x * stepX);
      const toX = Math.max(fromX + 1, Math.floor(crop[0] + (x + 1) * stepX));
      const sum = [0, 0, 0];
      for (let py = fromY; py < toY; py++) {
        for (let px = fromX; px < toX; px++) {
          const at = (py * photo.width + px) * 4;
          for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (photo.data[at + c] ?? 0);
        }
      }
      const alpha = softEdge(((x + 0.5) / width) * 2 - 1, ((y + 0.5) / height) * 2 - 1);
      const area = (toY - fromY) * (toX - fromX);
      const at = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) data[at + c] = ((sum[c] ?? 0) / area) * alpha;
      data[at + 3] = alpha * 255;
    }
  }
  const placed: Box = [
    (face[0] - crop[0]) / stepX,
    (face[1] - crop[1]) / stepY,
    face[2] / stepX,
    face[3] / stepY,
  ];
  return { width, height, data, face: placed };
}

/** Draws the sprite with its left top corner at (left, top), which need not be whole pixels. */
export function drawSprite(frame: RgbFrame, sprite: Sprite, left: number, top: number): void {
  const baseX = Math.floor(left);
  const baseY = Math.floor(top);
  const fx = left - baseX;
  const fy = top - baseY;
  const weights = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy] as const;
  const fromY = Math.max(0, baseY);
  const toY = Math.min(frame.height, baseY + sprite.height + 1);
  const fromX = Math.max(0, baseX);
  const toX = Math.min(frame.width, baseX + sprite.width + 1);
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX; x < toX; x++) {
      const sx = x - baseX;
      const sy = y - baseY;
      const alpha = sample(sprite, sx, sy, weights, 3) / 255;
      if (alpha <= 0) continue;
      const at = (y * frame.width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const over = sample(sprite, sx, sy, weights, c);
        frame.data[at + c] = Math.round(over + (frame.data[at + c] ?? 0) * (1 - alpha));
      }
    }
  }
}

/** Bilinear; transparent outside the sprite. */
function sample(
  sprite: Sprite,
  x: number,
  y: number,
  [here, left, up, upLeft]: readonly [number, number, number, number],
  channel: number,
): number {
  return (
    texel(sprite, x, y, channel) * here +
    texel(sprite, x - 1, y, channel) * left +
    texel(sprite, x, y - 1, channel) * up +
    texel(sprite, x - 1, y - 1, channel) * upLeft
  );
}

function texel(sprite: Sprite, x: number, y: number, channel: number): number {
  if (x < 0 || y < 0 || x >= sprite.width || y >= sprite.height) return 0;
  return sprite.data[(y * sprite.width + x) * 4 + channel] ?? 0;
}
