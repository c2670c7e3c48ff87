// What the egress check knows about an OBS: plain data, gathered from a running OBS (live-facts.ts) or from
// its files (saved-facts.ts). Names only: no password, key, address or path is ever part of it.

import { z } from 'zod';
import { goLiveGuards, maskModes, maskTypes } from '../../../protocol/names.ts';

/** How strongly a mask covers; defaults filled in. */
export const maskFacts = z.object({
  mode: z.enum(maskModes),
  maskType: z.enum(maskTypes),
  /** Percent. */
  intensity: z.number(),
  lookAheadMs: z.number(),
  goLiveGuard: z.enum(goLiveGuards),
  /** The whole picture, by the streamer's own wish. */
  isCovered: z.boolean(),
});
export type MaskFacts = z.infer<typeof maskFacts>;

export const filterFacts = z.object({
  name: z.string(),
  /** OBS's id of the filter's kind, without its version. */
  kind: z.string(),
  isEnabled: z.boolean(),
  /** Of our filter; null on others. */
  mask: maskFacts.nullable(),
  /** Takes the picture where it stands in the chain, and not the finished one: the plugin's own setting. */
  takesOwnInput: z.boolean(),
  /** Ids of the sources that its settings name. */
  namedSources: z.array(z.string()),
});
export type FilterFacts = z.infer<typeof filterFacts>;

export const sourceFacts = z.object({
  /** Unique: OBS's uuid where there is one, or else the name. */
  id: z.string(),
  name: z.string(),
  type: z.enum(['input', 'scene', 'group']),
  /** OBS's id of the source's kind, without its version. */
  kind: z.string(),
  /** Null where OBS does not tell. */
  hasVideo: z.boolean().nullable(),
  /**
   * Equal for two inputs that show the same device or file; a digest, because paths and addresses may hold
   * secrets. Null where the kind names nothing.
   */
  inputDigest: z.string().nullable(),
  /** A media source that plays from the network, as IP cameras are shown. */
  isNetworkInput: z.boolean(),
  /** A browser source's page may switch scenes and start outputs. */
  pageMayControlObs: z.boolean(),
  /** In the order in which they are applied: the first gets the source's own picture. */
  filters: z.array(filterFacts),
  /** Of scenes and groups. */
  items: z.array(z.object({ source: z.string(), isVisible: z.boolean() })),
  /** Other sources that an input draws (a clone), and whether it leaves out their filters. */
  draws: z.array(z.object({ source: z.string(), skipsFilters: z.boolean() })),
  /** Of a PlayAlter Private Camera: the source that it wraps, if any, and its mask. */
  wraps: z.string().nullable(),
  /** Of a camera that a Private Camera owns: filters between it and the mask. */
  innerFilters: z.array(filterFacts),
  mask: maskFacts.nullable(),
});
export type SourceFacts = z.infer<typeof sourceFacts>;

const outputTarget = z.discriminatedUnion('shows', [
  z.object({ shows: z.enum(['program', 'preview', 'multiview']) }),
  z.object({ shows: z.enum(['scene', 'source']), name: z.string() }),
]);
export type OutputTarget = z.infer<typeof outputTarget>;

/** Where the facts could not be had, null. */
export const egressFacts = z.object({
  /** ISO 8601. */
  checkedAt: z.string(),
  from: z.enum(['running_obs', 'files']),
  obs: z.object({
    isRunning: z.boolean().nullable(),
    version: z.string().nullable(),
    collection: z.string().nullable(),
    profile: z.string().nullable(),
  }),
  plugin: z.enum(['loaded', 'not_loaded', 'not_installed', 'disabled', 'unknown']),
  isSafeMode: z.boolean(),
  /** OBS did not end properly the last time, and will offer Safe Mode. */
  offersSafeMode: z.boolean(),
  sources: z.array(sourceFacts),
  /** Kinds of filters that OBS has loaded. */
  loadedFilterKinds: z.array(z.string()).nullable(),
  programScene: z.string().nullable(),
  previewScene: z.string().nullable(),
  isStudioMode: z.boolean().nullable(),
  /** Names of transitions that draw a scene's sources by themselves, without the filters of the scene. */
  moveTransitions: z.array(z.string()),
  virtualCamera: z.object({ target: outputTarget, isActive: z.boolean().nullable() }).nullable(),
  /** Those that OBS opens again at its next start. */
  projectors: z.array(outputTarget),
  hasSourceScreenshotHotkey: z.boolean().nullable(),
  replayBuffer: z.enum(['off', 'enabled', 'running']).nullable(),
  webSocket: z.object({ isEnabled: z.boolean(), needsPassword: z.boolean() }).nullable(),
  /** File names of Lua and Python scripts. */
  scripts: z.array(z.string()),
  /** Scene collections beside the one that was looked at, with what they show unmasked. */
  otherCollections: z.array(z.object({ name: z.string(), unmasked: z.array(z.string()) })),
  /** What was looked at, and what could not be seen: sentences for people. */
  looked: z.array(z.string()),
  notSeen: z.array(z.string()),
});
export type EgressFacts = z.infer<typeof egressFacts>;
