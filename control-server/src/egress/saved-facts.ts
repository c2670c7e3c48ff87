// The facts about an OBS from its files alone.

import type { EgressFacts } from './egress-facts.ts';
import type { RunningObs } from './obs-process.ts';
import type { SavedObs } from './saved-obs.ts';

export const neverSeen = [
  'Other programs that use the camera itself: a browser or a call that has your camera chosen, and not the virtual camera, shows it raw.',
  'Faces that no detector finds, and frames that went out before now.',
];

export interface SavedFactsOptions {
  readonly now: Date;
  /** Undefined where OBS is not running, null where that can't be known. */
  readonly running: RunningObs | undefined | null;
}

export function factsFromFiles(saved: SavedObs, { now, running }: SavedFactsOptions): EgressFacts {
  const { collection } = saved;
  const isSafeMode =
    running != null && (running.arguments.includes('--safe-mode') || saved.lastLogSaysSafeMode);
  return {
    checkedAt: now.toISOString(),
    from: 'files',
    obs: {
      isRunning: running === null ? null : running !== undefined,
      version: saved.version,
      collection: saved.collectionName,
      profile: saved.profile,
    },
    plugin: saved.plugin === 'installed' ? 'loaded' : saved.plugin,
    isSafeMode,
    offersSafeMode: saved.offersSafeMode,
    sources: collection?.sources ?? [],
    loadedFilterKinds: null,
    programScene: collection?.programScene ?? null,
    previewScene: collection?.previewScene ?? null,
    isStudioMode: saved.isStudioMode,
    moveTransitions: collection?.moveTransitions ?? [],
    virtualCamera: collection ? { target: collection.virtualCamera, isActive: null } : null,
    projectors: saved.opensProjectors ? (collection?.projectors ?? []) : [],
    hasSourceScreenshotHotkey: saved.hasSourceScreenshotHotkey,
    replayBuffer: saved.isReplayBufferEnabled ? 'enabled' : 'off',
    webSocket: {
      isEnabled: saved.webSocket.isEnabled,
      needsPassword: saved.webSocket.needsPassword,
    },
    scripts: collection?.scripts ?? [],
    otherCollections: saved.otherCollections,
    looked: [
      `OBS's files in ${saved.folder}`,
      ...(collection ? [countSources(collection.sources)] : []),
      ...lookedInFiles(saved),
      'screenshot hotkey, replay buffer, WebSocket server, plugin folders, Safe Mode',
    ],
    notSeen: [
      ...(collection
        ? []
        : ['There is no saved scene collection, and so no source was looked at.']),
      ...unreadable(saved),
      'Whether the plugin really loads and masks: only a running OBS can tell.',
      ...neverSeen,
    ],
  };
}

/** Looked at in the files, also where a running OBS answers the rest. */
export function lookedInFiles(saved: SavedObs): string[] {
  const others = saved.otherCollections.length;
  return [
    ...(saved.collection
      ? ['what the virtual camera and the projectors are set to, and the scripts, as last saved']
      : []),
    ...(others > 0 ? [`${others} other scene ${others === 1 ? 'collection' : 'collections'}`] : []),
  ];
}

export function unreadable({ collection, notSeen }: SavedObs): string[] {
  const count = collection?.unreadable ?? 0;
  return [
    ...(count > 0
      ? [`${count} ${count === 1 ? 'entry' : 'entries'} of the scene collection could not be read.`]
      : []),
    ...notSeen,
  ];
}

export function countSources(sources: EgressFacts['sources']): string {
  const count = (type: string, one: string) => {
    const n = sources.filter((source) => source.type === type).length;
    return `${n} ${n === 1 ? one : `${one}s`}`;
  };
  return `${count('scene', 'scene')}, ${count('group', 'group')} and ${count('input', 'source')} with all their filters`;
}
