// A detection model chosen in the real, built daemon while it masks.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChoice } from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { sha256Of } from '../../models/package-file.ts';
import { recogniseModel } from '../../models/user-model/recognise-model.ts';
import { storeModel } from '../../scripts/models/model-store.ts';
import { FilterPeer } from '../channel/filter-peer.ts';
import { centerFaceLike } from '../models/tiny-model.ts';
import { DaemonYard } from './daemon-run.ts';

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
      port.publishFrame({ id, width: 640, height: 360, mode: 1, capturedMs: id * 33.3 }, pixels);
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
});
