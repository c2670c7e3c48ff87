// The binary messages of the dock's WebSocket: one small picture each, with a header of 32 bytes, little-endian. Free of
// packages, so that pages can read it too.
//
//   0  u32  magic
//   4  u8   version
//   5  u8   picture: 0 processed (what the filter put out), 1 original
//   6  u8   state of the frame, an index into `outputStates`
//   7  u8   0
//   8  u32  tag, as the page gave it in `watch`
//  12  u16  width, pixels
//  14  u16  height, pixels
//  16  f64  frame id: processed and original pictures with one id belong together
//  24  f32  age of the picture when it was sent, milliseconds
//  28  u32  pictures of this kind that were left out for this page since the last one, because it was too slow
//  32       RGBA, 8 bits each, straight alpha, rows from the top, no padding

import { limit, type OutputState, outputStates } from './names.ts';

export const previewMagic = 0x56504150;
export const previewVersion = 1;
export const previewHeaderBytes = 32;
/** Longest side, pixels. */
export const previewSideMax = limit.previewSide;

export const previewPictures = ['processed', 'original'] as const;
export type PreviewPicture = (typeof previewPictures)[number];

export interface PreviewHeader {
  readonly picture: PreviewPicture;
  readonly state: OutputState;
  readonly tag: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameId: number;
  readonly ageMs: number;
  readonly leftOut: number;
}

export interface PreviewFrame extends PreviewHeader {
  /** A view into the message. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Writes the header into the first 32 bytes of `message`. */
export function writePreviewHeader(message: Uint8Array, header: PreviewHeader): void {
  const view = new DataView(message.buffer, message.byteOffset, previewHeaderBytes);
  view.setUint32(0, previewMagic, true);
  view.setUint8(4, previewVersion);
  view.setUint8(5, previewPictures.indexOf(header.picture));
  view.setUint8(6, outputStates.indexOf(header.state));
  view.setUint8(7, 0);
  view.setUint32(8, header.tag, true);
  view.setUint16(12, header.widthPx, true);
  view.setUint16(14, header.heightPx, true);
  view.setFloat64(16, header.frameId, true);
  view.setFloat32(24, header.ageMs, true);
  view.setUint32(28, header.leftOut, true);
}

/** Undefined for anything that is not a whole picture of this version. */
export function readPreviewFrame(message: ArrayBuffer): PreviewFrame | undefined {
  if (message.byteLength < previewHeaderBytes) return undefined;
  const view = new DataView(message);
  if (view.getUint32(0, true) !== previewMagic || view.getUint8(4) !== previewVersion) {
    return undefined;
  }
  const picture = previewPictures[view.getUint8(5)];
  const state = outputStates[view.getUint8(6)];
  const widthPx = view.getUint16(12, true);
  const heightPx = view.getUint16(14, true);
  if (!picture || !state || widthPx === 0 || heightPx === 0) return undefined;
  if (Math.max(widthPx, heightPx) > previewSideMax) return undefined;
  if (message.byteLength !== previewHeaderBytes + widthPx * heightPx * 4) return undefined;
  return {
    picture,
    state,
    tag: view.getUint32(8, true),
    widthPx,
    heightPx,
    frameId: view.getFloat64(16, true),
    ageMs: view.getFloat32(24, true),
    leftOut: view.getUint32(28, true),
    rgba: new Uint8ClampedArray(message, previewHeaderBytes),
  };
}
