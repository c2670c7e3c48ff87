// Frames out, masks back, messages both ways: what arrives is what was sent.

import { beforeAll, describe, expect, it } from 'vitest';
import {
  createFrameMeta,
  createPreviewMeta,
  frameMetaIndex,
  maskModeOf,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import type { PatchBatch } from '../../control-server/src/painting/patch.ts';
import { batchOf, codeThrownBy, until, withChannel } from './channel-fixture.ts';
import { channelLayout, FilterPeer, helloText } from './filter-peer.ts';
import { buildAddons } from './native-build.ts';

beforeAll(buildAddons, 120_000);

function gradient(bytes: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + seed) & 0xff);
}

describe('messages', () => {
  it('announces a filter, then hands over its hello and what follows, in order', () =>
    withChannel(async ({ socketPath, opened, messages }) => {
      const peer = FilterPeer.connect(socketPath);
      for (let i = 0; i < 200; i++) {
        await until('room in the socket', () => peer.send(`{"n":${i}}`));
      }
      await until('all messages', () => messages.length === 201);
      expect(opened).toEqual([{ peerId: 1, pid: process.pid }]);
      expect(messages[0]).toEqual({ peerId: 1, text: helloText });
      expect(messages.slice(1).map(({ text }) => text)).toEqual(
        Array.from({ length: 200 }, (_, i) => `{"n":${i}}`),
      );
      peer.close();
    }));

  it('sends to the filter, and says when nobody is there', () =>
    withChannel(async ({ socketPath, channel, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      expect(channel.send(id, '{"type":"ü"}')).toBe(true);
      expect(await until('the message', () => peer.receive() ?? undefined)).toBe('{"type":"ü"}');
      expect(channel.send(id + 1, 'x')).toBe(false);
      peer.close();
    }));

  it('is not held up by a filter that never reads', () =>
    withChannel(async ({ socketPath, channel, peerId, opened, closed }) => {
      const peer = FilterPeer.connect(socketPath);
      const other = FilterPeer.connect(socketPath);
      const id = await peerId();
      await until('the other filter', () => opened.length === 2);
      const text = 'x'.repeat(8000);
      let sent = 0;
      while (channel.send(id, text)) {
        sent++;
        expect(sent).toBeLessThan(10_000);
      }
      expect(sent).toBeGreaterThan(0);
      expect(channel.send(id, text)).toBe(false);
      expect(channel.send(id + 1, text)).toBe(true);
      expect(closed).toEqual([]);
      // It may come back to its senses.
      for (let i = 0; i < sent; i++) expect(peer.receive()).toBe(text);
      expect(channel.send(id, text)).toBe(true);
      peer.close();
      other.close();
    }));
});

describe('frames', () => {
  it('copies the newest frame and its facts', () =>
    withChannel(async (fixture) => {
      const { channel, socketPath } = fixture;
      const peer = FilterPeer.connect(socketPath);
      const id = await fixture.peerId();
      const pixels = new Uint8Array(64 * 1024);
      const meta = createFrameMeta();
      expect(channel.latestFrameId(id)).toBe(0);
      expect(channel.readFrame(id, pixels, meta)).toBe('none');

      const sent = gradient(32 * 20 * 4, 7);
      const beforeMs = channel.monotonicMs();
      for (const frameId of [1, 2, 3, 4, 5]) {
        sent[0] = frameId;
        peer.publishFrame(
          {
            id: frameId,
            width: 32,
            height: 20,
            epoch: 9,
            capturedMs: beforeMs,
            sourceWidth: 640,
            sourceHeight: 400,
            mode: 2,
            delayFrames: 11,
            lookAheadFrames: 7,
            frameIntervalMs: 16.5,
          },
          sent,
        );
      }
      await until('a frame event', () => fixture.frames > 0);
      expect(channel.latestFrameId(id)).toBe(5);
      expect(channel.readFrame(id, pixels, meta)).toBe('ok');
      expect(pixels.subarray(0, sent.length)).toEqual(sent);
      expect(meta[frameMetaIndex.id]).toBe(5);
      expect(meta[frameMetaIndex.epoch]).toBe(9);
      expect(meta[frameMetaIndex.capturedMs]).toBeCloseTo(beforeMs, 5);
      expect(meta[frameMetaIndex.publishedMs]).toBeGreaterThanOrEqual(beforeMs);
      expect([...meta.subarray(4)]).toEqual([640, 400, 32, 20, 2, 11, 7, 16.5]);
      expect(maskModeOf(meta)).toBe('live');
      peer.close();
    }));

  it('copies the frames that are left in their order', () =>
    withChannel(async (fixture) => {
      const { channel, socketPath } = fixture;
      const peer = FilterPeer.connect(socketPath);
      const id = await fixture.peerId();
      const pixels = new Uint8Array(64);
      const meta = createFrameMeta();
      expect(channel.readNextFrame(id, 0, pixels, meta)).toBe('none');
      const publish = (frameId: number, epoch: number) =>
        peer.publishFrame({ id: frameId, epoch, width: 2, height: 2 }, pixels.fill(frameId, 0, 16));
      const next = (after: number) => {
        expect(channel.readNextFrame(id, after, pixels, meta)).toBe('ok');
        expect(pixels[15]).toBe(meta[frameMetaIndex.id]);
        return meta[frameMetaIndex.id];
      };
      // One in three, as a filter sends them to a daemon that is still to come.
      for (const frameId of [3, 6, 9, 12, 15, 18]) publish(frameId, 1);
      expect([0, 8, 9, 12, 15, 18, 99].map(next)).toEqual([9, 9, 12, 15, 18, 18, 18]);
      // Of an epoch that is over nothing counts.
      publish(21, 2);
      expect([0, 12].map(next)).toEqual([21, 21]);
      publish(24, 2);
      expect([0, 21].map(next)).toEqual([21, 24]);
      expect(channel.readNextFrame(id + 1, 0, pixels, meta)).toBe('gone');
      expect(channel.readNextFrame(id, 0, pixels.subarray(50), meta)).toBe(
        'invalid:buffer_too_small',
      );
      peer.close();
    }));

  it('reports frames that come in a burst by one pending event', () =>
    withChannel(async (fixture) => {
      const peer = FilterPeer.connect(fixture.socketPath);
      await fixture.peerId();
      const pixels = new Uint8Array(4);
      for (let id = 1; id <= 500; id++) peer.publishFrame({ id, width: 1, height: 1 }, pixels);
      await until('a frame event', () => fixture.frames > 0);
      const meta = createFrameMeta();
      expect(fixture.channel.readFrame(1, pixels, meta)).toBe('ok');
      expect(meta[frameMetaIndex.id]).toBe(500);
      // This thread was busy all the while: at most one event was queued and one more rung since.
      expect(fixture.frames).toBeLessThanOrEqual(2);
      peer.close();
    }));

  it('loses no doorbell that is rung while the event before is handled', async () => {
    let peer: FilterPeer | undefined;
    let rings = 0;
    await withChannel(
      async (fixture) => {
        peer = FilterPeer.connect(fixture.socketPath);
        await fixture.peerId();
        peer.ring();
        await until('the last event of the chain', () => fixture.frames === 101);
        peer.close();
      },
      {
        onFrame: () => {
          if (rings++ < 100) peer?.ring();
        },
      },
    );
  });

  it('reads into memory that threads share', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      peer.publishFrame({ id: 1, width: 2, height: 2 }, gradient(16, 3));
      const shared = new Uint8Array(new SharedArrayBuffer(16));
      expect(channel.readFrame(id, shared, createFrameMeta())).toBe('ok');
      expect([...shared]).toEqual([...gradient(16, 3)]);
      peer.close();
    }));

  it('carries the largest frame, and refuses it when the buffer is smaller', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const side = channelLayout().analysisSideMax;
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const sent = new Uint8Array(side * side * 4).fill(200);
      peer.publishFrame({ id: 1, width: side, height: side }, sent);
      const meta = createFrameMeta();
      const pixels = new Uint8Array(sent.length);
      expect(channel.readFrame(id, pixels, meta)).toBe('ok');
      expect(Buffer.compare(pixels, sent)).toBe(0);
      expect(channel.readFrame(id, pixels.subarray(1), meta)).toBe('invalid:buffer_too_small');
      peer.close();
    }));
});

describe('previews', () => {
  it('are copied with their facts, each once, and ring the doorbell as frames do', () =>
    withChannel(async (fixture) => {
      const { channel, socketPath } = fixture;
      const peer = FilterPeer.connect(socketPath);
      const id = await fixture.peerId();
      const pixels = new Uint8Array(channelLayout().previewPixelBytes);
      const meta = createPreviewMeta();
      expect(channel.readPreview(id, 0, pixels, meta)).toBe('none');

      const sent = gradient(32 * 20 * 4, 9);
      const drawnMs = channel.monotonicMs();
      for (const number of [1, 2, 3]) {
        sent[0] = number;
        peer.publishPreview(
          { number, width: 32, height: 20, state: 'repeated', frameId: 40, newestId: 52, drawnMs },
          sent,
        );
      }
      await until('an event', () => fixture.frames > 0);
      expect(channel.readPreview(id, 0, pixels, meta)).toBe('ok');
      expect(pixels.subarray(0, sent.length)).toEqual(sent);
      expect(meta[previewMetaIndex.number]).toBe(3);
      expect(meta[previewMetaIndex.frameId]).toBe(40);
      expect(meta[previewMetaIndex.newestId]).toBe(52);
      expect(meta[previewMetaIndex.drawnMs]).toBeCloseTo(drawnMs, 5);
      expect(meta[previewMetaIndex.publishedMs]).toBeGreaterThanOrEqual(drawnMs);
      expect([...meta.subarray(5)]).toEqual([1, 32, 20]);
      expect(channel.readPreview(id, 3, pixels, meta)).toBe('none');
      expect(channel.readPreview(id, 2, pixels, meta)).toBe('ok');
      expect(channel.readPreview(id + 1, 0, pixels, meta)).toBe('gone');
      expect(codeThrownBy(() => channel.readPreview(id, -1, pixels, meta))).toBe(
        'argument_invalid',
      );
      peer.close();
    }));

  it('of the largest size fit', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const { previewSideMax: side, previewPixelBytes } = channelLayout();
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const sent = gradient(previewPixelBytes, 3);
      peer.publishPreview({ number: 1, width: side, height: side }, sent);
      const pixels = new Uint8Array(previewPixelBytes);
      expect(channel.readPreview(id, 0, pixels, createPreviewMeta())).toBe('ok');
      expect(Buffer.compare(pixels, sent)).toBe(0);
      peer.close();
    }));
});

describe('masks', () => {
  it('arrive as they were painted, for their frame id only', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const batch = batchOf([
        { side: 16, quad: [1, 2, 3, 4, 5, 6], trackId: 77 },
        { side: 256, quad: [-60.5, 0, 200, 1, -1, 200], trackId: 4_000_000_000 },
      ]);
      const beforeMs = channel.monotonicMs();
      const mask = { frameId: 500, epoch: 3, basedOnId: 505, flags: 0, batch };
      expect(channel.publishMask(id, mask)).toBe(true);
      expect(peer.latestMaskId()).toBe(500);
      expect(peer.readMask(500)).toBe('ok');
      expect(peer.mask).toMatchObject({ frameId: 500, epoch: 3, basedOnId: 505, flags: 0 });
      expect(peer.mask.publishedMs).toBeGreaterThanOrEqual(beforeMs);
      expect(peer.mask.batch.count).toBe(2);
      expect(peer.mask.batch.quads.subarray(0, 12)).toEqual(batch.quads.subarray(0, 12));
      expect(peer.mask.batch.sides.subarray(0, 2)).toEqual(batch.sides.subarray(0, 2));
      expect(peer.mask.batch.trackIds.subarray(0, 2)).toEqual(batch.trackIds.subarray(0, 2));
      expect(peer.mask.batch.pixelBytes).toBe(batch.pixelBytes);
      expect(Buffer.compare(peer.mask.batch.pixels, batch.pixels)).toBe(0);
      // The same slot, another frame.
      expect(peer.readMask(500 + channelLayout().maskSlots)).toBe('missing');
      expect(peer.readMask(501)).toBe('missing');
      peer.close();
    }));

  it('may be replaced and may come late; the newest id never goes back', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const mask = {
        frameId: 10,
        epoch: 1,
        basedOnId: 10,
        flags: 0,
        batch: batchOf([{ side: 32 }]),
      };
      channel.publishMask(id, { ...mask, basedOnId: 9, flags: 1 });
      expect(peer.readMask(10)).toBe('ok');
      expect(peer.mask.flags).toBe(1);
      channel.publishMask(id, mask);
      expect(peer.readMask(10)).toBe('ok');
      expect(peer.mask.flags).toBe(0);
      channel.publishMask(id, { ...mask, frameId: 8 });
      expect(peer.latestMaskId()).toBe(10);
      expect(peer.readMask(8)).toBe('ok');
      channel.publishMask(id, { ...mask, frameId: 11, flags: 2, batch: batchOf([]) });
      expect(peer.latestMaskId()).toBe(11);
      expect(peer.readMask(11)).toBe('ok');
      expect(peer.mask.batch.count).toBe(0);
      peer.close();
    }));

  it('outlive an odd lock that a dead daemon left behind, or a filter made up', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const layout = channelLayout();
      const peer = new FilterPeer(socketPath);
      const slot = layout.masksAt + (5 % layout.maskSlots) * layout.maskSlotBytes;
      const sequenceAt = slot + layout.mask.sequence;
      peer.mapping().writeUInt32LE(0xffffffff, sequenceAt);
      peer.hello();
      const id = await peerId();
      const mask = { frameId: 5, epoch: 1, basedOnId: 5, flags: 0, batch: batchOf([{ side: 16 }]) };
      for (const scribbled of [0xffffffff, 7, 0, 0xfffffffe]) {
        peer.mapping().writeUInt32LE(scribbled, sequenceAt);
        channel.publishMask(id, mask);
        expect(peer.readMask(5)).toBe('ok');
        // The plugin takes 0 for a slot that nobody wrote.
        expect(peer.mapping().readUInt32LE(sequenceAt)).toBeGreaterThan(0);
      }
      peer.close();
    }));

  it('are refused, with a code and before a byte is written, when they are our mistake', () =>
    withChannel(async ({ channel, socketPath, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      const good = { frameId: 5, epoch: 1, basedOnId: 5, flags: 0, batch: batchOf([{ side: 16 }]) };
      const broken = (change: (batch: PatchBatch) => unknown) => {
        const batch = batchOf([{ side: 16 }]);
        change(batch);
        return { ...good, batch };
      };
      const table = [
        ['mask_frame_id_invalid', { ...good, frameId: 0 }],
        ['argument_invalid', { ...good, frameId: -1 }],
        ['argument_invalid', { ...good, frameId: 1.5 }],
        ['argument_invalid', { ...good, frameId: Number.NaN }],
        ['argument_invalid', { ...good, frameId: 2 ** 53 }],
        ['argument_invalid', { ...good, epoch: 2 ** 32 }],
        ['mask_flags_unknown', { ...good, flags: 4 }],
        ['mask_based_on_invalid', { ...good, basedOnId: 4 }],
        ['patch_count_invalid', broken((batch) => Object.assign(batch, { count: 65 }))],
        ['patch_side_invalid', broken((batch) => batch.sides.fill(17, 0, 1))],
        ['patch_side_invalid', broken((batch) => batch.sides.fill(512, 0, 1))],
        ['patch_side_invalid', broken((batch) => batch.sides.fill(0, 0, 1))],
        ['patch_quad_invalid', broken((batch) => batch.quads.fill(Number.NaN, 3, 4))],
        ['patch_quad_invalid', broken((batch) => batch.quads.fill(Number.POSITIVE_INFINITY, 0, 1))],
        ['patch_quad_invalid', broken((batch) => batch.quads.set([60_000, 0, 6000, 0, 0, 1]))],
        ['patch_pixels_invalid', broken((batch) => Object.assign(batch, { pixelBytes: 1025 }))],
        [
          'argument_invalid',
          broken((batch) => Object.assign(batch, { pixelBytes: 4 * 1024 * 1024 })),
        ],
      ] as const;
      for (const [code, mask] of table) {
        expect
          .soft(
            codeThrownBy(() => channel.publishMask(id, mask)),
            code,
          )
          .toBe(code);
      }
      expect(peer.latestMaskId()).toBe(0);
      expect(peer.readMask(5)).toBe('missing');
      expect(channel.publishMask(id, good)).toBe(true);
      peer.close();
    }));
});
