// A scene collection as OBS saves it: basic/scenes/<name>.json. Unknown fields are left alone; an entry that can't be
// understood is counted, never taken for harmless.

import path from 'node:path';
import { z } from 'zod';
import { CodedError } from '../coded-error.ts';
import { readJson } from './config-folder.ts';
import { describeSources, type RawSource, savedFilter } from './described-sources.ts';
import type { OutputTarget, SourceFacts } from './egress-facts.ts';
import { isMoveTransition, unversionedKind } from './source-kinds.ts';

const settings = z.record(z.string(), z.unknown()).catch({});

const sourceEntry = z.object({
  name: z.string(),
  id: z.string(),
  uuid: z.string().optional().catch(undefined),
  settings,
  filters: z.array(z.unknown()).catch([]),
});

const itemEntry = z.object({
  name: z.string(),
  source_uuid: z.string().optional().catch(undefined),
  visible: z.boolean().catch(true),
  /** A copy for versions of OBS without groups. */
  group_item_backup: z.boolean().catch(false),
});

const collection = z.object({
  name: z.string().catch(''),
  current_scene: z.string().nullable().catch(null),
  current_program_scene: z.string().nullable().catch(null),
  sources: z.array(z.unknown()),
  groups: z.array(z.unknown()).catch([]),
  transitions: z
    .array(z.object({ name: z.string().catch(''), id: z.string().catch('') }))
    .catch([]),
  'virtual-camera': z
    .object({
      type: z.number().catch(0),
      type2: z.number().catch(0),
      internal: z.number().catch(0),
      scene: z.string().catch(''),
      source: z.string().catch(''),
    })
    .optional()
    .catch(undefined),
  saved_projectors: z
    .array(z.object({ type: z.number().catch(-1), name: z.string().catch('') }))
    .catch([]),
  modules: z
    .object({ 'scripts-tool': z.array(z.object({ path: z.string() })).catch([]) })
    .catch({ 'scripts-tool': [] }),
});

export interface SavedCollection {
  readonly name: string;
  readonly sources: SourceFacts[];
  readonly programScene: string | null;
  readonly previewScene: string | null;
  readonly moveTransitions: string[];
  readonly virtualCamera: OutputTarget;
  readonly projectors: OutputTarget[];
  readonly scripts: string[];
  /** Sources, filters and items that could not be understood. */
  readonly unreadable: number;
}

/** Undefined where there is no such file. */
export async function readCollection(file: string): Promise<SavedCollection | undefined> {
  const json = await readJson(file);
  if (json === undefined) return undefined;
  const parsed = collection.safeParse(json);
  if (!parsed.success) {
    throw new CodedError(
      'collection_unreadable',
      `The file ${file} is not a scene collection of OBS.`,
      { cause: parsed.error },
    );
  }
  const { data } = parsed;
  const raw = [...data.sources, ...data.groups].map(rawSource);
  const known = raw.flatMap(({ source }) => source ?? []);
  const scripts = data.modules['scripts-tool'].map((script) => fileName(script.path));
  return {
    name: data.name || path.basename(file, '.json'),
    sources: await describeSources(known),
    programScene: data.current_program_scene,
    previewScene: data.current_scene,
    moveTransitions: data.transitions
      .filter(({ id }) => isMoveTransition(id))
      .map(({ name }) => name),
    virtualCamera: virtualCameraTarget(data['virtual-camera']),
    projectors: data.saved_projectors.flatMap(projectorTarget),
    scripts,
    unreadable: raw.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

function rawSource(json: unknown): { source: RawSource | undefined; unreadable: number } {
  const parsed = sourceEntry.safeParse(json);
  if (!parsed.success) return { source: undefined, unreadable: 1 };
  const { name, id, uuid, settings: given, filters } = parsed.data;
  const type = id === 'scene' || id === 'group' ? id : 'input';
  const parsedFilters = filters.map((filter) => savedFilter.safeParse(filter));
  const { items: savedItems } = given;
  const items = type === 'input' ? [] : z.array(z.unknown()).catch([]).parse(savedItems);
  const parsedItems = items.map((item) => itemEntry.safeParse(item));
  const source: RawSource = {
    id: uuid || name,
    name,
    type,
    kind: unversionedKind(id),
    hasVideo: null,
    settings: type === 'input' ? given : {},
    filters: parsedFilters.flatMap(({ data }) => data ?? []),
    items: parsedItems.flatMap(({ data }) =>
      data && !data.group_item_backup
        ? [{ names: [data.source_uuid ?? '', data.name], isVisible: data.visible }]
        : [],
    ),
  };
  const unreadable = [...parsedFilters, ...parsedItems].filter(({ success }) => !success).length;
  return { source, unreadable };
}

/** From OBS 30 on `type2` has the type; OBS 29 has `type`, and for 0 `internal`. */
function virtualCameraTarget(saved: z.infer<typeof collection>['virtual-camera']): OutputTarget {
  switch (saved?.type2 || saved?.type) {
    case 1:
      return { shows: 'scene', name: saved?.scene ?? '' };
    case 2:
      return { shows: 'source', name: saved?.source ?? '' };
    case 4:
      return { shows: 'preview' };
    case 3:
      return { shows: 'program' };
    default:
      return { shows: saved?.internal === 1 ? 'preview' : 'program' };
  }
}

function projectorTarget({ type, name }: { type: number; name: string }): OutputTarget[] {
  const kinds: Record<number, OutputTarget> = {
    0: { shows: 'source', name },
    1: { shows: 'scene', name },
    2: { shows: 'preview' },
    3: { shows: 'program' },
    4: { shows: 'multiview' },
  };
  const target = kinds[type];
  return target ? [target] : [];
}

/** Of a path in the words of either system: the file may have been saved on another. */
function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
