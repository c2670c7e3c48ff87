// Places in a mapping worth corrupting, values worth putting there, and what a frame that was
// accepted must look like all the same.

import fc from 'fast-check';
import {
  frameMetaIndex,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import type { ChannelLayout } from '../../control-server/src/channel/native-addon.ts';

export interface Corruption {
  at: number;
  value: number;
  bytes: 1 | 2 | 4 | 8;
}

export function corrupt(mapping: Buffer, { at, value, bytes }: Corruption): void {
  const offset = Math.min(Math.max(0, at), mapping.length - 8);
  if (bytes === 8) mapping.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), offset);
  else if (bytes === 4) mapping.writeUInt32LE(value >>> 0, offset);
  else if (bytes === 2) mapping.writeUInt16LE(value & 0xffff, offset);
  else mapping.writeUInt8(value & 0xff, offset);
}

/** Start of every record that either side reads: header, frames, masks and their patches. */
function recordRanges(layout: ChannelLayout): { at: number; bytes: number }[] {
  const ranges = [{ at: 0, bytes: layout.header.bytes }];
  for (let slot = 0; slot < layout.frameSlots; slot++) {
    ranges.push({ at: layout.framesAt + slot * layout.frameSlotBytes, bytes: layout.frame.bytes });
  }
  for (let slot = 0; slot < layout.previewSlots; slot++) {
    const at = layout.previewsAt + slot * layout.previewSlotBytes;
    ranges.push({ at, bytes: layout.preview.bytes });
  }
  for (let slot = 0; slot < 4; slot++) {
    const at = layout.masksAt + slot * layout.maskSlotBytes;
    ranges.push({ at, bytes: layout.mask.bytes + 4 * layout.patch.bytes });
  }
  return ranges;
}

export function corruptions(layout: ChannelLayout): fc.Arbitrary<Corruption[]> {
  const inRecord = fc
    .constantFrom(...recordRanges(layout))
    .chain(({ at, bytes }) => fc.nat(bytes / 4 - 1).map((word) => at + word * 4));
  const newestIdAt = fc.constantFrom(layout.header.latestFrameId, layout.header.latestPreview);
  const anywhere = fc.nat(layout.channelBytes - 8);
  const tricky = fc.constantFrom(
    ...[0, 1, 2, 3, 63, 64, 128, 129, 255, 256, 257, 512, 1280, 1281, 16384, 16385],
    ...[2 ** 21, 2 ** 21 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1, 2 ** 53],
    // As floats: NaN, infinity, the largest number.
    ...[0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff],
  );
  return fc.array(
    fc.record({
      at: fc.oneof(
        { weight: 8, arbitrary: inRecord },
        { weight: 2, arbitrary: newestIdAt },
        { weight: 1, arbitrary: anywhere },
      ),
      value: fc.oneof(tricky, fc.nat(2 ** 32 - 1)),
      bytes: fc.constantFrom(1, 2, 4, 8),
    }),
    { minLength: 1, maxLength: 6 },
  );
}

/** Throws unless the numbers of an accepted frame are ones that the pipeline can work with. */
export function checkAcceptedFrame(
  layout: ChannelLayout,
  meta: Float64Array,
  bufferBytes: number,
  nowMs: number,
): void {
  const get = (name: keyof typeof frameMetaIndex) => meta[frameMetaIndex[name]] ?? Number.NaN;
  const claims: Record<string, boolean> = {
    id: Number.isSafeInteger(get('id')) && get('id') >= 1,
    epoch: Number.isInteger(get('epoch')),
    size: get('width') * get('height') * 4 <= bufferBytes,
    width: get('width') >= 1 && get('width') <= layout.analysisSideMax,
    height: get('height') >= 1 && get('height') <= layout.analysisSideMax,
    sourceWidth: get('sourceWidth') >= 1 && get('sourceWidth') <= layout.sourceSideMax,
    sourceHeight: get('sourceHeight') >= 1 && get('sourceHeight') <= layout.sourceSideMax,
    mode: [0, 1, 2].includes(get('mode')),
    delay: get('delayFrames') <= layout.maskSlots && get('lookAheadFrames') <= layout.maskSlots,
    interval: get('frameIntervalMs') > 0,
    times: get('capturedMs') <= get('publishedMs') && get('publishedMs') <= nowMs + 1000.001,
    finite: meta.every(Number.isFinite),
  };
  for (const [claim, holds] of Object.entries(claims)) {
    if (!holds) throw new Error(`Accepted a frame with a wrong ${claim}: ${[...meta]}`);
  }
}

/** The same for a preview. */
export function checkAcceptedPreview(
  layout: ChannelLayout,
  meta: Float64Array,
  bufferBytes: number,
  nowMs: number,
): void {
  const get = (name: keyof typeof previewMetaIndex) => meta[previewMetaIndex[name]] ?? Number.NaN;
  const claims: Record<string, boolean> = {
    number: Number.isSafeInteger(get('number')) && get('number') >= 1,
    ids: Number.isSafeInteger(get('newestId')) && get('frameId') <= get('newestId'),
    state: [0, 1, 2, 3].includes(get('state')),
    size: get('width') * get('height') * 4 <= bufferBytes,
    width: get('width') >= 1 && get('width') <= layout.previewSideMax,
    height: get('height') >= 1 && get('height') <= layout.previewSideMax,
    times: get('drawnMs') <= get('publishedMs') && get('publishedMs') <= nowMs + 1000.001,
    finite: meta.every(Number.isFinite),
  };
  for (const [claim, holds] of Object.entries(claims)) {
    if (!holds) throw new Error(`Accepted a preview with a wrong ${claim}: ${[...meta]}`);
  }
}
