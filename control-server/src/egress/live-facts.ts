// The facts about a running OBS, through obs-websocket; and from its files what obs-websocket does not tell. Asks
// only, changes nothing.

import { z } from 'zod';
import { vendorName, vendorRequest } from '../../../protocol/names.ts';
import { describeSources } from './described-sources.ts';
import type { EgressFacts } from './egress-facts.ts';
import { readSources, sceneList } from './live-sources.ts';
import { callIfThere, type ObsCall } from './obs-connection.ts';
import { countSources, lookedInFiles, neverSeen, unreadable } from './saved-facts.ts';
import { isHotkeyBound, type SavedObs, sourceScreenshotHotkey } from './saved-obs.ts';
import { isMaskFilter } from './source-graph.ts';
import { isMoveTransition } from './source-kinds.ts';

const activeOutput = z.object({ outputActive: z.boolean() });
const transitionList = z.object({
  transitions: z.array(z.object({ transitionName: z.string(), transitionKind: z.string() })),
});

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
  const { transitions } = transitionList.parse(await call('GetSceneTransitionList'));
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
    moveTransitions: transitions
      .filter(({ transitionKind }) => isMoveTransition(transitionKind))
      .map(({ transitionName }) => transitionName),
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
      ...(isSame ? lookedInFiles(saved) : []),
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
