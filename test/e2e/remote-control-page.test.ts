// docs/remote-control.md against a real OBS: each request is answered as the page says, and each that there is, is there.

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pluginEvents } from '../../protocol/events.ts';
import { hotkey, requestErrors } from '../../protocol/names.ts';
import { type PluginRequestName, pluginRequests, requestFailure } from '../../protocol/requests.ts';
import { sceneCollection } from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { differences } from '../../scripts/remote-control-page/compare.ts';
import {
  pageSources,
  type Replayed,
  remoteControlPage,
  replayPage,
} from '../../scripts/remote-control-page/replay.ts';
import { canvas, MaskedSession, testClipOptions } from '../support/masked-session.ts';

let page = '';
let replayed: Replayed[] = [];

beforeAll(async () => {
  page = await readFile(remoteControlPage, 'utf8');
  const sources = pageSources(testClipOptions.file);
  const session = await MaskedSession.start({
    withFilter: true,
    collection: sceneCollection({ name: runName, sceneName: 'Stage', sources, canvas }),
  });
  try {
    replayed = await replayPage(session.obs, page);
  } finally {
    await session.stop();
  }
});

afterAll(() => {
  if (replayed.length === 0) console.log('Nothing of the page was asked.');
});

it('answers every request of the page as the page says', () => {
  const wrong = replayed.flatMap(({ example, reply }) =>
    differences(example.reply, reply).map((difference) => `${example.request}: ${difference}`),
  );
  expect(wrong, 'if it is the page that is wrong: npm run docs:remote').toEqual([]);
});

it('has replies that are what their schemas say', () => {
  for (const { example } of replayed) {
    const isFailure = requestFailure.safeParse(example.reply).success;
    const entry = pluginRequests[example.request as PluginRequestName];
    expect(entry.request.safeParse(example.data).success, example.request).toBe(true);
    if (!isFailure) entry.reply.parse(example.reply);
  }
});

it('leaves out no request, no event, no hotkey, and no way to fail', () => {
  expect(replayed.map(({ example }) => example.request).toSorted()).toEqual(
    Object.keys(pluginRequests).toSorted(),
  );
  const named = [
    ...Object.keys(pluginEvents),
    ...Object.values(hotkey),
    // What only the plugin link answers has no place here.
    ...requestErrors.filter((code) => code !== 'request_unknown'),
  ];
  expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
