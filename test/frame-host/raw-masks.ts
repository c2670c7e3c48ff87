// Writes mask records into a filter's mapping behind the back of the addon, which would refuse what a
// lying daemon writes. The mapping is a memfd of the host's process, reached through /proc.

import { closeSync, openSync, readdirSync, readlinkSync, readSync, writeSync } from 'node:fs';
import type { ChannelLayout } from '../../control-server/src/channel/native-addon.ts';
import type { SeenFrame } from './fake-daemon.ts';
import { maskColor, patchBox } from './test-picture.ts';

const patchSide = 16;

/** The fields of one mask record with one patch; each can be made to lie. */
export interface RawMask {
  sequence?: number;
  epoch: number;
  frameId: number;
  basedOnId: number;
  flags: number;
  patchCount: number;
  pixelBytes: number;
  /** origin x, y, x-axis x, y, y-axis x, y */
  quad: number[];
  side: number;
  pixelOffset: number;
  /** The id that the colour tells, if not that of the frame. */
  colorId?: number;
}

/** A record for that frame that a filter would accept. */
export function truthfulMask(frame: SeenFrame): RawMask {
  const box = patchBox({ width: frame.sourceWidth, height: frame.sourceHeight }, frame.number);
  return {
    epoch: frame.epoch,
    frameId: frame.id,
    basedOnId: frame.id,
    flags: 0,
    patchCount: 1,
    pixelBytes: patchSide * patchSide * 4,
    quad: [box.left, box.top, box.right - box.left, 0, 0, box.bottom - box.top],
    side: patchSide,
    pixelOffset: 0,
  };
}

export class RawMasks {
  readonly #hostPid: number;
  readonly #layout: ChannelLayout;
  #descriptor = -1;
  #lastSequence = 0;

  constructor(hostPid: number, layout: ChannelLayout) {
    this.#hostPid = hostPid;
    this.#layout = layout;
  }

  /** Into the slot of `slotId`, under the sequence lock unless `mask.sequence` says otherwise. */
  write(slotId: number, mask: RawMask): void {
    const { masksAt, maskSlots, maskSlotBytes, maskPatchesAt, maskPixelsAt } = this.#layout;
    const { mask: at, patch: patchAt } = this.#layout;
    const slot = masksAt + (slotId % maskSlots) * maskSlotBytes;
    const record = Buffer.alloc(at.bytes);
    record.writeUInt32LE(mask.epoch >>> 0, at.epoch);
    record.writeBigUInt64LE(BigInt(mask.frameId), at.frameId);
    record.writeBigUInt64LE(BigInt(mask.basedOnId), at.basedOnId);
    record.writeUInt32LE(mask.flags >>> 0, at.flags);
    record.writeUInt32LE(mask.patchCount >>> 0, at.patchCount);
    record.writeUInt32LE(mask.pixelBytes >>> 0, at.pixelBytes);
    const patch = Buffer.alloc(patchAt.bytes);
    const quadAt = [
      ...[patchAt.originX, patchAt.originY, patchAt.xAxisX],
      ...[patchAt.xAxisY, patchAt.yAxisX, patchAt.yAxisY],
    ];
    quadAt.forEach((offset, index) => {
      patch.writeFloatLE(mask.quad[index] ?? 0, offset);
    });
    patch.writeUInt32LE(mask.side >>> 0, patchAt.side);
    patch.writeUInt32LE(mask.pixelOffset >>> 0, patchAt.pixelOffset);
    const [red, green, blue] = maskColor(mask.colorId ?? mask.frameId);
    const pixels = Buffer.alloc(patchSide * patchSide * 4);
    for (let pixel = 0; pixel < pixels.length; pixel += 4)
      pixels.set([red, green, blue, 255], pixel);

    this.#lastSequence += 2;
    record.writeUInt32LE(this.#lastSequence + 1, at.sequence);
    this.#put(record, slot);
    this.#put(patch, slot + maskPatchesAt);
    this.#put(pixels, slot + maskPixelsAt);
    record.writeUInt32LE(mask.sequence ?? this.#lastSequence + 2, at.sequence);
    this.#put(record, slot);
    this.#lastSequence += 2;
  }

  /** Looks for the mapping of the newest connection anew. */
  reopen(): void {
    this.close();
    const { magic, header } = this.#layout;
    let newestId = -1n;
    const folder = `/proc/${this.#hostPid}/fd`;
    for (const name of readdirSync(folder)) {
      if (!linkOf(`${folder}/${name}`).startsWith('/memfd:')) continue;
      const descriptor = openSync(`${folder}/${name}`, 'r+');
      const bytes = Buffer.alloc(header.bytes);
      readSync(descriptor, bytes, 0, bytes.length, 0);
      const latestId = bytes.readBigUInt64LE(header.latestFrameId);
      if (bytes.readUInt32LE(header.magic) !== magic || latestId <= newestId) {
        closeSync(descriptor);
        continue;
      }
      this.close();
      this.#descriptor = descriptor;
      newestId = latestId;
    }
    if (this.#descriptor < 0) throw new Error('The host has no mapping.');
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #put(bytes: Buffer, at: number): void {
    writeSync(this.#descriptor, bytes, 0, bytes.length, at);
  }
}

/** Empty where the descriptor was closed since it was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
