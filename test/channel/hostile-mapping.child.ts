// The daemon's side of the fuzz tests, in a process that may crash without taking the test along.
// Exits 0 when everything that was read was either refused with a reason or sound.
//
// Arguments: the socket's path, and how the mapping is corrupted: `between` reads by this process,
// or `during` reads by a second one.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import {
  createFrameMeta,
  createPreviewMeta,
  FrameChannel,
} from '../../control-server/src/channel/frame-channel.ts';
import { batchOf, until } from './channel-fixture.ts';
import { checkAcceptedFrame, checkAcceptedPreview, corrupt, corruptions } from './corruption.ts';
import { channelLayout, FilterPeer } from './filter-peer.ts';

const [, , socketPath = '', manner = ''] = process.argv;
const layout = channelLayout();
const frameBytes = 64 * 64 * 4;
const canaryBytes = 4096;
const memory = new Uint8Array(frameBytes + canaryBytes).fill(0xa5);
const buffer = memory.subarray(0, frameBytes);
const meta = createFrameMeta();
const previewMeta = createPreviewMeta();
const seen = new Map<string, number>();
let openedId = 0;

const channel = new FrameChannel({
  socketPath,
  handlers: {
    opened: (peerId) => {
      openedId = peerId;
    },
    message: () => undefined,
    frame: () => undefined,
    closed: () => undefined,
    failed: (error) => {
      throw error;
    },
  },
});

function note(status: string): void {
  seen.set(status, (seen.get(status) ?? 0) + 1);
}

function readOnce(): void {
  const status = channel.readFrame(openedId, buffer, meta);
  note(status);
  assert.match(status, /^(ok|none|busy|invalid:[a-z_]+)$/);
  if (status === 'ok') {
    checkAcceptedFrame(layout, meta, frameBytes, channel.monotonicMs());
  }
  const previewStatus = channel.readPreview(openedId, 0, buffer, previewMeta);
  note(`preview ${previewStatus}`);
  assert.match(previewStatus, /^(ok|none|busy|invalid:[a-z_]+)$/);
  if (previewStatus === 'ok') {
    checkAcceptedPreview(layout, previewMeta, frameBytes, channel.monotonicMs());
  }
  const latest = channel.latestFrameId(openedId);
  assert.ok(Number.isSafeInteger(latest) && latest >= 0);
}

function checkCanary(): void {
  assert.ok(memory.subarray(frameBytes).every((byte) => byte === 0xa5));
}

async function corruptBetweenReads(): Promise<void> {
  const peer = FilterPeer.connect(socketPath);
  await until('the filter', () => openedId > 0);
  const mapping = peer.mapping();
  const pixels = new Uint8Array(frameBytes).fill(9);
  const batch = batchOf([{ side: 16 }, { side: 32 }]);
  const pristine = Buffer.from(mapping.subarray(0, layout.header.bytes));
  let id = 0;
  fc.assert(
    fc.property(corruptions(layout), (changes) => {
      pristine.copy(mapping);
      id++;
      peer.publishFrame({ id, width: 64, height: 64 }, pixels);
      peer.publishPreview({ number: id, width: 64, height: 64 }, pixels);
      channel.publishMask(openedId, { frameId: id, epoch: 1, basedOnId: id, flags: 0, batch });
      readOnce();
      for (const change of changes) corrupt(mapping, change);
      readOnce();
      note(`mask ${peer.readMask(id)}`);
      note(`mask ${peer.readMask(id % 4)}`);
      // Whatever the filter did to a slot, the next mask makes it whole.
      channel.publishMask(openedId, { frameId: id, epoch: 1, basedOnId: id, flags: 0, batch });
      assert.equal(peer.readMask(id), 'ok');
    }),
    { numRuns: 6000 },
  );
  peer.close();
}

async function corruptDuringReads(): Promise<void> {
  const script = fileURLToPath(new URL('./scribbling-filter.child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, socketPath], {
    stdio: 'inherit',
  });
  await until('the filter', () => openedId > 0);
  const batch = batchOf([{ side: 16 }, { side: 32 }]);
  await until('the first frame', () => channel.latestFrameId(openedId) > 0);
  const invalidReads = () =>
    [...seen].reduce((sum, [status, n]) => sum + (status.startsWith('invalid') ? n : 0), 0);
  const endMs = performance.now() + 30_000;
  for (let turn = 1; ; turn++) {
    readOnce();
    if (turn % 1000 === 0) {
      const hasEnough = (seen.get('ok') ?? 0) >= 5000 && invalidReads() >= 5000;
      if ((turn >= 60_000 && hasEnough) || performance.now() > endMs) break;
    }
    if (turn % 8 === 0) {
      const mask = { frameId: turn, epoch: 1, basedOnId: turn, flags: 0, batch };
      assert.ok(channel.publishMask(openedId, mask));
    }
  }
  child.kill('SIGKILL');
}

await (manner === 'during' ? corruptDuringReads() : corruptBetweenReads());
checkCanary();
channel.close();
console.log(JSON.stringify(Object.fromEntries(seen)));
