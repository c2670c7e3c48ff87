// The control server in the real, built daemon.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAddress } from '../../control-server/src/server-address.ts';
import { toFilter } from '../../protocol/messages.ts';
import { dashboardAddress } from '../../scripts/dashboard/dashboard-command.ts';
import { dueAtOnce, FilterPeer } from '../channel/filter-peer.ts';
import type { DockClient } from '../support/dock-client.ts';
import { FakePlugin, maskInfo } from '../support/fake-plugin.ts';
import { type DaemonRun, DaemonYard } from './daemon-run.ts';

let yard: DaemonYard;
const closables: { close(): void }[] = [];
beforeEach(() => {
  yard = new DaemonYard();
});
afterEach(async () => {
  for (const closable of closables.splice(0)) closable.close();
  await yard.end();
});

async function dockOf(daemon: DaemonRun): Promise<DockClient> {
  const dock = await daemon.page();
  closables.push(dock);
  dock.send({ type: 'watch', topics: ['state', 'stats', 'events'], preview: null });
  return dock;
}

async function pluginOf(daemon: DaemonRun): Promise<FakePlugin> {
  const socketPath = path.join(path.dirname(daemon.socketPath), 'control.sock');
  // What a filter of the test peer calls itself.
  const plugin = await FakePlugin.connect(socketPath, { masks: [maskInfo('test')] });
  closables.push(plugin);
  return plugin;
}

/** One frame analysed and masked. */
async function isMasking(daemon: DaemonRun): Promise<FilterPeer> {
  const peer = FilterPeer.connect(daemon.socketPath);
  closables.push(peer);
  const pixels = new Uint8Array(640 * 360 * 4).fill(80);
  peer.publishFrame({ id: 1, ...dueAtOnce, capturedMs: 33.3 }, pixels);
  for (let waitedMs = 0; peer.readMask(1) !== 'ok'; waitedMs += 5) {
    if (waitedMs > 20_000) throw new Error('No mask came.');
    await delay(5);
  }
  return peer;
}

describe('the control server of the real daemon', () => {
  it('shows the stream that the frame worker serves, and steers its OBS', async () => {
    const daemon = yard.start(await yard.folder());
    await daemon.listening();
    await daemon.controlPort();
    const plugin = await pluginOf(daemon);
    await isMasking(daemon);
    const dock = await dockOf(daemon);
    const state = await dock.state(({ masks }) => masks[0]?.stream?.state === 'running');
    expect(state.daemon).toMatchObject({ pid: daemon.pid, provider: 'cpu' });
    expect(state.masks[0]?.stats.analysed).toBe(1);
    await dock.command('SetMask', { filter_uuid: 'test', settings: { intensity: 15 } });
    expect(plugin.masks.get('test')?.settings.intensity).toBe(15);
    const health = await fetch(`http://127.0.0.1:${dock.port}/health`);
    expect(health.status).toBe(200);
  });

  it('writes where it is, for its user alone, and takes that back when it ends', async () => {
    const daemon = yard.start(await yard.folder());
    const port = await daemon.controlPort();
    const folder = path.dirname(daemon.socketPath);
    expect(readAddress(folder)).toEqual({ port, pid: daemon.pid });
    const page = path.join(daemon.ownFolder, 'dock.html');
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toContain(
      `data-port="${port}" data-token="${daemon.token}"`,
    );
    expect(daemon.output).not.toContain(daemon.token);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
    expect(readAddress(folder)).toBeUndefined();
    expect(existsSync(path.join(folder, 'control.sock'))).toBe(false);
  });

  it('is found by "playalter dashboard", which sends the token to nobody else', async () => {
    const runtimeDir = await yard.folder();
    const daemon = yard.start(runtimeDir);
    const port = await daemon.controlPort();
    const environment = {
      XDG_RUNTIME_DIR: runtimeDir,
      XDG_CONFIG_HOME: path.dirname(daemon.ownFolder),
    };
    expect(await dashboardAddress(environment)).toBe(
      `http://127.0.0.1:${port}/dashboard#token=${daemon.token}`,
    );
    daemon.kill('SIGKILL');
    await daemon.ended;
    // Somebody else has the port now, and answers everything.
    const asked: string[] = [];
    const other = createHttpServer((request, response) => {
      asked.push(`${request.url} ${JSON.stringify(request.headers)}`);
      response.setHeader('Content-Type', 'application/json').end(`{"proof":"${'0'.repeat(64)}"}`);
    }).listen(port, '127.0.0.1');
    await once(other, 'listening');
    closables.push(other);
    await expect(dashboardAddress(environment)).rejects.toMatchObject({ code: 'daemon_missing' });
    expect(asked).toHaveLength(1);
    expect(asked.join()).not.toContain(daemon.token);
  });

  it('keeps its token, and writes a new first page, over a kill', async () => {
    const folder = await yard.folder();
    const first = yard.start(folder);
    await first.controlPort();
    const token = first.token;
    first.kill('SIGKILL');
    await first.ended;
    const second = yard.start(folder);
    const port = await second.controlPort();
    expect(second.token).toBe(token);
    expect(readFileSync(path.join(second.ownFolder, 'dock.html'), 'utf8')).toContain(`"${port}"`);
    const dock = await dockOf(second);
    expect(await dock.command('GetState')).toMatchObject({ ok: true });
  });

  it('goes to another port where the wanted one is taken, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    closables.push(other);
    const address = other.address();
    const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const daemon = yard.start(await yard.folder(), '--port', String(taken));
    expect(await daemon.controlPort()).not.toBe(taken);
    await expect.poll(() => daemon.output).toContain('the port is taken by another program');
  });

  it('is missing where its folder can not be used, and the masks are made all the same', async () => {
    const folder = await yard.folder();
    await writeFile(path.join(folder, 'config'), 'no folder');
    const daemon = yard.start(folder);
    await daemon.listening();
    const peer = await isMasking(daemon);
    while (!daemon.output.includes('no control server')) await delay(20);
    expect(daemon.output).toContain('own_folder_unusable');
    expect(peer.receive()).not.toBeNull();
  });

  it.each(['many', '70000', '-1', '1.5'])('refuses the port "%s"', async (port) => {
    const end = await yard.start(await yard.folder(), `--port=${port}`).ended;
    expect(end.code).toBe(64);
    expect(end.lastLine).toMatch(/^usage: --port takes a port's number/);
  });

  it('keeps a daemon that was started for OBS alive as long as OBS is connected', async () => {
    const daemon = yard.start(await yard.folder(), '--exit-when-idle');
    await daemon.controlPort();
    const plugin = await pluginOf(daemon);
    const peer = FilterPeer.connect(daemon.socketPath);
    while (peer.receive() === undefined) await delay(10);
    peer.close();
    await delay(6500);
    expect(existsSync(daemon.socketPath)).toBe(true);
    plugin.close();
    expect(await daemon.ended).toMatchObject({ code: 0 });
  });

  it('can not be read by another user of this computer', async () => {
    if (process.getuid?.() !== 0) {
      console.info('Not run as root: no other user can be played; the modes are tested elsewhere.');
      return;
    }
    const daemon = yard.start(await yard.folder());
    const port = await daemon.controlPort();
    const tryToRead = (file: string) =>
      execFileSync('cat', [file], { uid: 65_534, gid: 65_534, stdio: 'pipe' });
    for (const name of ['token', 'dock.html']) {
      expect(() => tryToRead(path.join(daemon.ownFolder, name))).toThrow(/Permission denied/);
    }
    const socket = path.join(path.dirname(daemon.socketPath), 'control.sock');
    const program = `require('node:net').connect(${JSON.stringify(socket)}).on('error', (e) => { console.log(e.code); }).on('connect', () => { console.log('in'); process.exit(); })`;
    const other = spawn(process.execPath, ['-e', program], { uid: 65_534, gid: 65_534 });
    const [said] = await once(other.stdout, 'data');
    expect(String(said).trim()).toBe('EACCES');
    // What can be reached by all is of no use without the token.
    expect((await fetch(`http://127.0.0.1:${port}/api/GetState`)).status).toBe(401);
  });
});

describe('what the daemon says to its filters', () => {
  it('is as it was: a heartbeat a second', async () => {
    const daemon = yard.start(await yard.folder());
    await daemon.listening();
    const peer = FilterPeer.connect(daemon.socketPath);
    closables.push(peer);
    const times: number[] = [];
    const until = performance.now() + 20_000;
    while (times.length < 4 && performance.now() < until) {
      const text = peer.receive();
      if (text && toFilter.parse(JSON.parse(text)).type === 'stream.status')
        times.push(performance.now());
      await delay(5);
    }
    expect(times).toHaveLength(4);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    // Twice as many would come 500 ms apart.
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeGreaterThan(750);
  });
});
