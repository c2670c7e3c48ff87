// Two processes, all rings, no pause: no record that mixes two may ever be taken for one. Each
// case is proved able to fail by a peer that skips the sequence lock.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createFrameMeta,
  createPreviewMeta,
  frameMetaIndex,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import { until, withChannel } from './channel-fixture.ts';
import { channelLayout } from './filter-peer.ts';
import { buildAddons } from './native-build.ts';
import type { TortureReport, TortureSettings } from './torture-filter.child.ts';
import {
  createMaskBatch,
  fillMask,
  frameHeight,
  frameWidth,
  isWholeFrame,
  isWholePreview,
  maskEpoch,
  words,
} from './torture-pattern.ts';

beforeAll(buildAddons, 120_000);

const recordsWanted = 4000;

interface Result extends TortureReport {
  framesRead: number;
  framesTorn: number;
  framesInvalid: string[];
  previewsRead: number;
  previewsTorn: number;
  previewsInvalid: string[];
  masksPublished: number;
}

/** Runs both sides until `isDone` likes the figures. */
async function torture(
  settings: TortureSettings & { maskStep: number },
  isDone: (result: Result) => boolean,
): Promise<Result> {
  const result: Result = {
    framesPublished: 0,
    masksRead: 0,
    masksTorn: 0,
    masksInvalid: [],
    framesRead: 0,
    framesTorn: 0,
    framesInvalid: [],
    previewsRead: 0,
    previewsTorn: 0,
    previewsInvalid: [],
    masksPublished: 0,
  };
  await withChannel(async ({ socketPath, channel, peerId, messages, closed }) => {
    const script = fileURLToPath(new URL('./torture-filter.child.ts', import.meta.url));
    const { maskStep, ...childSettings } = settings;
    const args = ['--import', 'tsx', script, socketPath, JSON.stringify(childSettings)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const exitCode = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const id = await peerId();

    const pixels = new Uint8Array(frameWidth * frameHeight * 4);
    const pixelWords = words(pixels);
    const meta = createFrameMeta();
    const previewMeta = createPreviewMeta();
    const batch = createMaskBatch();
    const maskWords = words(batch.pixels);
    let lastId = 0;
    let lastPreview = 0;
    const endMs = performance.now() + 40_000;
    while (!isDone(result) && performance.now() < endMs) {
      for (let turn = 0; turn < 200; turn++) {
        const status = channel.readFrame(id, pixels, meta);
        if (status === 'ok' && meta[frameMetaIndex.id] !== lastId) {
          lastId = meta[frameMetaIndex.id] ?? 0;
          result.framesRead++;
          if (!isWholeFrame(meta, pixelWords)) result.framesTorn++;
        } else if (status.startsWith('invalid') && result.framesInvalid.length < 10) {
          result.framesInvalid.push(status);
        }
        const previewStatus = channel.readPreview(id, lastPreview, pixels, previewMeta);
        if (previewStatus === 'ok') {
          lastPreview = previewMeta[previewMetaIndex.number] ?? 0;
          result.previewsRead++;
          if (!isWholePreview(previewMeta, pixelWords)) result.previewsTorn++;
        } else if (previewStatus.startsWith('invalid') && result.previewsInvalid.length < 10) {
          result.previewsInvalid.push(previewStatus);
        }
        const frameId = ++result.masksPublished * maskStep;
        fillMask(batch, frameId, maskWords);
        const epoch = maskEpoch(frameId);
        channel.publishMask(id, { frameId, epoch, basedOnId: frameId, flags: 0, batch });
      }
      channel.send(id, 'report');
      await new Promise((resolve) => setImmediate(resolve));
      const newest = messages.at(-1)?.text ?? '';
      if (newest.startsWith('{"framesPublished"')) Object.assign(result, JSON.parse(newest));
    }
    channel.drop(id);
    expect(await exitCode).toBe(0);
    await until('the end', () => closed.length === 1);
  });
  console.log(JSON.stringify(result));
  return result;
}

const honest = { skipsLock: false, ignoresLock: false };

function hasEnough({ framesRead, masksRead, previewsRead }: Result): boolean {
  return Math.min(framesRead, masksRead, previewsRead) >= recordsWanted;
}

function expectWhole(result: Result): void {
  expect(result.framesRead).toBeGreaterThanOrEqual(recordsWanted);
  expect(result.masksRead).toBeGreaterThanOrEqual(recordsWanted);
  expect(result.previewsRead).toBeGreaterThanOrEqual(recordsWanted);
  expect(result).toMatchObject({
    framesTorn: 0,
    masksTorn: 0,
    framesInvalid: [],
    previewsTorn: 0,
    previewsInvalid: [],
    masksInvalid: [],
  });
}

describe('with the sequence lock, no record is torn', () => {
  it('as the rings are used', async () => {
    const result = await torture({ ...honest, frameStep: 1, maskStep: 1 }, hasEnough);
    expectWhole(result);
  });

  it('when every record goes to the same slot', async () => {
    const { frameSlots, maskSlots } = channelLayout();
    const steps = { frameStep: frameSlots, maskStep: maskSlots };
    const result = await torture({ ...honest, ...steps }, hasEnough);
    expectWhole(result);
  });
});

describe('without it, this test sees torn records', () => {
  it('of frames and of previews', async () => {
    const { frameSlots, maskSlots } = channelLayout();
    const result = await torture(
      { skipsLock: true, ignoresLock: false, frameStep: frameSlots, maskStep: maskSlots },
      ({ framesTorn, previewsTorn }) => framesTorn > 0 && previewsTorn > 0,
    );
    expect(result.framesTorn).toBeGreaterThan(0);
    expect(result.previewsTorn).toBeGreaterThan(0);
    expect(result.masksTorn).toBe(0);
  });

  it('of masks', async () => {
    const { frameSlots, maskSlots } = channelLayout();
    const result = await torture(
      { skipsLock: false, ignoresLock: true, frameStep: frameSlots, maskStep: maskSlots },
      ({ masksTorn }) => masksTorn > 0,
    );
    expect(result.masksTorn).toBeGreaterThan(0);
    expect(result.framesTorn).toBe(0);
    expect(result.previewsTorn).toBe(0);
  });
});
