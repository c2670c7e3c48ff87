// The sources of a running OBS with their filters and items, through obs-websocket.

import { z } from 'zod';
import type { RawSource } from './described-sources.ts';
import { callIfThere, type ObsCall } from './obs-connection.ts';

const settings = z.record(z.string(), z.unknown());
export const sceneList = z.object({
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

/** libobs's flag for sources with a picture. */
const hasVideoFlag = 1;

export async function readSources(
  call: ObsCall,
  scenes: z.infer<typeof sceneList>,
): Promise<RawSource[]> {
  const sources: RawSource[] = [];
  const canvases = await readOtherCanvases(call);
  const canvasScenes = canvases.flatMap((canvas) => canvas.scenes);
  for (const { sceneName, sceneUuid } of [...scenes.scenes, ...canvasScenes]) {
    const address = addressOf('scene', sceneName, sceneUuid);
    const items = itemList.parse(await call('GetSceneItemList', address));
    sources.push({
      ...(await readCommon(call, sceneName, sceneUuid)),
      type: 'scene',
      kind: 'scene',
      items: items.sceneItems.map(describeItem),
    });
  }
  const groups = groupList
    .parse(await call('GetGroupList'))
    .groups.map((name) => ({ name, canvas: {} }));
  for (const { name, canvas } of [...groups, ...canvases.flatMap((other) => other.groups)]) {
    const address = { sceneName: name, ...canvas };
    const items = itemList.parse(await call('GetGroupSceneItemList', address));
    sources.push({
      ...(await readCommon(call, name, undefined, canvas)),
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

interface OtherCanvas {
  readonly scenes: z.infer<typeof sceneList>['scenes'];
  readonly groups: readonly {
    readonly name: string;
    readonly canvas: { readonly canvasUuid: string };
  }[];
}

/** Those that plugins add, from OBS 31.1 on. */
async function readOtherCanvases(call: ObsCall): Promise<OtherCanvas[]> {
  const list = canvasList.optional().parse(await callIfThere(call, 'GetCanvasList'));
  const others = (list?.canvases ?? []).filter(({ canvasFlags }) => !canvasFlags.MAIN);
  const canvases: OtherCanvas[] = [];
  for (const { canvasUuid } of others) {
    const canvas = { canvasUuid };
    const { scenes } = sceneList.parse(await call('GetSceneList', canvas));
    const { groups } = groupList.parse(await call('GetGroupList', canvas));
    canvases.push({ scenes, groups: groups.map((name) => ({ name, canvas })) });
  }
  return canvases;
}

function describeItem(item: z.infer<typeof itemList>['sceneItems'][number]) {
  return { names: [item.sourceUuid ?? '', item.sourceName], isVisible: item.sceneItemEnabled };
}

async function readCommon(
  call: ObsCall,
  name: string,
  uuid: string | undefined,
  canvas: Readonly<Record<string, string>> = {},
) {
  const address = { ...addressOf('source', name, uuid), ...canvas };
  const reply = filterList.parse(await call('GetSourceFilterList', address));
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
