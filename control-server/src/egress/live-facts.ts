// The facts about a running OBS, through obs-websocket; and from its files what obs-websocket does not tell. Asks
// only, changes nothing.

import { z } from 'zod';
import { vendorName, vendorRequest } from '../../../protocol/names.ts';
import { describeSources, type RawSource } from './described-sources.ts';
import type { EgressFacts } from './egress-facts.ts';
import { callIfThere, type ObsCall } from './obs-connection.ts';
import { countSources, lookedInFiles, neverSeen, unreadable } from './saved-facts.ts';
import { isHotkeyBound, type SavedObs, sourceScreenshotHotkey } from './saved-obs.ts';
import { isMaskFilter } from './source-graph.ts';

const settings = z.record(z.string(), z.unknown());
const sceneList = z.object({
  scenes: z.array(z.object({ sceneName: z.string(), sceneUuid: z.string().optional() })),
  currentProgramSceneName: z.string().nullish(),
  currentPreviewSceneName: z.string().nullish(),
});
const itemList = z.object({
  sceneItems: z.array(
    z.object({
      sourceName: z.string(),
      sourceUuid: z.string().optional(),
      sceneItemEnabled: z.boolean(),
    }),
  ),
});
const inputList = z.object({
  inputs: z.array(
    z.object({
      inputName: z.string(),
      inputUuid: z.string().optional(),
      inputKind: z.string(),
      inputKindCaps: z.number().optional(),
    }),
  ),
});
const filterList = z.object({
  filters: z.array(
    z.object({
      filterName: z.string(),
      filterKind: z.string(),
      filterEnabled: z.boolean(),
      filterSettings: settings.catch({}),
    }),
  ),
});
const groupList = z.object({ groups: z.array(z.string()) });
const canvasList = z.object({
  canvases: z.array(
    z.object({ canvasUuid: z.string(), canvasFlags: z.object({ MAIN: z.boolean() }) }),
  ),
});
const activeOutput = z.object({ outputActive: z.boolean() });

/** libobs's flag for sources with a picture. */
const hasVideoFlag = 1;

export interface LiveFactsOptions {
  readonly now: Date;
  readonly needsPassword: boolean;
  /** Of the same OBS, where it runs on this machine and its folder is known. */
  readonly saved: SavedObs | undefined;
}

export async function factsFromObs(
  call: ObsCall,
  { now, needsPassword, saved }: LiveFactsOptions,
): Promise<EgressFacts> {
  const version = z.object({ obsVersion: z.string() }).parse(await call('GetVersion'));
  const collections = z
    .object({ currentSceneCollectionName: z.string() })
    .parse(await call('GetSceneCollectionList'));
  const profiles = z.object({ currentProfileName: z.string() }).parse(await call('GetProfileList'));
  const scenes = sceneList.parse(await call('GetSceneList'));
  const studio = z
    .object({ studioModeEnabled: z.boolean() })
    .parse(await call('GetStudioModeEnabled'));
  const virtualCamera = activeOutput
    .optional()
    .parse(await callIfThere(call, 'GetVirtualCamStatus'));
  const sources = await describeSources(await readSources(call, scenes));
  const collection = collections.currentSceneCollectionName;
  // Files of another OBS, or of a collection that has not been saved yet, say nothing about this one.
  const isSame = saved?.collection?.name === collection;
  const file = isSame ? saved.collection : undefined;
  const filterKinds = z
    .object({ sourceFilterKinds: z.array(z.string()) })
    .optional()
    .parse(await callIfThere(call, 'GetSourceFilterKindList'));
  return {
    checkedAt: now.toISOString(),
    from: 'running_obs',
    obs: {
      isRunning: true,
      version: version.obsVersion,
      collection,
      profile: profiles.currentProfileName,
    },
    plugin: await readPlugin(call, filterKinds?.sourceFilterKinds),
    isSafeMode: false,
    offersSafeMode: false,
    sources,
    loadedFilterKinds: filterKinds?.sourceFilterKinds ?? null,
    programScene: scenes.currentProgramSceneName ?? null,
    previewScene: scenes.currentPreviewSceneName ?? null,
    isStudioMode: studio.studioModeEnabled,
    virtualCamera: file
      ? { target: file.virtualCamera, isActive: virtualCamera?.outputActive ?? null }
      : null,
    projectors: saved?.opensProjectors ? (file?.projectors ?? []) : [],
    hasSourceScreenshotHotkey: await readHotkey(call),
    replayBuffer: await readReplayBuffer(call),
    webSocket: { isEnabled: true, needsPassword },
    scripts: file?.scripts ?? [],
    otherCollections: isSame ? saved.otherCollections : [],
    looked: [
      `the running OBS ${version.obsVersion}, scene collection "${collection}"`,
      countSources(sources),
      'the PlayAlter plugin, studio mode, screenshot hotkey, replay buffer, WebSocket server',
      ...(isSame ? lookedInFiles(saved).slice(0, -1) : []),
      ...(await describeOutputs(call, virtualCamera?.outputActive)),
    ],
    notSeen: [
      ...(isSame
        ? unreadable(saved)
        : [
            'What the virtual camera and the projectors are set to, and which scripts run: that is only in the files of OBS, and those of this OBS were not found here.',
          ]),
      ...neverSeen,
    ],
  };
}

async function readSources(call: ObsCall, scenes: z.infer<typeof sceneList>): Promise<RawSource[]> {
  const sources: RawSource[] = [];
  for (const { sceneName, sceneUuid } of [...scenes.scenes, ...(await readCanvasScenes(call))]) {
    const address = addressOf('scene', sceneName, sceneUuid);
    const items = itemList.parse(await call('GetSceneItemList', address));
    sources.push({
      ...(await readCommon(call, sceneName, sceneUuid)),
      type: 'scene',
      kind: 'scene',
      items: items.sceneItems.map(describeItem),
    });
  }
  for (const name of groupList.parse(await call('GetGroupList')).groups) {
    const items = itemList.parse(await call('GetGroupSceneItemList', { sceneName: name }));
    sources.push({
      ...(await readCommon(call, name, undefined)),
      type: 'group',
      kind: 'group',
      items: items.sceneItems.map(describeItem),
    });
  }
  for (const input of inputList.parse(await call('GetInputList')).inputs) {
    const { inputName, inputUuid, inputKind, inputKindCaps } = input;
    const reply = z
      .object({ inputSettings: settings })
      .parse(await call('GetInputSettings', addressOf('input', inputName, inputUuid)));
    sources.push({
      ...(await readCommon(call, inputName, inputUuid)),
      type: 'input',
      kind: inputKind,
      hasVideo: inputKindCaps === undefined ? null : (inputKindCaps & hasVideoFlag) !== 0,
      settings: reply.inputSettings,
    });
  }
  return sources;
}

/** Scenes of the canvases that plugins add, from OBS 31.1 on. */
async function readCanvasScenes(call: ObsCall): Promise<z.infer<typeof sceneList>['scenes']> {
  const canvases = canvasList.optional().parse(await callIfThere(call, 'GetCanvasList'));
  const scenes: z.infer<typeof sceneList>['scenes'] = [];
  for (const { canvasUuid, canvasFlags } of canvases?.canvases ?? []) {
    if (canvasFlags.MAIN) continue;
    scenes.push(...sceneList.parse(await call('GetSceneList', { canvasUuid })).scenes);
  }
  return scenes;
}

function describeItem(item: z.infer<typeof itemList>['sceneItems'][number]) {
  return { names: [item.sourceUuid ?? '', item.sourceName], isVisible: item.sceneItemEnabled };
}

async function readCommon(call: ObsCall, name: string, uuid: string | undefined) {
  const reply = filterList.parse(
    await call('GetSourceFilterList', addressOf('source', name, uuid)),
  );
  return {
    id: uuid ?? name,
    name,
    hasVideo: null,
    settings: {},
    items: [],
    filters: reply.filters.map(({ filterName, filterKind, filterEnabled, filterSettings }) => ({
      name: filterName,
      kind: filterKind,
      isEnabled: filterEnabled,
      settings: filterSettings,
    })),
  };
}

function addressOf(
  what: 'scene' | 'input' | 'source',
  name: string,
  uuid: string | undefined,
): Record<string, string> {
  return uuid === undefined ? { [`${what}Name`]: name } : { [`${what}Uuid`]: uuid };
}

/** The vendor request answers only from inside a loaded plugin; the list of kinds is the second witness. */
async function readPlugin(
  call: ObsCall,
  filterKinds: readonly string[] | undefined,
): Promise<EgressFacts['plugin']> {
  const reply = await callIfThere(call, 'CallVendorRequest', {
    vendorName,
    requestType: vendorRequest.getStatus,
  });
  if (reply !== undefined) return 'loaded';
  return filterKinds?.some((kind) => isMaskFilter({ kind })) ? 'loaded' : 'not_loaded';
}

async function readHotkey(call: ObsCall): Promise<boolean> {
  const reply = z.object({ parameterValue: z.string().nullish() }).parse(
    await call('GetProfileParameter', {
      parameterCategory: 'Hotkeys',
      parameterName: sourceScreenshotHotkey,
    }),
  );
  return isHotkeyBound(reply.parameterValue);
}

async function readReplayBuffer(call: ObsCall): Promise<EgressFacts['replayBuffer']> {
  const reply = activeOutput.optional().parse(await callIfThere(call, 'GetReplayBufferStatus'));
  if (!reply) return 'off';
  return reply.outputActive ? 'running' : 'enabled';
}

async function describeOutputs(
  call: ObsCall,
  isVirtualCamera: boolean | undefined,
): Promise<string[]> {
  const stream = activeOutput.parse(await call('GetStreamStatus'));
  const recording = activeOutput.parse(await call('GetRecordStatus'));
  const running = [
    ...(stream.outputActive ? ['streaming'] : []),
    ...(recording.outputActive ? ['recording'] : []),
    ...(isVirtualCamera ? ['the virtual camera'] : []),
  ];
  return [running.length > 0 ? `running now: ${running.join(', ')}` : 'no output is running'];
}
