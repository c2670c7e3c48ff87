import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineReader } from '../../control-server/src/link/line-reader.ts';
import { linkMessageBytesMax } from '../../protocol/link-messages.ts';
import { protocolVersion } from '../../protocol/names.ts';
import { ControlFixture } from '../support/control-fixture.ts';
import type { FakePlugin } from '../support/fake-plugin.ts';

const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 20_000 });

let fixture: ControlFixture;
beforeEach(async () => {
  fixture = await ControlFixture.start({ linkTimes: { helloMs: 500, replyMs: 5000 } });
});
afterEach(() => fixture.end());

describe('the plugin link', () => {
  it('is for its user alone, and takes the place of a socket that was left behind', async () => {
    const file = path.join(fixture.runtimeFolder, 'control.sock');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const plugin = await fixture.plugin();
    await expect
      .poll(() => plugin.greeting)
      .toMatchObject({
        type: 'daemon.welcome',
        protocol: protocolVersion,
        pid: process.pid,
      });
  });

  it.each([
    [
      'another protocol',
      { hello: { protocol: { major: protocolVersion.major + 1, minor: 0 } } },
      'protocol_mismatch',
    ],
    ['a hello that is none', { hello: { pid: 'me' } }, 'hello_invalid'],
  ])('sends a plugin of %s away, in words', async (_what, options, code) => {
    const plugin = await fixture.plugin(options);
    await plugin.closed();
    expect(plugin.greeting).toMatchObject({ type: 'daemon.refuse', code });
    const { safety, obs } = fixture.server.state();
    expect(safety.code).toBe('plugin_refused');
    expect(obs.problem).toMatchObject({ code });
    await fixture.plugin();
    await eventually(() => fixture.server.state().safety.code).toBe('all_masked');
  });

  it('drops one that says nothing', async () => {
    const { connect } = await import('node:net');
    const socket = connect(path.join(fixture.runtimeFolder, 'control.sock'));
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect(fixture.log).toContain('did not introduce itself');
  });

  it.each([
    ['what is not JSON', '{"type":\n'],
    ['an unknown type', '{"type":"plugin.shout"}\n'],
    [
      'a second hello',
      `${JSON.stringify({ type: 'plugin.hello', protocol: protocolVersion, plugin_version: '1', obs_version: '1', pid: 1 })}\n`,
    ],
    ['an event that is not as described', '{"type":"event","event":"PanicChanged","data":{}}\n'],
    ['a line without an end', 'x'.repeat(linkMessageBytesMax + 1)],
  ])('drops one that sends %s, and serves the next', async (_what, text) => {
    const plugin = await fixture.plugin();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(true);
    plugin.writeText(text);
    await plugin.closed();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(false);
    await fixture.plugin();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(true);
  });

  it('closes its end of a plugin that leaves, and lives on', async () => {
    const plugin = await fixture.plugin();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(true);
    plugin.leave();
    await plugin.closed();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(false);
    await fixture.plugin();
    await eventually(() => fixture.server.state().obs.is_connected).toBe(true);
  });

  it('passes over events that it does not know, and late replies', async () => {
    const plugin = await fixture.plugin();
    await eventually(() => fixture.server.state().safety.code).toBe('all_masked');
    plugin.write({ type: 'event', event: 'NewerThanUs', data: { more: 1 } });
    plugin.write({ type: 'reply', id: 999_999, ok: true, data: {} });
    plugin.change('a', { is_covered: true });
    await eventually(() => fixture.server.state().masks[0]?.is_covered).toBe(true);
    expect(plugin.isConnected).toBe(true);
  });

  it('takes no more than it can hold', async () => {
    const plugins: FakePlugin[] = [];
    for (let count = 0; count < 20; count++) plugins.push(await fixture.plugin());
    await eventually(() => plugins.filter(({ isConnected }) => isConnected).length).toBe(16);
    expect(plugins.at(-1)?.greeting).toMatchObject({ code: 'too_many_links' });
  });

  it('answers in the order in which it is asked, whatever the pieces that messages come in', async () => {
    const plugin = await fixture.plugin();
    await eventually(() => fixture.server.state().safety.code).toBe('all_masked');
    const event = JSON.stringify({
      type: 'event',
      event: 'PresetsChanged',
      data: { presets: [{ name: 'Größe ✓', settings: {} }] },
    });
    for (const byte of Buffer.from(`${event}\n`)) plugin.writeBytes(Buffer.from([byte]));
    plugin.writeText(`${event}\n${event}\n`);
    await eventually(() => fixture.server.state().presets).toHaveLength(1);
  });
});

describe('a stale file in the place of the socket', () => {
  it('is removed', async () => {
    await fixture.end();
    const { mkdtemp } = await import('node:fs/promises');
    const { PluginLink } = await import('../../control-server/src/link/plugin-link.ts');
    const folder = await mkdtemp('/tmp/playalter-link-');
    const socketPath = path.join(folder, 'control.sock');
    writeFileSync(socketPath, '');
    const nothing = () => undefined;
    const link = new PluginLink({
      socketPath,
      handlers: {
        came: nothing,
        leaves: async () => undefined,
        steeredChanged: nothing,
        peersChanged: nothing,
        event: nothing,
        refused: nothing,
      },
    });
    await link.start();
    expect(statSync(socketPath).isSocket()).toBe(true);
    link.stop();
    await expect(link.ask('GetVersion', {})).rejects.toMatchObject({ code: 'obs_missing' });
    const { rm } = await import('node:fs/promises');
    await rm(folder, { recursive: true });
  });
});

describe('LineReader', () => {
  it('gives the lines that were written, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const reader = new LineReader(1024 * 1024);
          const read: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            read.push(...reader.push(bytes.subarray(at, at + size)));
            at += size;
          }
          expect(read).toEqual(lines);
        },
      ),
    );
  });

  it('holds no more than one line may be long', () => {
    const reader = new LineReader(10);
    expect([...reader.push(Buffer.from('123456789\n'))]).toEqual(['123456789']);
    expect([...reader.push(Buffer.from('12345'))]).toEqual([]);
    expect(() => [...reader.push(Buffer.from('678901'))]).toThrow(/longer than 10 bytes/);
  });
});
