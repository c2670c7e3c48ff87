// From what OBS says of its sources, over obs-websocket or in a scene collection, to the facts. Settings end here:
// what goes on are names, switches and digests.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  goLiveGuards,
  maskModes,
  maskTypes,
  privateCameraId,
  privateCameraKey,
  settingDefault,
  settingKey,
} from '../../../protocol/names.ts';
import type { FilterFacts, MaskFacts, SourceFacts } from './egress-facts.ts';
import { isMaskFilter } from './source-graph.ts';
import { sourceKind, unversionedKind } from './source-kinds.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface RawFilter {
  readonly name: string;
  readonly kind: string;
  readonly isEnabled: boolean;
  readonly settings: Settings;
}

export interface RawSource {
  readonly id: string;
  readonly name: string;
  readonly type: SourceFacts['type'];
  readonly kind: string;
  readonly hasVideo: boolean | null;
  readonly settings: Settings;
  /** In the order in which they are applied. */
  readonly filters: readonly RawFilter[];
  /** By id or name: the first that is known counts. */
  readonly items: readonly { readonly names: readonly string[]; readonly isVisible: boolean }[];
}

const digestCharacters = 16;
/** obs-browser's levels: from this one on a page may change the scene. */
const pageControlsScenes = 4;

export async function describeSources(raw: readonly RawSource[]): Promise<SourceFacts[]> {
  const ids = new Map(raw.flatMap(({ id, name }) => [[name, id] as const, [id, id] as const]));
  return await Promise.all(raw.map((source) => describeSource(source, ids)));
}

async function describeSource(
  raw: RawSource,
  ids: ReadonlyMap<string, string>,
): Promise<SourceFacts> {
  const kind = unversionedKind(raw.kind);
  const { category } = sourceKind(kind);
  const isPrivateCamera = kind === privateCameraId;
  const { no_filters: leavesOutFilters, [privateCameraKey.wrappedSource]: wrapped } = raw.settings;
  const owned = isPrivateCamera ? ownedCamera(raw.settings) : undefined;
  const idOf = (value: unknown) => (typeof value === 'string' ? ids.get(value) : undefined);
  return {
    id: raw.id,
    name: raw.name,
    type: raw.type,
    kind,
    hasVideo: raw.hasVideo,
    inputDigest: owned
      ? await inputDigest(owned.kind, owned.settings)
      : await inputDigest(kind, raw.settings),
    isNetworkInput: isNetworkInput(kind, raw.settings),
    pageMayControlObs: category === 'browser' && pageLevel(raw.settings) >= pageControlsScenes,
    filters: raw.filters.map((filter) => describeFilter(filter, raw.id, ids)),
    items: raw.items.flatMap(({ names, isVisible }) => {
      const [source] = names.flatMap((name) => ids.get(name) ?? []);
      return source === undefined ? [] : [{ source, isVisible }];
    }),
    draws:
      category === 'unknown' && raw.type === 'input'
        ? namedSources(raw.settings, raw.id, ids).map((source) => ({
            source,
            skipsFilters: leavesOutFilters === true,
          }))
        : [],
    wraps: isPrivateCamera ? (idOf(wrapped) ?? null) : null,
    innerFilters: (owned?.filters ?? []).map((filter) => describeFilter(filter, raw.id, ids)),
    mask: isPrivateCamera ? maskOf(raw.settings) : null,
  };
}

/** As OBS saves a filter. */
export const savedFilter = z
  .object({
    name: z.string(),
    id: z.string(),
    enabled: z.boolean().catch(true),
    settings: z.record(z.string(), z.unknown()).catch({}),
  })
  .transform(
    ({ name, id, enabled, settings }): RawFilter => ({
      name,
      kind: id,
      isEnabled: enabled,
      settings,
    }),
  );

const ownedCameraSettings = z.object({
  [privateCameraKey.cameraKind]: z.string().catch(''),
  [privateCameraKey.cameraSettings]: z.record(z.string(), z.unknown()).catch({}),
  [privateCameraKey.cameraState]: z
    .object({ filters: z.array(savedFilter).catch([]) })
    .catch({ filters: [] }),
});

/** The camera inside a Private Camera, which is in no list of sources. */
function ownedCamera(settings: Settings): {
  kind: string;
  settings: Settings;
  filters: RawFilter[];
} {
  const parsed = ownedCameraSettings.parse(settings);
  return {
    kind: unversionedKind(parsed.camera_kind),
    settings: parsed.camera_settings,
    filters: parsed.camera_state.filters,
  };
}

function describeFilter(
  { name, kind, isEnabled, settings }: RawFilter,
  ownId: string,
  ids: ReadonlyMap<string, string>,
): FilterFacts {
  const unversioned = unversionedKind(kind);
  const isMask = isMaskFilter({ kind: unversioned });
  const { video_source_type: videoSourceType } = settings;
  return {
    name,
    kind: unversioned,
    isEnabled,
    mask: isMask ? maskOf(settings) : null,
    takesOwnInput: videoSourceType === 'filter_input',
    namedSources: isMask ? [] : namedSources(settings, ownId, ids),
  };
}

/** OBS leaves out what has its default. */
function maskOf(settings: Settings): MaskFacts {
  const { mode, maskType, intensity, lookAheadMs, goLiveGuard, isCovered } = settingDefault;
  return {
    mode: z.enum(maskModes).catch(mode).parse(settings[settingKey.mode]),
    maskType: z.enum(maskTypes).catch(maskType).parse(settings[settingKey.maskType]),
    intensity: z.number().catch(intensity).parse(settings[settingKey.intensity]),
    lookAheadMs: z.number().catch(lookAheadMs).parse(settings[settingKey.lookAheadMs]),
    goLiveGuard: z.enum(goLiveGuards).catch(goLiveGuard).parse(settings[settingKey.goLiveGuard]),
    // The filter covers for whatever is neither on nor off.
    isCovered: (settings[settingKey.isCovered] ?? isCovered) !== false,
  };
}

function namedSources(
  settings: Settings,
  ownId: string,
  ids: ReadonlyMap<string, string>,
): string[] {
  const named = Object.values(settings).flatMap((value) =>
    typeof value === 'string' ? (ids.get(value) ?? []) : [],
  );
  return [...new Set(named)].filter((id) => id !== ownId);
}

function isNetworkInput(kind: string, { is_local_file: isLocal }: Settings): boolean {
  return kind === 'ffmpeg_source' && isLocal === false;
}

function pageLevel({ webpage_control_level: level }: Settings): number {
  return typeof level === 'number' ? level : 0;
}

/** The same for a device under another of its names, such as /dev/video0 and /dev/v4l/by-id/…. */
async function inputDigest(kind: string, settings: Settings): Promise<string | null> {
  const entry = sourceKind(kind);
  const isNetwork = isNetworkInput(kind, settings);
  const deviceKey = isNetwork ? 'input' : entry.deviceKey;
  const family = isNetwork ? 'network' : entry.family;
  const value = deviceKey === undefined ? undefined : settings[deviceKey];
  if (family === undefined || typeof value !== 'string' || value === '') return null;
  const named = path.isAbsolute(value) ? await resolved(value) : value;
  return createHash('sha256')
    .update(`${family}\0${named}`)
    .digest('hex')
    .slice(0, digestCharacters);
}

/** A path that is not there, or of another machine, stays as it is. */
async function resolved(file: string): Promise<string> {
  return await realpath(file).catch(() => path.normalize(file));
}
