// A detection model chosen in the real, built daemon while it masks.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChoice } from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { sha256Of } from '../../models/package-file.ts';
import { recogniseModel } from '../../models/user-model/recognise-model.ts';
import { storeModel } from '../../scripts/models/model-store.ts';
import { dueAtOnce, FilterPeer } from '../channel/filter-peer.ts';
import { centerFaceLike } from '../models/tiny-model.ts';
import { DaemonYard } from './daemon-run.ts';

/** As the user has added it. */
async function store(folder: string, name: string, bytes: Uint8Array) {
  const { family, layout, prepared } = await recogniseModel(bytes);
  const places = {
    modelFolder: path.join(folder, 'data', 'playalter', 'models'),
    choiceFile: path.join(folder, 'config', 'playalter', 'detection.json'),
  };
  const [source, sha256] = ['here', sha256Of(prepared)];
  const record = { name, family: family.name, source, sourceSha256: sha256, sha256, layout };
  await storeModel(places, record, prepared);
}

let yard: DaemonYard;
let peer: FilterPeer | undefined;
beforeEach(() => {
  yard = new DaemonYard();
});
afterEach(async () => {
  peer?.close();
  await yard.end();
});

describe('a detection model', () => {
  it('is exchanged while frames come, each of which gets its mask', async () => {
    const folder = await yard.folder();
    const daemon = yard.start(folder);
    const address = `http://127.0.0.1:${await daemon.controlPort()}/api`;
    const headers = {
      authorization: `Bearer ${daemon.token}`,
      'content-type': 'application/json',
    };
    const use = async (name: string) => {
      const body = JSON.stringify({ name });
      const reply = await fetch(`${address}/UseModel`, { method: 'POST', headers, body });
      return (await reply.json()) as { in_use?: string; code?: string };
    };
    const { family, layout, prepared } = await recogniseModel(centerFaceLike());
    const places = {
      modelFolder: path.join(folder, 'data', 'playalter', 'models'),
      choiceFile: path.join(daemon.ownFolder, 'detection.json'),
    };
    const facts = { family: family.name, source: 'here', sourceSha256: sha256Of(prepared), layout };
    await storeModel(places, { name: 'spots', ...facts, sha256: sha256Of(prepared) }, prepared);
    await storeModel(places, { name: 'other', ...facts, sha256: '0'.repeat(64) }, prepared);

    peer = FilterPeer.connect(daemon.socketPath);
    let id = 0;
    const maskNext = async (port: FilterPeer) => {
      id++;
      // Never the same picture: one that stands would not be looked at.
      const pixels = new Uint8Array(640 * 360 * 4).fill(60 + (id % 40));
      port.publishFrame({ id, ...dueAtOnce, capturedMs: id * 33.3 }, pixels);
      for (let waitedMs = 0; port.readMask(id) !== 'ok'; waitedMs += 5) {
        if (waitedMs > 20_000) throw new Error(`No mask came for frame ${id}.`);
        await delay(5);
      }
    };
    await maskNext(peer);
    for (const [name, answer] of [
      ['spots', { in_use: 'spots' }],
      ['other', { code: 'model_checksum_mismatch' }],
      ['built-in', { in_use: 'built-in' }],
    ] as const) {
      let isAnswered = false;
      const asked = use(name).finally(() => {
        isAnswered = true;
      });
      do await maskNext(peer);
      while (!isAnswered);
      expect(await asked).toMatchObject(answer);
      await maskNext(peer);
      expect(readChoice(places)).toBe(name === 'other' ? 'spots' : name);
    }
  });

  it('that fails at a stream’s pictures gives way to the built-in one', async () => {
    const folder = await yard.folder();
    await store(folder, 'shy', centerFaceLike({ failsAtRed: true }));
    const daemon = yard.start(folder, '--model', 'shy');
    await daemon.listening();
    // What it writes comes on its own way, after the socket and after masks.
    await expect.poll(() => daemon.output).toContain('"model":"shy"');
    peer = FilterPeer.connect(daemon.socketPath);
    const pixels = new Uint8Array(640 * 360 * 4).fill(90);
    let id = 0;
    const isMasked = async () => {
      id++;
      peer?.publishFrame({ id, ...dueAtOnce, capturedMs: id * 33.3 }, pixels);
      await delay(50);
      return peer?.readMask(id) === 'ok';
    };
    await expect.poll(isMasked, { timeout: 20_000 }).toBe(true);
    await expect.poll(() => daemon.output).toContain('model given up, a built-in one is used');
  });

  it('that a daemon did not outlive is left out by the next one, and tried again after that', async () => {
    const folder = await yard.folder();
    await store(folder, 'deadly', centerFaceLike());
    const inUse: string[] = [];
    for (const end of ['SIGKILL', 'SIGTERM', 'SIGTERM', 'SIGTERM'] as const) {
      const daemon = yard.start(folder, '--model', 'deadly');
      await daemon.listening();
      inUse.push(/"model":"([^"]+)","socket"/.exec(daemon.output)?.[1] ?? '');
      daemon.kill(end);
      await daemon.ended;
    }
    expect(inUse).toEqual(['deadly', 'ultraface-448', 'deadly', 'deadly']);
  });
});
