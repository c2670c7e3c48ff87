// The profile and scene collection "PlayAlter" in the user's OBS. The user's own ones are never read
// or written.

import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { filterId, privateCameraId, privateCameraKey } from '../../protocol/names.ts';
import {
  collectionFile,
  isThere,
  mergeIniFile,
  profileFile,
  profileIni,
  readIfThere,
  writeConfigFile,
} from '../obs-config/profile-files.ts';
import { type SourceEntry, sceneCollection } from '../obs-config/scene-collection.ts';

export const userProfileName = 'PlayAlter';

const canvas = { width: 1280, height: 720, fps: 30 };

const collectionShape = z.object({
  sources: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      settings: z.record(z.string(), z.unknown()).optional(),
      filters: z.array(z.object({ id: z.string(), enabled: z.boolean().optional() })).optional(),
    }),
  ),
});

type ReadSource = Pick<z.infer<typeof collectionShape>['sources'][number], 'id' | 'settings'>;

const deviceOrFile = z
  .object({ device_id: z.string().optional(), local_file: z.string().optional() })
  .catch({});

export interface UserSetup {
  readonly configFolder: string;
  readonly source: SourceEntry;
  readonly recordingFolder: string;
}

/** Writes what is missing. A collection that lost its mask is put aside and written anew. */
export async function writeUserSetup({
  configFolder,
  source,
  recordingFolder,
}: UserSetup): Promise<{ putAside: string | undefined }> {
  // OBS asks newcomers through its wizard; who has settings keeps them.
  const firstRun = { General: { FirstRun: true } };
  await mergeIniFile(path.join(configFolder, 'global.ini'), firstRun, 'keep');
  if (await isThere(path.join(configFolder, 'user.ini'))) {
    await mergeIniFile(path.join(configFolder, 'user.ini'), firstRun, 'keep');
  }
  const profile = profileFile(configFolder, userProfileName);
  if (!(await isThere(profile))) {
    await writeConfigFile(profile, profileIni({ name: userProfileName, canvas, recordingFolder }));
  }
  const file = collectionFile(configFolder, userProfileName);
  const existing = await readIfThere(file);
  if (existing !== undefined && showsMasked(existing, source)) return { putAside: undefined };
  let putAside: string | undefined;
  if (existing !== undefined) {
    putAside = `${file}.before-${existing.length}.bak`;
    await copyFile(file, putAside);
  }
  const collection = sceneCollection({
    name: userProfileName,
    sceneName: 'PlayAlter',
    sources: [source],
    canvas,
  });
  await writeConfigFile(file, JSON.stringify(collection, null, 2));
  return { putAside };
}

/**
 * Whether the collection has this source, from the same device or file, as a Private Camera or with the filter
 * switched on, whichever is wanted.
 */
export function showsMasked(collectionText: string, wanted: SourceEntry): boolean {
  let json: unknown;
  try {
    json = JSON.parse(collectionText);
  } catch {
    return false;
  }
  const parsed = collectionShape.safeParse(json);
  if (!parsed.success) return false;
  const found = parsed.data.sources.find(({ name }) => name === wanted.name);
  if (!found || found.id !== wanted.id) return false;
  if (inputOf(found) !== inputOf(wanted)) return false;
  const isFiltered = found.filters?.some(({ id, enabled }) => id === filterId && enabled !== false);
  return found.id === privateCameraId || isFiltered === true;
}

/** The device or file, and what opens it; of what a Private Camera owns, or of the source itself. */
function inputOf({ id, settings = {} }: ReadSource): string {
  const isOwner = id === privateCameraId && settings[privateCameraKey.wrappedSource] === '';
  const { device_id, local_file } = isOwner
    ? deviceOrFile.parse(settings[privateCameraKey.cameraSettings])
    : deviceOrFile.parse(settings);
  const opener = isOwner ? settings[privateCameraKey.cameraKind] : id;
  return JSON.stringify([opener, device_id, local_file]);
}
