import { existsSync, statSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFilter } from '../../protocol/messages.ts';
import { protocolVersion, runtimeFolderName } from '../../protocol/names.ts';
import { inRepository } from '../../scripts/repository.ts';
import { dueAtOnce, FilterPeer, helloText } from '../channel/filter-peer.ts';
import { DaemonYard } from './daemon-run.ts';

let yard: DaemonYard;
beforeEach(() => {
  yard = new DaemonYard();
});
afterEach(() => yard.end());

const models = inRepository('models', 'built');

/** The next message, or null when the daemon has closed the connection. */
async function nextMessage(peer: FilterPeer) {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 10) {
    const text = peer.receive();
    if (text === null) return null;
    if (text !== undefined) return toFilter.parse(JSON.parse(text));
    await delay(10);
  }
  throw new Error('The daemon says nothing.');
}

describe('the daemon refuses to start', () => {
  it('with an option that it does not know', async () => {
    const end = await yard.start(await yard.folder(), '--fast').ended;
    expect(end.code).toBe(64);
    expect(end.lastLine).toMatch(/^usage: .*--fast/);
  });

  it('with a number of threads that is none', async () => {
    const end = await yard.start(await yard.folder(), '--threads', 'many').ended;
    expect(end.code).toBe(64);
    expect(end.lastLine).toMatch(/^usage: --threads takes a whole number from 1 to 64/);
  });

  it('without models, and says how to make them', async () => {
    const empty = await yard.folder();
    const end = await yard.start(await yard.folder(), '--models', empty).ended;
    expect(end.code).toBe(69);
    expect(end.lastLine).toMatch(/^model_missing: .*npm run models/);
  });

  it('with a model that was changed', async () => {
    const changed = await yard.folder();
    for (const name of await readdir(models)) {
      if (name.endsWith('.onnx')) await copyFile(path.join(models, name), path.join(changed, name));
    }
    await writeFile(path.join(changed, 'ultraface.onnx'), 'not this one');
    const end = await yard.start(await yard.folder(), '--models', changed).ended;
    expect(end.code).toBe(69);
    expect(end.lastLine).toMatch(/^model_checksum_mismatch: /);
  });

  it('without the models of further passes', async () => {
    const half = await yard.folder();
    await copyFile(path.join(models, 'ultraface.onnx'), path.join(half, 'ultraface.onnx'));
    const end = await yard.start(await yard.folder(), '--models', half).ended;
    expect(end.code).toBe(69);
    expect(end.lastLine).toMatch(/^model_missing: .*blazeface/);
  });

  it('with an execution provider that nobody knows', async () => {
    const end = await yard.start(await yard.folder(), '--provider', 'abacus').ended;
    expect(end.code).toBe(78);
    expect(end.lastLine).toMatch(/^provider_unknown: .*abacus/);
  });

  it('in a runtime folder that others may enter', async () => {
    const folder = await yard.folder();
    await mkdir(path.join(folder, runtimeFolderName), { mode: 0o755 });
    const end = await yard.start(folder).ended;
    expect(end.code).toBe(73);
    expect(end.lastLine).toMatch(/^runtime_folder_unsafe: /);
  });

  it('where the runtime folder can not be made', async () => {
    const file = path.join(await yard.folder(), 'file');
    await writeFile(file, '');
    const end = await yard.start(file).ended;
    expect(end.code).toBe(73);
    expect(end.lastLine).toMatch(/^runtime_folder_unwritable: /);
  });

  it('beside another daemon, which goes on', async () => {
    const folder = await yard.folder();
    const first = yard.start(folder);
    await first.listening();
    const end = await yard.start(folder).ended;
    expect(end.code).toBe(75);
    expect(end.lastLine).toMatch(/^socket_in_use: /);
    const peer = FilterPeer.connect(first.socketPath);
    expect((await nextMessage(peer))?.type).toBe('daemon.welcome');
    peer.close();
  });
});

describe('the daemon', () => {
  it('masks the frames of a filter that comes as soon as it can', async () => {
    const daemon = yard.start(await yard.folder());
    let peer: FilterPeer | undefined;
    while (!peer) {
      try {
        peer = FilterPeer.connect(daemon.socketPath);
      } catch {
        // Nobody listens yet.
        await delay(1);
      }
    }
    expect((await nextMessage(peer))?.type).toBe('daemon.welcome');
    const pixels = new Uint8Array(320 * 180 * 4).fill(90);
    let masked = 0;
    for (let id = 1; masked === 0 && id < 300; id++) {
      peer.publishFrame({ id, width: 320, height: 180 }, pixels);
      await delay(1000 / 30);
      for (let known = 1; known <= id; known++) if (peer.readMask(known) === 'ok') masked = known;
    }
    expect(masked).toBeGreaterThan(0);
    peer.close();
  });

  it('runs on the CPU where a wanted execution provider is not to be had, and says so', async () => {
    const folder = await yard.folder();
    for (let start = 0; start < 2; start++) {
      const daemon = yard.start(folder, '--provider', 'coreml');
      await daemon.listening();
      // Tried once; the second start knows.
      expect(daemon.output.includes('"provider tried"')).toBe(start === 0);
      expect(daemon.output).toMatch(/"level":40.*"provider":"coreml".*"provider refused"/);
      expect(daemon.output).toMatch(/"provider":"cpu".*"ready"/);
      daemon.kill('SIGTERM');
      await daemon.ended;
    }
  });

  it('keeps its socket to its user, ends on SIGTERM and leaves nothing', async () => {
    const folder = await yard.folder();
    const daemon = yard.start(folder);
    await daemon.listening();
    expect(statSync(daemon.socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(daemon.socketPath)).mode & 0o777).toBe(0o700);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, signal: null });
    expect(existsSync(daemon.socketPath)).toBe(false);
  });

  it('takes over the socket of one that was killed', async () => {
    const folder = await yard.folder();
    const killed = yard.start(folder);
    await killed.listening();
    killed.kill('SIGKILL');
    await killed.ended;
    const next = yard.start(folder);
    await next.listening();
    const peer = FilterPeer.connect(next.socketPath);
    expect((await nextMessage(peer))?.type).toBe('daemon.welcome');
    peer.close();
  });

  it('ends by itself when the last filter went, if it was started for filters', async () => {
    const daemon = yard.start(await yard.folder(), '--exit-when-idle');
    await daemon.listening();
    const peer = FilterPeer.connect(daemon.socketPath);
    expect((await nextMessage(peer))?.type).toBe('daemon.welcome');
    peer.close();
    expect(await daemon.ended).toMatchObject({ code: 0 });
  });

  it('refuses a plugin of another protocol, in words, and closes', async () => {
    const daemon = yard.start(await yard.folder());
    await daemon.listening();
    const peer = FilterPeer.connect(
      daemon.socketPath,
      helloText.replace(`"major":${protocolVersion.major}`, `"major":${protocolVersion.major - 1}`),
    );
    expect(await nextMessage(peer)).toMatchObject({
      type: 'daemon.refuse',
      code: 'protocol_mismatch',
    });
    expect(await nextMessage(peer)).toBeNull();
    peer.close();
  });

  it.each([
    ['that is not JSON', '{"type":'],
    ['of a type that it does not know', '{"type":"filter.shout"}'],
    ['with settings out of range', helloText.replace('"intensity":70', '"intensity":700')],
    ['that introduces nobody', '{"type":"filter.stats","frames":{}}'],
  ])('refuses a first message %s, and serves the next filter', async (_what, text) => {
    const daemon = yard.start(await yard.folder());
    await daemon.listening();
    const peer = FilterPeer.connect(daemon.socketPath, text);
    expect(await nextMessage(peer)).toMatchObject({ type: 'daemon.refuse', code: 'hello_invalid' });
    expect(await nextMessage(peer)).toBeNull();
    peer.close();
    const sound = FilterPeer.connect(daemon.socketPath);
    expect((await nextMessage(sound))?.type).toBe('daemon.welcome');
    sound.close();
  });

  it('publishes a mask for every frame, and reports what it did', async () => {
    const daemon = yard.start(await yard.folder());
    await daemon.listening();
    const peer = FilterPeer.connect(daemon.socketPath);
    expect(await nextMessage(peer)).toMatchObject({ type: 'daemon.welcome', pid: daemon.pid });
    const pixels = new Uint8Array(640 * 360 * 4).fill(80);
    for (let id = 1; id <= 30; id++) {
      peer.publishFrame({ id, ...dueAtOnce, capturedMs: id * 33.3 }, pixels);
      for (let waitedMs = 0; peer.readMask(id) !== 'ok' && waitedMs < 5000; waitedMs += 2) {
        await delay(2);
      }
      expect(peer.readMask(id)).toBe('ok');
      expect(peer.mask).toMatchObject({ frameId: id, epoch: 1, flags: 0 });
    }
    const status = await nextMessage(peer);
    expect(status).toMatchObject({ type: 'stream.status', provider: 'cpu' });
    peer.close();
  });
});
