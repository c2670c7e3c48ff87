// Made-up pictures for the preview: a room in soft colours with two heads that move, masked or as they are.

import type { PreviewPicture } from '../../protocol/preview-frame.ts';
import { previewHeaderBytes, writePreviewHeader } from '../../protocol/preview-frame.ts';

export const fakePictureSize = { widthPx: 320, heightPx: 180 } as const;

export interface FakePictureOptions {
  readonly picture: PreviewPicture;
  readonly tag: number;
  readonly frameId: number;
  readonly isCovered: boolean;
}

/** A whole message: header and picture. */
export function fakePicture({
  picture,
  tag,
  frameId,
  isCovered,
}: FakePictureOptions): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx } = fakePictureSize;
  const message = new Uint8Array(previewHeaderBytes + widthPx * heightPx * 4);
  const state = isCovered ? 'covered' : 'masked';
  writePreviewHeader(message, {
    ...{ picture, state, tag, widthPx, heightPx, frameId },
    ...{ ageMs: 20, leftOut: 0 },
  });
  const heads = [
    { x: 110 + 20 * Math.sin(frameId / 12), y: 84, radius: 34 },
    { x: 232, y: 74 + 6 * Math.sin(frameId / 9), radius: 26 },
  ];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = previewHeaderBytes + (y * widthPx + x) * 4;
      const isShowingCover = isCovered && picture === 'processed';
      message.set(isShowingCover ? stripe(x, y) : room(x, y), at);
      message[at + 3] = 255;
      if (isShowingCover) continue;
      for (const head of heads) {
        const inside = Math.hypot((x - head.x) / 0.8, y - head.y) / head.radius;
        if (picture === 'original' && inside < 1) message.set(skin(inside), at);
        if (picture === 'processed' && inside < 1.25) {
          message.set(cell(x - head.x, y - head.y, head.radius), at);
        }
      }
    }
  }
  return message;
}

type Color = readonly [number, number, number];

function room(x: number, y: number): Color {
  const glow = Math.max(0, 1 - Math.hypot(x - 300, y - 20) / 220);
  const floor = y > 140 ? 18 : 0;
  return [38 + 70 * glow + floor, 46 + 44 * glow + floor, 68 + 20 * glow];
}

function stripe(x: number, y: number): Color {
  return (x + y) % 32 < 16 ? [23, 26, 36] : [44, 49, 64];
}

function skin(inside: number): Color {
  const shade = 1 - 0.35 * inside;
  return [196 * shade, 150 * shade, 122 * shade];
}

function cell(x: number, y: number, radius: number): Color {
  const size = radius / 1.6;
  const value = (Math.floor(x / size) * 7 + Math.floor(y / size) * 13 + 64) % 5;
  return [128 + value * 14, 98 + value * 12, 82 + value * 9];
}
