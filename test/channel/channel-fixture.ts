// A frame channel in a folder of its own, with its events written down.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FrameChannel,
  type PeerCloseCode,
} from '../../control-server/src/channel/frame-channel.ts';
import { createPatchBatch, type PatchBatch } from '../../control-server/src/painting/patch.ts';

export interface Opened {
  peerId: number;
  pid: number;
}

export interface Closed {
  peerId: number;
  code: PeerCloseCode;
  detail: string;
}

export interface ChannelFixture {
  readonly folder: string;
  readonly socketPath: string;
  readonly channel: FrameChannel;
  readonly opened: Opened[];
  readonly messages: { peerId: number; text: string }[];
  readonly closed: Closed[];
  readonly failures: Error[];
  /** Frame events so far. */
  frames: number;
  /** The peer id of the first filter that got in. */
  peerId(): Promise<number>;
}

/** Waits until `probe` returns something else than undefined or false. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export interface FixtureOptions {
  peersMax?: number;
  helloTimeoutMs?: number;
  onFrame?: (peerId: number, channel: FrameChannel) => void;
}

/** Runs `body` with a channel that listens, and closes it whatever happens. */
export async function withChannel(
  body: (fixture: ChannelFixture) => Promise<void> | void,
  options: FixtureOptions = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'playalter-test-'));
  const socketPath = join(folder, 'daemon.sock');
  const { onFrame, ...limits } = options;
  let channel: FrameChannel | undefined;
  try {
    const lists: Pick<ChannelFixture, 'opened' | 'messages' | 'closed' | 'failures'> = {
      opened: [],
      messages: [],
      closed: [],
      failures: [],
    };
    const listening = new FrameChannel({
      socketPath,
      ...limits,
      handlers: {
        opened: (peerId, pid) => lists.opened.push({ peerId, pid }),
        message: (peerId, text) => lists.messages.push({ peerId, text }),
        frame: (peerId) => {
          fixture.frames++;
          onFrame?.(peerId, listening);
        },
        closed: (peerId, code, detail) => lists.closed.push({ peerId, code, detail }),
        failed: (error) => lists.failures.push(error),
      },
    });
    channel = listening;
    const fixture: ChannelFixture = {
      ...lists,
      folder,
      socketPath,
      channel: listening,
      frames: 0,
      peerId: async () => (await until('a filter', () => lists.opened[0])).peerId,
    };
    await body(fixture);
  } finally {
    channel?.close();
    rmSync(folder, { recursive: true });
  }
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Of all pollers of this process: what they wait for, whether or not a descriptor is left for it. */
export function watchedDescriptors(): number {
  let count = 0;
  for (const name of readdirSync('/proc/self/fdinfo')) {
    // The folder's own descriptor is closed by now.
    const path = `/proc/self/fdinfo/${name}`;
    if (existsSync(path)) count += readFileSync(path, 'utf8').split('tfd:').length - 1;
  }
  return count;
}

/** The code of what `body` throws; the empty text when it does not throw. */
export function codeThrownBy(body: () => unknown): string {
  try {
    body();
    return '';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  }
}

export interface PatchSpec {
  side: number;
  quad?: readonly [number, number, number, number, number, number];
  trackId?: number;
  /** Each byte of the picture. */
  fill?: number;
}

export function batchOf(patches: readonly PatchSpec[]): PatchBatch {
  const batch = createPatchBatch();
  patches.forEach((patch, index) => {
    const bytes = patch.side * patch.side * 4;
    batch.quads.set(patch.quad ?? [100, 50, 80, 0, 0, 80], index * 6);
    batch.sides[index] = patch.side;
    batch.trackIds[index] = patch.trackId ?? index;
    batch.pixels.fill(patch.fill ?? index + 1, batch.pixelBytes, batch.pixelBytes + bytes);
    batch.pixelBytes += bytes;
    batch.count++;
  });
  return batch;
}
