// Draws a head photograph anywhere, at any size and turn, blurred along its motion, onto an RGBA
// picture.

import type { Sprite } from '../../scripts/demo-clip/raster.ts';

export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface SpritePose {
  /** Where the middle of the sprite's face box comes to lie, in pixels of the picture. */
  readonly xPx: number;
  readonly yPx: number;
  /** Pixels of the picture per pixel of the sprite, at most a little below 1. */
  readonly scale: number;
  /** Clockwise. */
  readonly angleRad: number;
  readonly opacity: number;
  /** The way that the face goes while the shutter is open, centred on its place. */
  readonly blurXPx: number;
  readonly blurYPx: number;
}

const blurStepPx = 1.25;
const blurTapsMax = 32;

export function drawTurnedSprite(picture: RgbaPicture, sprite: Sprite, pose: SpritePose): void {
  const { xPx, yPx, scale, angleRad, opacity, blurXPx, blurYPx } = pose;
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  const [faceX, faceY, faceWidth, faceHeight] = sprite.face;
  const middleX = faceX + faceWidth / 2;
  const middleY = faceY + faceHeight / 2;
  const bounds = boundsOf(picture, sprite, pose);
  const blurPx = Math.hypot(blurXPx, blurYPx);
  const taps = Math.max(1, Math.min(blurTapsMax, Math.ceil(blurPx / blurStepPx)));
  // From tap to tap, in sprite pixels; the taps' mean is the pose itself.
  const tapX = (blurXPx * cos + blurYPx * sin) / scale / taps;
  const tapY = (blurYPx * cos - blurXPx * sin) / scale / taps;
  const share = opacity / taps;

  for (let y = bounds.top; y < bounds.bottom; y++) {
    const offY = y + 0.5 - yPx;
    for (let x = bounds.left; x < bounds.right; x++) {
      const offX = x + 0.5 - xPx;
      let u = (offX * cos + offY * sin) / scale + middleX - 0.5 + (tapX * (taps - 1)) / 2;
      let v = (offY * cos - offX * sin) / scale + middleY - 0.5 + (tapY * (taps - 1)) / 2;
      texel.fill(0);
      for (let tap = 0; tap < taps; tap++) {
        addSample(sprite, u, v);
        u -= tapX;
        v -= tapY;
      }
      const alpha = ((texel[3] as number) * share) / 255;
      if (alpha <= 0) continue;
      const at = (y * picture.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const under = picture.data[at + channel] as number;
        const over = (texel[channel] as number) * share;
        picture.data[at + channel] = Math.min(255, Math.round(over + under * (1 - alpha)));
      }
    }
  }
}

const texel = new Float64Array(4);

/** Adds the bilinear sample to `texel`; transparent outside the sprite. */
function addSample(sprite: Sprite, u: number, v: number): void {
  const baseX = Math.floor(u);
  const baseY = Math.floor(v);
  if (baseX < -1 || baseY < -1 || baseX >= sprite.width || baseY >= sprite.height) return;
  const fx = u - baseX;
  const fy = v - baseY;
  addTexel(sprite, baseX, baseY, (1 - fx) * (1 - fy));
  addTexel(sprite, baseX + 1, baseY, fx * (1 - fy));
  addTexel(sprite, baseX, baseY + 1, (1 - fx) * fy);
  addTexel(sprite, baseX + 1, baseY + 1, fx * fy);
}

function addTexel(sprite: Sprite, x: number, y: number, weight: number): void {
  if (x < 0 || y < 0 || x >= sprite.width || y >= sprite.height) return;
  const at = (y * sprite.width + x) * 4;
  for (let channel = 0; channel < 4; channel++) {
    const value = sprite.data[at + channel] as number;
    texel[channel] = (texel[channel] as number) + value * weight;
  }
}

/** Whole pixels of the picture that the sprite can reach. */
function boundsOf(picture: RgbaPicture, sprite: Sprite, pose: SpritePose) {
  const cos = Math.cos(pose.angleRad) * pose.scale;
  const sin = Math.sin(pose.angleRad) * pose.scale;
  const [faceX, faceY, faceWidth, faceHeight] = sprite.face;
  const lefts = [-faceX - faceWidth / 2, sprite.width - faceX - faceWidth / 2];
  const tops = [-faceY - faceHeight / 2, sprite.height - faceY - faceHeight / 2];
  const xs = lefts.flatMap((u) => tops.map((v) => u * cos - v * sin));
  const ys = lefts.flatMap((u) => tops.map((v) => u * sin + v * cos));
  const marginX = Math.abs(pose.blurXPx) / 2 + 1;
  const marginY = Math.abs(pose.blurYPx) / 2 + 1;
  return {
    left: Math.max(0, Math.floor(pose.xPx + Math.min(...xs) - marginX)),
    right: Math.min(picture.width, Math.ceil(pose.xPx + Math.max(...xs) + marginX)),
    top: Math.max(0, Math.floor(pose.yPx + Math.min(...ys) - marginY)),
    bottom: Math.min(picture.height, Math.ceil(pose.yPx + Math.max(...ys) + marginY)),
  };
}

/** Where a sprite is more opaque than not, the same rounded rectangle as it is cut by. */
export function isSpriteOpaque(sprite: Sprite, pose: SpritePose, x: number, y: number): boolean {
  const cos = Math.cos(pose.angleRad);
  const sin = Math.sin(pose.angleRad);
  const [faceX, faceY, faceWidth, faceHeight] = sprite.face;
  const offX = x - pose.xPx;
  const offY = y - pose.yPx;
  const u = (offX * cos + offY * sin) / pose.scale + faceX + faceWidth / 2;
  const v = (offY * cos - offX * sin) / pose.scale + faceY + faceHeight / 2;
  const across = Math.abs((u / sprite.width) * 2 - 1);
  const along = Math.abs((v / sprite.height) * 2 - 1);
  return across ** 4 + along ** 4 < opaqueRadius ** 4;
}

/** Half way between where the sprite begins to fade and its edge. */
const opaqueRadius = 0.89;
