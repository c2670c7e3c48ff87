// Neither process trusts the other's memory: a corrupted mapping is refused with a reason, or read
// as a frame that is sound; it never reaches further than its own filter.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createFrameMeta,
  createPreviewMeta,
} from '../../control-server/src/channel/frame-channel.ts';
import type { ChannelLayout } from '../../control-server/src/channel/native-addon.ts';
import { batchOf, withChannel } from './channel-fixture.ts';
import { channelLayout, FilterPeer } from './filter-peer.ts';
import { buildAddons } from './native-build.ts';

beforeAll(buildAddons, 120_000);

type FrameField = keyof ChannelLayout['frame'];
type PreviewField = keyof ChannelLayout['preview'];
type MaskField = keyof ChannelLayout['mask'];
type PatchField = keyof ChannelLayout['patch'];

/** Statuses that the child met, with how often. */
function runChild(manner: 'between' | 'during'): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'playalter-test-'));
  try {
    const script = fileURLToPath(new URL('./hostile-mapping.child.ts', import.meta.url));
    const args = ['--import', 'tsx', script, join(folder, 'daemon.sock'), manner];
    // Throws, with what the child said, unless it exits with 0.
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('each field of a frame', () => {
  const big = 0xffffffff;
  it.each<[FrameField, number, string]>([
    ['sequence', 1, 'busy'],
    ['sequence', big, 'busy'],
    ['frameId', 0, 'invalid:frame_id'],
    ['frameId', 5, 'invalid:frame_id'],
    ['frameId', 8, 'busy'],
    ['width', 0, 'invalid:size'],
    ['width', 1281, 'invalid:size'],
    ['width', big, 'invalid:size'],
    ['width', 1280, 'invalid:buffer_too_small'],
    ['height', 0, 'invalid:size'],
    ['height', 1281, 'invalid:size'],
    ['height', 0x80000001, 'invalid:size'],
    ['sourceWidth', 0, 'invalid:source_size'],
    ['sourceWidth', 16385, 'invalid:source_size'],
    ['sourceHeight', 0, 'invalid:source_size'],
    ['sourceHeight', big, 'invalid:source_size'],
    ['mode', 3, 'invalid:mode'],
    ['mode', big, 'invalid:mode'],
    ['delayFrames', 129, 'invalid:delay'],
    ['lookAheadFrames', 129, 'invalid:delay'],
    ['lookAheadFrames', big, 'invalid:delay'],
    ['frameIntervalNs', 0, 'invalid:interval'],
    ['frameIntervalNs', 99_999, 'invalid:interval'],
    ['publishedNs', 0, 'invalid:time'],
  ])('is checked: %s = %i is %s', (field, value, status) =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const layout = channelLayout();
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const meta = createFrameMeta();
      const pixels = new Uint8Array(16 * 16 * 4);
      peer.publishFrame({ id: 6, width: 16, height: 16, capturedMs: 1 }, pixels);
      expect(channel.readFrame(id, pixels, meta)).toBe('ok');
      const mapping = peer.mapping();
      const slot = layout.framesAt + (6 % layout.frameSlots) * layout.frameSlotBytes;
      if (field === 'publishedNs') mapping.writeUInt32LE(0, slot + layout.frame.publishedNs + 4);
      mapping.writeUInt32LE(value, slot + layout.frame[field]);
      const metaBefore = meta.slice();
      expect(channel.readFrame(id, pixels, meta)).toBe(status);
      expect(meta).toEqual(metaBefore);
      peer.close();
    }),
  );

  it('and times are: captured after it was published, or published in the future', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const pixels = new Uint8Array(4);
      const nowMs = channel.monotonicMs();
      const read = (capturedMs: number, publishedMs: number) => {
        peer.publishFrame({ id: 1, width: 1, height: 1, capturedMs, publishedMs }, pixels);
        return channel.readFrame(id, pixels, createFrameMeta());
      };
      expect(read(nowMs, nowMs)).toBe('ok');
      expect(read(nowMs, nowMs - 1)).toBe('invalid:time');
      expect(read(nowMs, nowMs + 3_600_000)).toBe('invalid:time');
      peer.close();
    }));

  it('and the newest id is: one that no number holds, or that nobody published', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const pixels = new Uint8Array(4);
      peer.publishFrame({ id: 1, width: 1, height: 1 }, pixels);
      const at = channelLayout().header.latestFrameId;
      for (const value of [2n ** 53n, 2n ** 64n - 1n]) {
        peer.mapping().writeBigUInt64LE(value, at);
        expect(channel.readFrame(id, pixels, createFrameMeta())).toBe('invalid:frame_id');
        expect(channel.latestFrameId(id)).toBe(0);
      }
      peer.mapping().writeBigUInt64LE(2n, at);
      expect(channel.readFrame(id, pixels, createFrameMeta())).toBe('invalid:frame_id');
      peer.close();
    }));
});

describe('each field of a preview', () => {
  const big = 0xffffffff;
  it.each<[PreviewField, number, string]>([
    ['sequence', 1, 'busy'],
    ['sequence', big, 'busy'],
    ['number', 0, 'invalid:frame_id'],
    ['number', 4, 'invalid:frame_id'],
    ['number', 8, 'busy'],
    ['frameId', 20, 'invalid:frame_id'],
    ['newestId', 0, 'invalid:frame_id'],
    ['state', 4, 'invalid:state'],
    ['state', big, 'invalid:state'],
    ['width', 0, 'invalid:size'],
    ['width', 321, 'invalid:size'],
    ['width', big, 'invalid:size'],
    ['width', 320, 'invalid:buffer_too_small'],
    ['height', 0, 'invalid:size'],
    ['height', 321, 'invalid:size'],
    ['height', 0x80000001, 'invalid:size'],
    ['publishedNs', 0, 'invalid:time'],
  ])('is checked: %s = %i is %s', (field, value, status) =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const layout = channelLayout();
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const meta = createPreviewMeta();
      const pixels = new Uint8Array(16 * 16 * 4);
      const sound = { number: 6, frameId: 15, newestId: 19, width: 16, height: 16, drawnMs: 1 };
      peer.publishPreview(sound, pixels);
      expect(channel.readPreview(id, 0, pixels, meta)).toBe('ok');
      const mapping = peer.mapping();
      const slot = layout.previewsAt + (6 % layout.previewSlots) * layout.previewSlotBytes;
      if (field === 'publishedNs') mapping.writeUInt32LE(0, slot + layout.preview.publishedNs + 4);
      mapping.writeUInt32LE(value, slot + layout.preview[field]);
      const metaBefore = meta.slice();
      expect(channel.readPreview(id, 0, pixels, meta)).toBe(status);
      expect(meta).toEqual(metaBefore);
      peer.close();
    }),
  );

  it('and the newest number is: one that no number holds, or that nobody published', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const pixels = new Uint8Array(4);
      peer.publishPreview({ number: 1, width: 1, height: 1 }, pixels);
      const at = channelLayout().header.latestPreview;
      for (const value of [2n ** 53n, 2n ** 64n - 1n, 2n]) {
        peer.mapping().writeBigUInt64LE(value, at);
        const status = channel.readPreview(id, 0, pixels, createPreviewMeta());
        expect(status).toBe('invalid:frame_id');
      }
      peer.close();
    }));
});

describe('each field of a mask', () => {
  const nan = 0x7fc00000;
  const tooFar = 0x47800001; // just beyond 65536
  it.each<[MaskField | PatchField, number, string]>([
    ['sequence', 1, 'busy'],
    ['frameId', 7, 'missing'],
    ['flags', 4, 'invalid:flags'],
    ['basedOnId', 5, 'invalid:based_on'],
    ['patchCount', 65, 'invalid:patch_count'],
    ['patchCount', 0xffffffff, 'invalid:patch_count'],
    ['patchCount', 3, 'invalid:side'],
    ['pixelBytes', 2 * 1024 * 1024 + 1, 'invalid:pixel_bytes'],
    ['pixelBytes', 1023, 'invalid:offset'],
    ['side', 0, 'invalid:side'],
    ['side', 17, 'invalid:side'],
    ['side', 0x80000000, 'invalid:side'],
    ['side', 256, 'invalid:offset'],
    ['pixelOffset', 4, 'invalid:offset'],
    ['pixelOffset', 0xffffffc0, 'invalid:offset'],
    ['originX', nan, 'invalid:quad'],
    ['xAxisY', tooFar, 'invalid:quad'],
    ['yAxisY', 0xff800000, 'invalid:quad'],
  ])('is checked: %s = %i is %s', (field, value, status) =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const layout = channelLayout();
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const batch = batchOf([{ side: 16 }, { side: 32 }]);
      channel.publishMask(id, { frameId: 6, epoch: 1, basedOnId: 6, flags: 0, batch });
      expect(peer.readMask(6)).toBe('ok');
      const slot = layout.masksAt + 6 * layout.maskSlotBytes;
      const at =
        field in layout.mask
          ? layout.mask[field as MaskField]
          : layout.maskPatchesAt + layout.patch[field as PatchField];
      peer.mapping().writeUInt32LE(value, slot + at);
      expect(peer.readMask(6)).toBe(status);
      peer.close();
    }),
  );
});

describe('random corruption', () => {
  it('between reads never gets further than a reason', () => {
    const seen = runChild('between');
    // The corruptions reach what they aim at.
    for (const status of ['ok', 'busy', 'invalid:frame_id', 'invalid:size', 'invalid:mode']) {
      expect(seen[status], status).toBeGreaterThan(0);
    }
    for (const status of ['ok', 'busy', 'invalid:frame_id', 'invalid:size', 'invalid:state']) {
      expect(seen[`preview ${status}`], status).toBeGreaterThan(0);
    }
  });

  it('while another process reads never gets further either', () => {
    const { ok, ...others } = runChild('during');
    expect(ok).toBeGreaterThan(0);
    expect(others['preview ok']).toBeGreaterThan(0);
    expect(Object.keys(others).some((status) => status.startsWith('invalid:'))).toBe(true);
  });
});
