// Who does not get in, who is thrown out, and what each is told.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFrameMeta } from '../../control-server/src/channel/frame-channel.ts';
import { toFilter } from '../../protocol/messages.ts';
import { limit } from '../../protocol/names.ts';
import {
  batchOf,
  openDescriptors,
  until,
  watchedDescriptors,
  withChannel,
} from './channel-fixture.ts';
import { channelLayout, FilterPeer, helloText, seal, sealsNeeded } from './filter-peer.ts';
import { buildAddons } from './native-build.ts';

beforeAll(buildAddons, 120_000);

/** The last message, and the end. */
async function farewell(peer: FilterPeer): Promise<string | undefined> {
  let last: string | undefined;
  await until('the end', () => {
    const received = peer.receive();
    if (typeof received === 'string') last = received;
    return received === null;
  });
  return last;
}

async function codeFor(
  hello: (peer: FilterPeer) => void,
  options: ConstructorParameters<typeof FilterPeer>[1] = {},
): Promise<{ code: string; refused: string }> {
  let outcome = { code: '', refused: '' };
  await withChannel(async ({ socketPath, closed, opened, messages }) => {
    const before = openDescriptors();
    const peer = new FilterPeer(socketPath, options);
    hello(peer);
    const { code } = await until('the refusal', () => closed[0]);
    expect(opened).toEqual([]);
    expect(messages).toEqual([]);
    const text = await farewell(peer);
    const message = text === undefined ? undefined : toFilter.parse(JSON.parse(text));
    outcome = { code, refused: message?.type === 'daemon.refuse' ? message.code : '' };
    peer.close();
    await until('clean-up', () => openDescriptors() <= before);
  });
  return outcome;
}

describe('a hello is refused', () => {
  const layout = () => channelLayout();

  it.each([0, 1])('with %i descriptors', async (count) => {
    expect(await codeFor((peer) => peer.hello(helloText, count))).toEqual({
      code: 'descriptors_missing',
      refused: 'mapping_invalid',
    });
  });

  it.each([3, 4, 200])('with %i descriptors', async (count) => {
    expect(await codeFor((peer) => peer.hello(helloText, count))).toEqual({
      code: 'descriptors_unexpected',
      refused: 'mapping_invalid',
    });
  });

  it.each([
    ['none', 0],
    ['only the last', seal.seal],
    ['none against shrinking', seal.seal | seal.grow],
    ['none against growing', seal.seal | seal.shrink],
    ['none against more seals', seal.shrink | seal.grow],
  ])('whose seals are: %s', async (_name, seals) => {
    expect(await codeFor((peer) => peer.hello(), { seals })).toEqual({
      code: 'mapping_not_sealed',
      refused: 'mapping_invalid',
    });
  });

  it('whose memory may not be written', async () => {
    // The peer itself mapped it before; a new writable mapping is what the seal forbids.
    const futureWrite = 16;
    const { code } = await codeFor((peer) => peer.hello(), { seals: sealsNeeded | futureWrite });
    expect(code).toBe('mapping_failed');
  });

  it.each([-4096, -1, 1, 4096])('whose memory is off by %i bytes', async (difference) => {
    const bytes = layout().channelBytes + difference;
    expect(await codeFor((peer) => peer.hello(), { bytes })).toEqual({
      code: 'mapping_wrong_size',
      refused: 'protocol_mismatch',
    });
  });

  it.each([
    ['magic', 'mapping_bad_magic', 'mapping_invalid'],
    ['major', 'mapping_version_mismatch', 'protocol_mismatch'],
    ['totalBytes', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['frameSlots', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['maskSlots', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['frameSlotBytes', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['maskSlotBytes', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['previewSlots', 'mapping_layout_mismatch', 'protocol_mismatch'],
    ['previewSlotBytes', 'mapping_layout_mismatch', 'protocol_mismatch'],
  ] as const)('whose header has another %s', async (field, code, refused) => {
    const outcome = await codeFor((peer) => {
      const at = layout().header[field];
      peer.mapping().writeUInt8(peer.mapping().readUInt8(at) ^ 1, at);
      peer.hello();
    });
    expect(outcome).toEqual({ code, refused });
  });

  it('that is too long', async () => {
    const { code } = await codeFor((peer) => peer.hello('x'.repeat(limit.messageBytesMax + 1)));
    expect(code).toBe('message_too_long');
  });

  it('that never comes', () =>
    withChannel(
      async ({ socketPath, closed }) => {
        const silent = new FilterPeer(socketPath);
        expect((await until('the end', () => closed[0])).code).toBe('hello_timeout');
        expect(await farewell(silent)).toContain('hello_invalid');
        silent.close();
      },
      { helloTimeoutMs: 150 },
    ));

  it('of one filter too many, while the others stay', () =>
    withChannel(
      async ({ socketPath, closed, opened, channel }) => {
        const peers = [FilterPeer.connect(socketPath), FilterPeer.connect(socketPath)];
        await until('both', () => opened.length === 2);
        const third = new FilterPeer(socketPath);
        expect((await until('the refusal', () => closed[0])).code).toBe('too_many_peers');
        expect(await farewell(third)).toContain('too_many_streams');
        for (const { peerId } of opened) expect(channel.send(peerId, 'still here')).toBe(true);
        for (const peer of [...peers, third]) peer.close();
        await until('room', () => closed.length === 3);
        const fourth = FilterPeer.connect(socketPath);
        await until('the fourth', () => opened.length === 3);
        fourth.close();
      },
      { peersMax: 2 },
    ));

  it('but not for a newer minor version, which only adds', () =>
    withChannel(async ({ socketPath, peerId }) => {
      const peer = new FilterPeer(socketPath);
      peer.mapping().writeUInt16LE(channelLayout().minor + 1, channelLayout().header.minor);
      peer.hello();
      expect(await peerId()).toBe(1);
      peer.close();
    }));
});

describe('a filter is thrown out', () => {
  it('for descriptors after the hello, which are closed', () =>
    withChannel(async ({ socketPath, peerId, closed }) => {
      const peer = FilterPeer.connect(socketPath);
      await peerId();
      const before = openDescriptors();
      peer.send('{}', 2);
      expect((await until('the end', () => closed[0])).code).toBe('descriptors_unexpected');
      // The daemon's end: its socket and the doorbell. The memory's descriptor it never kept.
      await until('clean-up', () => openDescriptors() === before - 2);
      peer.close();
    }));

  it('for a message that is too long', () =>
    withChannel(async ({ socketPath, peerId, messages, closed }) => {
      const peer = FilterPeer.connect(socketPath);
      await peerId();
      peer.send('y'.repeat(limit.messageBytesMax));
      peer.send('x'.repeat(limit.messageBytesMax + 1));
      expect((await until('the end', () => closed[0])).code).toBe('message_too_long');
      expect(messages.map(({ text }) => text.length)).toEqual([
        helloText.length,
        limit.messageBytesMax,
      ]);
      peer.close();
    }));

  it('when we say so, and hears what was said before', () =>
    withChannel(async ({ socketPath, channel, peerId, closed, messages }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      channel.send(id, 'farewell');
      channel.drop(id);
      channel.drop(id);
      peer.send('too late');
      expect((await until('the end', () => closed[0])).code).toBe('dropped');
      expect(await farewell(peer)).toBe('farewell');
      expect(messages.map(({ text }) => text)).toEqual([helloText]);
      expect(closed.length).toBe(1);
      peer.close();
    }));
});

describe('the end of a filter', () => {
  it('is noticed when it closes', () =>
    withChannel(async ({ socketPath, channel, peerId, closed }) => {
      const peer = FilterPeer.connect(socketPath);
      const id = await peerId();
      peer.send('last words');
      peer.close();
      expect((await until('the end', () => closed[0])).code).toBe('peer_closed');
      expect(channel.send(id, 'x')).toBe(false);
      expect(channel.readFrame(id, new Uint8Array(4), createFrameMeta())).toBe('gone');
      expect(channel.latestFrameId(id)).toBe(0);
      const mask = { frameId: 1, epoch: 1, basedOnId: 1, flags: 0, batch: batchOf([]) };
      expect(channel.publishMask(id, mask)).toBe(false);
    }));

  it('is noticed when it is killed, and its process is the one we were told', () =>
    withChannel(async ({ socketPath, opened, closed, peerId }) => {
      const script = fileURLToPath(new URL('./idle-filter.child.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, socketPath], {
        stdio: 'inherit',
      });
      await peerId();
      expect(opened[0]?.pid).toBe(child.pid);
      child.kill('SIGKILL');
      expect((await until('the end', () => closed[0])).code).toBe('peer_closed');
    }));

  it('leaves no descriptor behind, 200 times over', () =>
    withChannel(async ({ socketPath, opened, closed, messages }) => {
      const round = async (count: number) => {
        const peer = FilterPeer.connect(socketPath);
        await until('the filter', () => messages.length === count);
        peer.close();
        await until('its end', () => closed.length === count);
      };
      await round(1);
      const before = openDescriptors();
      for (let count = 2; count <= 201; count++) await round(count);
      // What another test left to be closed may have been counted before.
      await until('clean-up', () => openDescriptors() <= before);
      expect(new Set(opened.map(({ peerId }) => peerId)).size).toBe(201);
    }));
});

describe('a filter that is gone for us but alive', () => {
  it('is no longer watched, though it holds the other end of its doorbell', () =>
    withChannel(async (fixture) => {
      const { socketPath, channel, opened, closed } = fixture;
      const before = watchedDescriptors();
      const peers = [1, 2, 3, 4, 5].map(() => FilterPeer.connect(socketPath));
      await until('all filters', () => opened.length === 5);
      expect(watchedDescriptors()).toBe(before + 10);
      for (const { peerId } of opened) channel.drop(peerId);
      await until('their end', () => closed.length === 5);
      await until('clean-up', () => watchedDescriptors() === before);
      const { frames } = fixture;
      for (const peer of peers) peer.ring();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(fixture.frames).toBe(frames);
      for (const peer of peers) peer.close();
    }));
});

describe('a flood of messages', () => {
  it('waits in the sender until this thread has time, and then arrives whole', () =>
    withChannel(async ({ socketPath, peerId, messages }) => {
      const peer = FilterPeer.connect(socketPath);
      await peerId();
      let sent = 0;
      // This thread does not return to its event loop: the queue and the socket fill up.
      const endMs = performance.now() + 300;
      while (performance.now() < endMs) if (peer.send(`${sent}`.padEnd(4000))) sent++;
      expect(sent).toBeLessThan(2000);
      await until('all of it', () => messages.length === sent + 1);
      expect(messages.slice(1).map(({ text }) => Number(text))).toEqual(
        Array.from({ length: sent }, (_, i) => i),
      );
      expect(peer.send('more')).toBe(true);
      await until('more', () => messages.length === sent + 2);
      peer.close();
    }));
});
