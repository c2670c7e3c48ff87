// The plugin link of a real OBS with the daemon's own listener at the other end, in this process: requests, errors,
// events, and both sides' ends.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { PluginEvent, PluginIdentity } from '../../control-server/src/link/link-peer.ts';
import { PluginLink } from '../../control-server/src/link/plugin-link.ts';
import { controlSocketName, vendorEvent, vendorRequest } from '../../protocol/names.ts';
import { clipSource, maskedSourceName } from '../../scripts/obs-config/scene-collection.ts';
import { collectionOf, MaskedSession, testClipOptions } from '../support/masked-session.ts';

const waitMs = 20_000;
const camera = { source_name: maskedSourceName };
const movable = { ...clipSource(testClipOptions.file, []), name: 'Movable' };

interface Listening {
  readonly link: PluginLink;
  readonly events: PluginEvent[];
  readonly refusals: string[];
  identity: PluginIdentity | undefined;
}

let session: MaskedSession;
let listening: Listening | undefined;

async function listen(): Promise<Listening> {
  const events: PluginEvent[] = [];
  const refusals: string[] = [];
  const started: Listening = {
    events,
    refusals,
    identity: undefined,
    link: new PluginLink({
      socketPath: path.join(session.obs.runtimeFolder, controlSocketName),
      handlers: {
        came: () => undefined,
        leaves: async () => undefined,
        steeredChanged: (identity) => {
          started.identity = identity;
        },
        peersChanged: () => undefined,
        event: (event) => events.push(event),
        refused: (code) => refusals.push(code),
      },
    }),
  };
  await started.link.start();
  listening = started;
  await session.obs.waitFor('the plugin to connect', waitMs, async () => started.identity);
  return started;
}

beforeAll(async () => {
  // A daemon that lives and does nothing: the sockets are this test's.
  session = await MaskedSession.start({
    withFilter: true,
    collection: collectionOf(clipSource(testClipOptions.file, []), movable),
    daemonCommand: ['/bin/sleep', '600'],
  });
  await session.obs.client.request(vendorRequest.addMask, camera);
});

afterEach(() => {
  listening?.link.stop();
  listening = undefined;
});

afterAll(async () => {
  await session?.stop();
});

it('starts the daemon without any mask, and says who it is', async () => {
  expect(session.obs.log).toContain('[playalter] daemon started');
  const { identity } = await listen();
  expect(identity?.pid).toBe(session.obs.pid);
  const { obs_version: obsVersion } = await session.obs.client.request(vendorRequest.getVersion);
  expect(identity?.obsVersion).toBe(obsVersion);
});

it('answers as obs-websocket does, errors too', async () => {
  const { link, refusals } = await listen();
  const { client } = session.obs;
  const changed = await link.ask(vendorRequest.setMask, { ...camera, settings: { intensity: 44 } });
  expect(await client.request(vendorRequest.getMask, camera)).toEqual(changed);
  expect(await link.ask(vendorRequest.listMasks, {})).toEqual(
    await client.request(vendorRequest.listMasks),
  );
  expect(await link.ask(vendorRequest.listSources, {})).toEqual(
    await client.request(vendorRequest.listSources),
  );
  expect((await link.ask(vendorRequest.getStatus, {})).filters).toHaveLength(1);
  expect((await link.ask(vendorRequest.getStats, {})).masks).toHaveLength(1);
  await expect(link.ask(vendorRequest.getMask, { source_name: 'Nobody' })).rejects.toMatchObject({
    code: 'mask_not_found',
  });
  await expect(
    link.ask(vendorRequest.setMask, { ...camera, settings: { intensity: 5 } }),
  ).rejects.toMatchObject({ code: 'setting_invalid' });
  expect(refusals).toEqual([]);
});

it('serves many requests at once, those of the UI thread among them', async () => {
  const { link } = await listen();
  const asked = Array.from({ length: 100 }, async (_, index) => {
    const settings = { intensity: 10 + (index % 90) };
    const { mask } = await link.ask(vendorRequest.setMask, { ...camera, settings });
    return mask.settings.intensity === settings.intensity;
  });
  const moved = link.ask(vendorRequest.moveToPrivateCamera, { source_name: movable.name });
  expect(await Promise.all(asked)).not.toContain(false);
  const { source_name: name, scene_items: items } = await moved;
  expect(items).toHaveLength(1);
  const { mask } = await link.ask(vendorRequest.getMask, { source_name: name });
  expect(mask.kind).toBe('private_camera');
  await expect(
    link.ask(vendorRequest.setMask, { source_name: name, is_enabled: false }),
  ).rejects.toMatchObject({ code: 'mask_not_a_filter' });
});

it('tells events to the daemon as to obs-websocket', async () => {
  const { link, events } = await listen();
  const from = session.obs.events.length;
  await link.ask(vendorRequest.setMask, { ...camera, is_covered: true });
  const told = await session.obs.waitFor('the change', waitMs, async () =>
    events.find(({ event, data }) => {
      const isChange = event === vendorEvent.maskChanged && 'mask' in data;
      return isChange && data.mask.is_covered;
    }),
  );
  const { data } = await session.obs.waitForEvent(vendorEvent.maskChanged, from);
  expect(told.data).toEqual(data);
  await link.ask(vendorRequest.panic, {});
  await link.ask(vendorRequest.resume, {});
  await session.obs.waitFor('both', waitMs, async () => {
    const panics = events.filter(({ event }) => event === vendorEvent.panicChanged);
    return panics.length === 2 ? panics : undefined;
  });
});

it('comes back when the daemon does', async () => {
  const first = await listen();
  first.link.stop();
  await delay(200);
  const second = await listen();
  expect((await second.link.ask(vendorRequest.getVersion, {})).plugin_version).not.toBe('');
});

it('lets OBS end while the daemon is connected and waits for a reply', async () => {
  const { link, identity } = await listen();
  expect(identity).toBeDefined();
  const open = Array.from({ length: 20 }, () =>
    link.ask(vendorRequest.moveToPrivateCamera, { source_name: 'Nobody' }).catch(() => undefined),
  );
  const { code, survivors, memoryLeaks } = await session.stop();
  await Promise.all(open);
  expect([code, survivors]).toEqual([0, []]);
  expect(memoryLeaks).toBeLessThanOrEqual(1);
});
