// Records whose every number follows from their id, so that one torn between two ids gives itself
// away. Shared by the two processes of the torture test.

import {
  frameMetaIndex,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import { createPatchBatch, type PatchBatch } from '../../control-server/src/painting/patch.ts';
import type { MaskRead, TestFrame, TestPreview } from './filter-peer.ts';

export const frameWidth = 256;
export const frameHeight = 128;
const patchCount = 4;
const patchSide = 64;

export function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

function wordOf(id: number): number {
  return Math.imul(id, 2654435761) >>> 0;
}

function isFilledWith(pixels: Uint32Array, length: number, word: number): boolean {
  for (let i = 0; i < length; i++) if (pixels[i] !== word) return false;
  return true;
}

export function fillFrame(frame: TestFrame, id: number, pixels: Uint32Array): void {
  frame.id = id;
  frame.epoch = wordOf(id);
  frame.sourceWidth = 1 + (id % 16384);
  frame.delayFrames = id % 129;
  pixels.fill(wordOf(id));
}

export function isWholeFrame(meta: Float64Array, pixels: Uint32Array): boolean {
  const id = meta[frameMetaIndex.id] ?? 0;
  return (
    meta[frameMetaIndex.epoch] === wordOf(id) &&
    meta[frameMetaIndex.sourceWidth] === 1 + (id % 16384) &&
    meta[frameMetaIndex.delayFrames] === id % 129 &&
    isFilledWith(pixels, frameWidth * frameHeight, wordOf(id))
  );
}

/** Its pixels are those of the frame with that id. */
export function fillPreview(preview: TestPreview, number: number): void {
  preview.number = number;
  preview.frameId = number;
  preview.newestId = number + (number % 129);
}

export function isWholePreview(meta: Float64Array, pixels: Uint32Array): boolean {
  const number = meta[previewMetaIndex.number] ?? 0;
  return (
    meta[previewMetaIndex.frameId] === number &&
    meta[previewMetaIndex.newestId] === number + (number % 129) &&
    isFilledWith(pixels, frameWidth * frameHeight, wordOf(number))
  );
}

export function createMaskBatch(): PatchBatch {
  const batch = createPatchBatch();
  batch.count = patchCount;
  batch.sides.fill(patchSide);
  batch.pixelBytes = patchCount * patchSide * patchSide * 4;
  return batch;
}

export function fillMask(batch: PatchBatch, id: number, pixels: Uint32Array): void {
  batch.quads.fill(id % 1024, 0, patchCount * 6);
  batch.trackIds.fill(wordOf(id), 0, patchCount);
  pixels.fill(wordOf(id), 0, batch.pixelBytes >> 2);
}

export function isWholeMask(mask: MaskRead, pixels: Uint32Array): boolean {
  const { batch, frameId: id } = mask;
  if (batch.count !== patchCount || mask.epoch !== wordOf(id)) return false;
  for (let i = 0; i < patchCount; i++) if (batch.trackIds[i] !== wordOf(id)) return false;
  for (let i = 0; i < patchCount * 6; i++) if (batch.quads[i] !== id % 1024) return false;
  return isFilledWith(pixels, batch.pixelBytes >> 2, wordOf(id));
}

export function maskEpoch(id: number): number {
  return wordOf(id);
}
