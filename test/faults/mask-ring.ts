// A hostile writer in a filter's mapping: the memory is a memfd of OBS's, reached through /proc.
//
// Never a record that is well-formed and for a frame that is due: such a daemon is believed
// (ARCHITECTURE.md, "What a filter can't prevent").

import { closeSync, openSync, readdirSync, readlinkSync, readSync, writeSync } from 'node:fs';
import type { ChannelLayout } from '../../control-server/src/channel/native-addon.ts';
import { systemCode } from '../../scripts/user-error.ts';

/** Of each slot: its record, its patches and the first of its pixels. */
const noiseBytes = 48 * 1024;
const evenSequence = 0x7ffffff0;

/** Each alone breaks a rule of protocol/channel_layout.h. */
const brokenFields = ['patchCount', 'pixelBytes', 'flags'] as const;

export class MaskRing {
  readonly #descriptor: number;
  readonly #layout: ChannelLayout;

  private constructor(descriptor: number, layout: ChannelLayout) {
    this.#descriptor = descriptor;
    this.#layout = layout;
  }

  /** Of the filter that has drawn the most frames on its connection; none where there is no connection. */
  static newest(pid: number, layout: ChannelLayout): MaskRing | undefined {
    let best: { descriptor: number; latestId: bigint } | undefined;
    const folder = `/proc/${pid}/fd`;
    for (const name of readdirSync(folder)) {
      const descriptor = openMemory(`${folder}/${name}`);
      if (descriptor === undefined) continue;
      const latestId = latestFrameId(descriptor, layout);
      if (latestId === undefined || (best && latestId <= best.latestId)) closeSync(descriptor);
      else {
        if (best) closeSync(best.descriptor);
        best = { descriptor, latestId };
      }
    }
    return best && new MaskRing(best.descriptor, layout);
  }

  /** A record goes before its pixels, so that noise in them is never under a valid record. */
  writeNoise(fill: (bytes: Buffer) => void): void {
    const { maskSlots, maskSlotBytes, masksAt } = this.#layout;
    const bytes = Buffer.alloc(Math.min(noiseBytes, maskSlotBytes));
    for (let slot = 0; slot < maskSlots; slot++) {
      fill(bytes);
      writeSync(this.#descriptor, bytes, 0, bytes.length, masksAt + slot * maskSlotBytes);
    }
  }

  /** For every frame that may be due, with a closed lock and one field that no daemon may write. */
  writeBrokenRecords(seed: number): void {
    const { maskSlots, maskSlotBytes, masksAt, mask } = this.#layout;
    const latest = latestFrameId(this.#descriptor, this.#layout) ?? 0n;
    const epoch = this.#epochOf(latest);
    for (let back = 0; back < maskSlots / 2; back++) {
      const frameId = latest - BigInt(back);
      if (frameId < 1n) break;
      const record = Buffer.alloc(mask.bytes);
      record.writeUInt32LE(evenSequence, mask.sequence);
      record.writeUInt32LE(epoch, mask.epoch);
      record.writeBigUInt64LE(frameId, mask.frameId);
      record.writeBigUInt64LE(frameId, mask.basedOnId);
      const field = brokenFields[(seed + back) % brokenFields.length] ?? 'patchCount';
      record.writeUInt32LE(0xffffffff, mask[field]);
      const slot = Number(frameId % BigInt(maskSlots));
      writeSync(this.#descriptor, record, 0, record.length, masksAt + slot * maskSlotBytes);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #epochOf(frameId: bigint): number {
    const { framesAt, frameSlots, frameSlotBytes, frame } = this.#layout;
    const bytes = Buffer.alloc(4);
    const slot = Number(frameId % BigInt(frameSlots));
    readSync(this.#descriptor, bytes, 0, 4, framesAt + slot * frameSlotBytes + frame.epoch);
    return bytes.readUInt32LE(0);
  }
}

function latestFrameId(descriptor: number, { header, magic }: ChannelLayout): bigint | undefined {
  const bytes = Buffer.alloc(header.bytes);
  const count = readSync(descriptor, bytes, 0, bytes.length, 0);
  if (count < bytes.length || bytes.readUInt32LE(header.magic) !== magic) return undefined;
  return bytes.readBigUInt64LE(header.latestFrameId);
}

/** Undefined for what is no shared memory, or was closed since it was listed. */
function openMemory(file: string): number | undefined {
  try {
    return readlinkSync(file).startsWith('/memfd:playalter') ? openSync(file, 'r+') : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
