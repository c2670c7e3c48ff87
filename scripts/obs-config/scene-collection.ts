// OBS scene collections, as the JSON that OBS reads at start. A filter that is in the collection from
// the start is on its source before the first frame is drawn.

import { createHash } from 'node:crypto';
import {
  filterId,
  privateCameraId,
  privateCameraKey,
  settingDefault,
  settingKey,
} from '../../protocol/names.ts';

export interface FilterEntry {
  readonly id: string;
  readonly name: string;
  readonly settings: Record<string, unknown>;
}

export interface SourceEntry {
  readonly id: string;
  readonly name: string;
  readonly settings: Record<string, unknown>;
  readonly filters: readonly FilterEntry[];
  /** By hotkey name, as OBS saves them: `[{ key: 'OBS_KEY_F9' }]`. */
  readonly hotkeys?: Readonly<Record<string, readonly object[]>>;
}

export interface CollectionOptions {
  readonly name: string;
  readonly sceneName: string;
  readonly sources: readonly SourceEntry[];
  readonly canvas: { readonly width: number; readonly height: number };
}

export const maskFilterName = 'PlayAlter Privacy Mask';
export const maskedSourceName = 'PlayAlter Camera';

/** OBS's constants: bounds type "scale to inner bounds", alignment top left. */
const boundsScaleInner = 2;
const alignTopLeft = 5;

export type MaskFilterSettings = Partial<
  Record<(typeof settingKey)[keyof typeof settingKey], string | number>
>;

export function maskFilter(settings: MaskFilterSettings = {}): FilterEntry {
  return { id: filterId, name: maskFilterName, settings: maskSettings(settings) };
}

/** A Private Camera that owns a source like this one: OBS shows nothing of it without the plugin. */
export function privateCamera(owned: SourceEntry, settings: MaskFilterSettings = {}): SourceEntry {
  return {
    id: privateCameraId,
    name: owned.name,
    settings: {
      ...maskSettings(settings),
      [privateCameraKey.wrappedSource]: '',
      [privateCameraKey.cameraKind]: owned.id,
      [privateCameraKey.cameraSettings]: owned.settings,
    },
    filters: [],
  };
}

function maskSettings(settings: MaskFilterSettings): Record<string, unknown> {
  const defaults = Object.fromEntries(
    Object.entries(settingKey).map(([name, key]) => [
      key,
      settingDefault[name as keyof typeof settingDefault],
    ]),
  );
  return { ...defaults, ...settings };
}

export function cameraSource(device: string, filters: readonly FilterEntry[]): SourceEntry {
  const settings = { device_id: device, auto_reset: true };
  return { id: 'v4l2_input', name: maskedSourceName, settings, filters };
}

export function clipSource(file: string, filters: readonly FilterEntry[]): SourceEntry {
  const settings = {
    is_local_file: true,
    local_file: file,
    looping: true,
    restart_on_activate: false,
    close_when_inactive: false,
    clear_on_media_end: false,
    hw_decode: false,
  };
  return { id: 'ffmpeg_source', name: maskedSourceName, settings, filters };
}

/** Everything is scaled to fit the canvas, in the order given, first at the bottom. */
export function sceneCollection(options: CollectionOptions): object {
  const { name, sceneName, sources, canvas } = options;
  const items = sources.map((source, index) => ({
    name: source.name,
    source_uuid: stableUuid(name, 'source', source.name),
    id: index + 1,
    visible: true,
    locked: false,
    rot: 0,
    pos: { x: 0, y: 0 },
    scale: { x: 1, y: 1 },
    align: alignTopLeft,
    bounds_type: boundsScaleInner,
    bounds_align: 0,
    bounds: { x: canvas.width, y: canvas.height },
    crop_left: 0,
    crop_top: 0,
    crop_right: 0,
    crop_bottom: 0,
    group_item_backup: false,
  }));
  return {
    name,
    current_scene: sceneName,
    current_program_scene: sceneName,
    scene_order: [{ name: sceneName }],
    sources: [
      ...sources.map((source) => ({
        ...sourceFields(source, stableUuid(name, 'source', source.name)),
        ...(source.hotkeys ? { hotkeys: source.hotkeys } : {}),
        filters: source.filters.map((filter) =>
          sourceFields(filter, stableUuid(name, 'filter', source.name, filter.name)),
        ),
      })),
      {
        ...sourceFields(
          { id: 'scene', name: sceneName, settings: { items, id_counter: items.length } },
          stableUuid(name, 'scene', sceneName),
        ),
        filters: [],
      },
    ],
    groups: [],
    transitions: [],
    quick_transitions: [],
    saved_projectors: [],
    modules: {},
  };
}

function sourceFields(entry: Omit<FilterEntry, never>, uuid: string): Record<string, unknown> {
  return {
    uuid,
    id: entry.id,
    versioned_id: entry.id,
    name: entry.name,
    settings: entry.settings,
    enabled: true,
    // Of OBS 29.0.2: without it OBS takes the sources for those of an old version and converts them.
    prev_ver: 0x1d000002,
  };
}

/** The same for the same names, so that writing a collection twice changes nothing. */
function stableUuid(...names: string[]): string {
  const digest = createHash('sha256').update(names.join('\0')).digest('hex');
  const variant = ((Number.parseInt(digest[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
