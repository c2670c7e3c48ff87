// What the frame worker does for those who watch: bounded, only while asked, and never at a mask's cost.

import { beforeEach, describe, expect, it } from 'vitest';
import {
  type FrameStatus,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import { PreviewFeed, picturesUnderWayMax } from '../../control-server/src/preview/preview-feed.ts';
import { createFrameFacts } from '../../control-server/src/stream/stream-port.ts';
import type { PreviewDemand, WorkerPicture } from '../../control-server/src/worker-messages.ts';
import { toFilter } from '../../protocol/messages.ts';
import { limit } from '../../protocol/names.ts';

const widthPx = 4;
const heightPx = 2;

/** Previews of fake filters, as the channel would give them. */
class FakeChannel {
  readonly sent: { peerId: number; fps: number }[] = [];
  readonly newest = new Map<number, { number: number; frameId: number; state: number }>();
  reads = 0;
  status: FrameStatus | 'throw' = 'ok';

  publish(peerId: number, frameId: number, state = 0): void {
    const number = (this.newest.get(peerId)?.number ?? 0) + 1;
    this.newest.set(peerId, { number, frameId, state });
  }

  send(peerId: number, text: string): boolean {
    const message = toFilter.parse(JSON.parse(text));
    if (message.type === 'stream.preview') this.sent.push({ peerId, fps: message.fps });
    return true;
  }

  readPreview(peerId: number, after: number, pixels: Uint8Array, meta: Float64Array): FrameStatus {
    this.reads++;
    if (this.status === 'throw') throw new Error('something broke');
    if (this.status !== 'ok') return this.status;
    const newest = this.newest.get(peerId);
    if (!newest || newest.number <= after) return 'none';
    meta[previewMetaIndex.number] = newest.number;
    meta[previewMetaIndex.frameId] = newest.frameId;
    meta[previewMetaIndex.newestId] = newest.frameId + 4;
    meta[previewMetaIndex.drawnMs] = newest.number * 66;
    meta[previewMetaIndex.publishedMs] = newest.number * 66 + 33;
    meta[previewMetaIndex.state] = newest.state;
    meta[previewMetaIndex.width] = widthPx;
    meta[previewMetaIndex.height] = heightPx;
    pixels.fill(newest.number, 0, widthPx * heightPx * 4);
    return 'ok';
  }
}

let channel: FakeChannel;
let posted: WorkerPicture[];
let failed: { peerId: number; reason: string }[];
let nowMs: number;
let feed: PreviewFeed;

beforeEach(() => {
  channel = new FakeChannel();
  posted = [];
  failed = [];
  nowMs = 1000;
  feed = new PreviewFeed({
    channel,
    scale: (from, _fromWidth, _fromHeight, _x0, _x1, _y0, _y1, to) => to.fill(from[0] ?? 0),
    post: (picture) => posted.push(picture),
    onFailed: (peerId, reason) => failed.push({ peerId, reason }),
    nowMs: () => nowMs,
  });
});

const one: PreviewDemand = { filterUuid: 'one', withOriginal: false };
const oneWithOriginal: PreviewDemand = { filterUuid: 'one', withOriginal: true };

function ring(peerId: number, frameId: number, state = 0): void {
  channel.publish(peerId, frameId, state);
  feed.bell(peerId);
}

function analysed(peerId: number, id: number, capturedMs: number): void {
  const facts = { ...createFrameFacts(), id, capturedMs, delayFrames: 12, frameIntervalMs: 33 };
  const image = { data: new Uint8Array(16).fill(id), widthPx: 2, heightPx: 2 };
  feed.analysed(peerId, image, facts);
}

describe('the wish', () => {
  it('goes to the watched filter alone, is renewed while it stands, and taken back', () => {
    feed.add(1, 'one');
    feed.add(2, 'two');
    expect(channel.sent).toEqual([]);
    feed.watch([one]);
    expect(channel.sent).toEqual([{ peerId: 1, fps: limit.previewFpsMax }]);
    for (let beats = 0; beats < 20; beats++) {
      nowMs += 500;
      if (beats % 2 === 0) feed.watch([one]);
      feed.beat();
    }
    const renewals = channel.sent.length - 1;
    expect(renewals).toBeGreaterThanOrEqual(8);
    expect(renewals).toBeLessThanOrEqual(11);
    feed.watch([]);
    expect(channel.sent.at(-1)).toEqual({ peerId: 1, fps: 0 });
    expect(channel.sent.every(({ peerId }) => peerId === 1)).toBe(true);
  });

  it('ends by itself when the main thread does not renew it', () => {
    feed.add(1, 'one');
    feed.watch([one]);
    nowMs += limit.previewLeaseMs;
    feed.beat();
    expect(channel.sent.at(-1)).toEqual({ peerId: 1, fps: 0 });
    ring(1, 5);
    expect(posted).toEqual([]);
    const count = channel.sent.length;
    nowMs += 5000;
    feed.beat();
    expect(channel.sent.length).toBe(count);
  });

  it('waits for a filter that comes later, and for its next connection', () => {
    feed.watch([one]);
    feed.add(1, 'one');
    expect(channel.sent).toEqual([{ peerId: 1, fps: limit.previewFpsMax }]);
    feed.remove(1);
    feed.add(7, 'one');
    ring(1, 3);
    ring(7, 4);
    expect(posted.map(({ frameId }) => frameId)).toEqual([4]);
  });
});

describe('pictures', () => {
  it('are not even read when nobody watches', () => {
    feed.add(1, 'one');
    feed.watch([{ filterUuid: 'two', withOriginal: true }]);
    ring(1, 5);
    analysed(1, 6, 100);
    expect(channel.reads).toBe(0);
    expect(posted).toEqual([]);
  });

  it('are posted once each, with what they are, in memory of their own', () => {
    feed.add(1, 'one');
    feed.watch([one]);
    ring(1, 5);
    feed.bell(1);
    feed.taken();
    ring(1, 0, 3);
    expect(posted.map(({ rgba, ...facts }) => facts)).toEqual([
      {
        type: 'worker.picture',
        filterUuid: 'one',
        picture: 'processed',
        state: 'masked',
        frameId: 5,
        drawnMs: 66,
        widthPx,
        heightPx,
      },
      {
        type: 'worker.picture',
        filterUuid: 'one',
        picture: 'processed',
        state: 'covered',
        frameId: 0,
        drawnMs: 132,
        widthPx,
        heightPx,
      },
    ]);
    expect([...(posted[0]?.rgba ?? [])]).toEqual(Array(32).fill(1));
    expect(posted[0]?.rgba.buffer.byteLength).toBe(32);
    expect(posted[0]?.rgba.buffer).not.toBe(posted[1]?.rgba.buffer);
  });

  it('stop after a few that nobody takes, whoever they are of, and go on with the newest', () => {
    feed.add(1, 'one');
    feed.add(2, 'two');
    feed.watch([oneWithOriginal, { filterUuid: 'two', withOriginal: false }]);
    for (let id = 1; id <= 10_000; id++) {
      analysed(1, id, id * 33);
      ring(1, id);
      ring(2, id);
    }
    expect(posted.length).toBe(picturesUnderWayMax);
    const reads = channel.reads;
    feed.bell(1);
    expect(channel.reads).toBe(reads);

    feed.taken();
    feed.bell(2);
    expect(posted.length).toBe(picturesUnderWayMax + 1);
    expect(posted.at(-1)?.frameId).toBe(10_000);
    // More are not believed to be under way than there were.
    for (let times = 0; times < 100; times++) feed.taken();
    for (let id = 1; id <= 100; id++) ring(2, 20_000 + id);
    expect(posted.length).toBe(2 * picturesUnderWayMax + 1);
  });
});

describe('the original', () => {
  it('is that of the frame that was put out, opaque, only for those who asked', () => {
    feed.add(1, 'one');
    feed.watch([oneWithOriginal]);
    for (let id = 1; id <= 20; id++) analysed(1, id, id * 33);
    ring(1, 8);
    expect(posted.map(({ picture, frameId }) => [picture, frameId])).toEqual([
      ['processed', 8],
      ['original', 8],
    ]);
    const original = posted[1]?.rgba;
    expect([...(original ?? [])]).toEqual(
      Array.from({ length: 16 }, (_, at) => (at % 4 === 3 ? 255 : 8)),
    );
    // A cover shows no frame: the newest that there is.
    for (let count = 0; count < 4; count++) feed.taken();
    ring(1, 0, 3);
    expect(posted.at(-1)).toMatchObject({ picture: 'original', frameId: 20, state: 'covered' });
    // And not the same again.
    ring(1, 0, 3);
    expect(posted.at(-1)).toMatchObject({ picture: 'processed' });
  });

  it('is forgotten as soon as nobody asks', () => {
    feed.add(1, 'one');
    feed.watch([oneWithOriginal]);
    for (let id = 1; id <= 20; id++) analysed(1, id, id * 33);
    feed.watch([one]);
    ring(1, 20);
    feed.watch([oneWithOriginal]);
    ring(1, 21);
    expect(posted.map(({ picture }) => picture)).toEqual(['processed', 'processed']);
  });
});

describe('a filter that sends what is not to be believed', () => {
  it.each(['invalid:size', 'throw'] as const)('has no previews any more: %s', (status) => {
    feed.add(1, 'one');
    feed.add(2, 'two');
    feed.watch([one, { filterUuid: 'two', withOriginal: false }]);
    channel.status = status;
    ring(1, 5);
    channel.status = 'ok';
    ring(1, 6);
    feed.watch([one, { filterUuid: 'two', withOriginal: false }]);
    ring(1, 7);
    ring(2, 9);
    expect(failed).toEqual([
      { peerId: 1, reason: status === 'throw' ? 'something broke' : status },
    ]);
    expect(posted.map(({ filterUuid }) => filterUuid)).toEqual(['two']);
    expect(channel.sent.filter(({ peerId }) => peerId === 1).at(-1)?.fps).toBe(0);
  });
});
