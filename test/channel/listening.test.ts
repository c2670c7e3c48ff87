// The socket: whose it is, what happens to one that is left behind, and how a channel ends.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FrameChannel } from '../../control-server/src/channel/frame-channel.ts';
import { loadAddonFile } from '../../control-server/src/channel/native-addon.ts';
import { codeThrownBy, openDescriptors, until, withChannel } from './channel-fixture.ts';
import { FilterPeer } from './filter-peer.ts';
import { buildAddons } from './native-build.ts';

beforeAll(buildAddons, 120_000);

const silentHandlers = {
  opened: () => undefined,
  message: () => undefined,
  frame: () => undefined,
  closed: () => undefined,
  failed: () => undefined,
};

function listen(socketPath: string): FrameChannel {
  return new FrameChannel({ socketPath, handlers: silentHandlers });
}

async function inFolder(body: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'playalter-test-'));
  try {
    await body(folder);
  } finally {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  }
}

describe('the socket', () => {
  it('is for our user only, and gone after close', () =>
    inFolder((folder) => {
      const path = join(folder, 'daemon.sock');
      const channel = listen(path);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(path).isSocket()).toBe(true);
      channel.close();
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('belongs to one listener at a time', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'daemon.sock');
      const first = listen(path);
      const before = openDescriptors();
      for (let i = 0; i < 5; i++) expect(codeThrownBy(() => listen(path))).toBe('socket_in_use');
      expect(openDescriptors()).toBe(before);
      // The refused ones took nothing away from the first.
      FilterPeer.connect(path).close();
      first.close();
      listen(path).close();
    }));

  it('is taken over from a process that was killed', () =>
    inFolder((folder) => {
      const path = join(folder, 'daemon.sock');
      const script = new URL('./dying-listener.child.ts', import.meta.url).pathname;
      const { signal } = spawnSync(process.execPath, ['--import', 'tsx', script, path]);
      expect(signal).toBe('SIGKILL');
      expect(readdirSync(folder)).toEqual(['daemon.sock', 'daemon.sock.lock']);
      expect(existsSync(path)).toBe(true);
      const channel = listen(path);
      FilterPeer.connect(path).close();
      channel.close();
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('is not taken from a stranger who listens without our lock', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'daemon.sock');
      const stranger = createServer().listen(path);
      await until('the stranger', () => stranger.listening);
      expect(codeThrownBy(() => listen(path))).toBe('socket_in_use');
      expect(existsSync(path)).toBe(true);
      await new Promise((resolve) => stranger.close(resolve));
    }));

  it('is not made in the place of another file', () =>
    inFolder((folder) => {
      const path = join(folder, 'daemon.sock');
      writeFileSync(path, 'precious');
      expect(codeThrownBy(() => listen(path))).toBe('socket_path_occupied');
      expect(statSync(path).size).toBe(8);
    }));

  it('is not removed when it is no longer ours', () =>
    inFolder((folder) => {
      const path = join(folder, 'daemon.sock');
      const channel = listen(path);
      rmSync(path);
      writeFileSync(path, 'somebody else');
      channel.close();
      expect(readdirSync(folder)).toEqual(['daemon.sock']);
    }));

  it('needs a path that fits', () =>
    inFolder((folder) => {
      expect(codeThrownBy(() => listen(join(folder, 'x'.repeat(200))))).toBe(
        'socket_path_too_long',
      );
      expect(codeThrownBy(() => listen(''))).toBe('socket_path_too_long');
    }));

  it.each([0o755, 0o710, 0o701, 0o770, 0o777])('is not made in a folder of mode %o', (mode) =>
    inFolder((folder) => {
      chmodSync(folder, mode);
      expect(codeThrownBy(() => listen(join(folder, 'daemon.sock')))).toBe('runtime_folder_unsafe');
      expect(readdirSync(folder)).toEqual([]);
    }),
  );

  it('is not made behind a link, in no folder, or where we may not write', () =>
    inFolder((folder) => {
      mkdirSync(join(folder, 'real'), 0o700);
      symlinkSync('real', join(folder, 'link'));
      expect(codeThrownBy(() => listen(join(folder, 'link/a')))).toBe('runtime_folder_unsafe');
      expect(codeThrownBy(() => listen(join(folder, 'none/a')))).toBe('runtime_folder_missing');
      chmodSync(folder, 0o500);
      expect(codeThrownBy(() => listen(join(folder, 'a')))).toBe('runtime_folder_unwritable');
    }));
});

describe('close', () => {
  it('may come twice, with filters connected, and from inside an event', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'daemon.sock');
      const before = openDescriptors();
      let events = 0;
      const channel: FrameChannel = new FrameChannel({
        socketPath: path,
        handlers: {
          ...silentHandlers,
          opened: () => {
            events++;
            channel.close();
            channel.close();
          },
          message: () => events++,
          closed: () => events++,
        },
      });
      const peers = [1, 2, 3].map(() => FilterPeer.connect(path));
      for (const peer of peers) await until('the end', () => peer.receive() === null);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(events).toBe(1);
      expect(channel.send(1, 'x')).toBe(false);
      channel.drop(1);
      channel.close();
      for (const peer of peers) peer.close();
      await until('clean-up', () => openDescriptors() <= before);
    }));

  it('may come right after opening, many times, without a leak', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'daemon.sock');
      listen(path).close();
      const before = openDescriptors();
      for (let i = 0; i < 100; i++) listen(path).close();
      expect(openDescriptors()).toBe(before);
      expect(readdirSync('/proc/self/task').length).toBeLessThan(50);
    }));

  it('waits for nothing when a filter floods the channel', () =>
    withChannel(async ({ socketPath, channel, peerId }) => {
      const peer = FilterPeer.connect(socketPath);
      await peerId();
      for (let i = 0; i < 1000; i++) {
        peer.ring();
        peer.send('x');
      }
      channel.close();
      expect(existsSync(socketPath)).toBe(false);
      peer.close();
    }));
});

describe('an exception in a handler', () => {
  it('reaches the process, and the events after it still come', () =>
    inFolder((folder) => {
      const script = new URL('./throwing-handler.child.ts', import.meta.url).pathname;
      const path = join(folder, 'daemon.sock');
      const output = execFileSync(process.execPath, ['--import', 'tsx', script, path], {
        encoding: 'utf8',
        timeout: 50_000,
      });
      expect(output.trim().split('\n')).toEqual(['caught: in opened', 'message']);
    }));
});

describe('a missing addon', () => {
  it('is reported with every path that was tried, and what was wrong there', () =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'frame_channel.node'), 'no library');
      const load = () => loadAddonFile('frame_channel.node', ['/nowhere/', `${folder}/`]);
      expect(codeThrownBy(load)).toBe('native_addon_missing');
      expect(load).toThrow(/\/nowhere\/frame_channel\.node: not there\n.*frame_channel\.node: .+/);
    }));
});
