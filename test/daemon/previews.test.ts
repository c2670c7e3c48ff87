// Previews through the built daemon: from a filter's mapping to a page, and no further than asked.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFilter } from '../../protocol/messages.ts';
import { limit } from '../../protocol/names.ts';
import { channelLayout, dueAtOnce, FilterPeer, helloText } from '../channel/filter-peer.ts';
import type { DockClient } from '../support/dock-client.ts';
import { type DaemonRun, DaemonYard } from './daemon-run.ts';

const width = 640;
const height = 360;
const smallWidth = 320;
const smallHeight = 180;

let yard: DaemonYard;
let daemon: DaemonRun;
let peer: FilterPeer;
let pages: DockClient[];

beforeEach(async () => {
  yard = new DaemonYard();
  daemon = yard.start(await yard.folder());
  await daemon.listening();
  peer = FilterPeer.connect(daemon.socketPath);
  pages = [];
});

afterEach(async () => {
  for (const page of pages) page.close();
  peer.close();
  await yard.end();
});

async function openPage(withOriginal: boolean | undefined, tag = 0): Promise<DockClient> {
  const page = await daemon.page();
  pages.push(page);
  watch(page, withOriginal, tag);
  return page;
}

function watch(page: DockClient, withOriginal: boolean | undefined, tag = 0): void {
  const preview =
    withOriginal === undefined ? null : { filter_uuid: 'test', with_original: withOriginal, tag };
  page.send({ type: 'watch', topics: [], preview });
}

/** The rates that the filter was asked for since the last call. */
function wishes(): number[] {
  const found: number[] = [];
  for (let text = peer.receive(); typeof text === 'string'; text = peer.receive()) {
    const message = toFilter.parse(JSON.parse(text));
    if (message.type === 'stream.preview') found.push(message.fps);
  }
  return found;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > 20_000) throw new Error(`Waited in vain for ${what}.`);
    await delay(20);
  }
}

async function untilAsked(fps: number): Promise<void> {
  const seen: number[] = [];
  await until(`a wish of ${fps}`, () => {
    seen.push(...wishes());
    return seen.at(-1) === fps;
  });
}

/** A frame, and the preview of it that is put out. */
function publish(id: number, state: 'masked' | 'covered' = 'masked'): void {
  const picture = new Uint8Array(width * height * 4).fill(id);
  peer.publishFrame({ id, width, height, mode: 1, delayFrames: 4, lookAheadFrames: 0 }, picture);
  const small = new Uint8Array(smallWidth * smallHeight * 4).fill(id + 100);
  const frameId = state === 'covered' ? 0 : id;
  peer.publishPreview(
    { number: id, width: smallWidth, height: smallHeight, state, frameId, newestId: id },
    small,
  );
}

describe('a page that watches', () => {
  it('gets what the filter put out, byte by byte, and its state', async () => {
    const page = await openPage(false, 7);
    await untilAsked(limit.previewFpsMax);
    publish(1);
    const first = await page.picture();
    expect(first).toMatchObject({
      picture: 'processed',
      state: 'masked',
      tag: 7,
      frameId: 1,
      widthPx: smallWidth,
      heightPx: smallHeight,
      leftOut: 0,
    });
    expect(new Set(first.rgba)).toEqual(new Set([101]));
    expect(first.ageMs).toBeGreaterThanOrEqual(0);
    expect(first.ageMs).toBeLessThan(20_000);
    publish(2, 'covered');
    const second = await page.picture(({ state }) => state === 'covered');
    expect(second.frameId).toBe(0);
    expect(page.pictures.every(({ picture }) => picture === 'processed')).toBe(true);
  });

  it('gets the original only if it asked for it, of the same frame', async () => {
    const plain = await openPage(false);
    const curious = await openPage(true);
    await untilAsked(limit.previewFpsMax);
    // The worker may hear of the second wish a little later than of the first.
    for (let id = 1; curious.pictures.every(({ picture }) => picture !== 'original'); id++) {
      publish(id);
      await until('the picture', () => plain.pictures.some(({ frameId }) => frameId === id));
      await delay(50);
      if (id > 100) throw new Error('There is no original.');
    }
    const original = await curious.picture(({ picture }) => picture === 'original');
    expect(original.widthPx).toBe(smallWidth);
    expect(new Set(original.rgba)).toEqual(new Set([original.frameId, 255]));
    expect(plain.pictures.some(({ picture }) => picture === 'original')).toBe(false);
  });
});

describe('the wish', () => {
  it('stands as long as a page watches, and is taken back with the last of them', async () => {
    const one = await openPage(false);
    const other = await openPage(false);
    await untilAsked(limit.previewFpsMax);
    await delay(limit.previewLeaseMs + 1000);
    const renewals = wishes();
    expect(renewals.length).toBeGreaterThanOrEqual(2);
    expect(renewals.every((fps) => fps > 0)).toBe(true);
    watch(one, undefined);
    await delay(500);
    expect(wishes().includes(0)).toBe(false);
    other.close();
    await untilAsked(0);
    publish(1);
    await delay(300);
    expect([...one.pictures, ...other.pictures]).toEqual([]);
  });

  it('is not made for a filter that nobody watches', async () => {
    const page = await daemon.page();
    pages.push(page);
    const preview = { filter_uuid: 'somebody else', with_original: true, tag: 0 };
    page.send({ type: 'watch', topics: [], preview });
    publish(1);
    await delay(1500);
    expect(wishes()).toEqual([]);
    expect(page.pictures).toEqual([]);
  });
});

describe('a filter whose previews are not to be believed', () => {
  it('keeps its masks, and another connection has previews again', async () => {
    const page = await openPage(false);
    await untilAsked(limit.previewFpsMax);
    const picture = new Uint8Array(width * height * 4);
    const layout = channelLayout();
    publish(1);
    await page.picture();
    const small = new Uint8Array(smallWidth * smallHeight * 4);
    // The daemon may have read one before it is spoilt.
    for (let number = 2; !wishes().includes(0); number++) {
      if (number > 200) throw new Error('No preview was disbelieved.');
      const slot = layout.previewsAt + (number % layout.previewSlots) * layout.previewSlotBytes;
      peer.publishPreview({ number, width: smallWidth, height: smallHeight }, small);
      peer.mapping().writeUInt32LE(9999, slot + layout.preview.width);
      peer.ring();
      await delay(100);
    }
    peer.publishFrame({ id: 2, ...dueAtOnce, width, height }, picture);
    await until('the mask', () => peer.readMask(2) === 'ok');

    const next = FilterPeer.connect(daemon.socketPath, helloText);
    peer.close();
    peer = next;
    await untilAsked(limit.previewFpsMax);
    publish(3);
    await page.picture(({ frameId }) => frameId === 3);
  });
});
