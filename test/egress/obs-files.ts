// An OBS configuration folder of a test's own, written by the repository's own writers, and the check of it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { factsFromFiles } from '../../control-server/src/egress/saved-facts.ts';
import { readSavedObs } from '../../control-server/src/egress/saved-obs.ts';
import { type IniValues, mergeIni } from '../../scripts/obs-config/ini-file.ts';
import {
  collectionFile,
  profileFile,
  profileIni,
  writeConfigFile,
} from '../../scripts/obs-config/profile-files.ts';
import {
  cameraSource,
  maskFilter,
  type SourceEntry,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';

/** Of the profile and of the scene collection. */
export const name = 'Live';
const canvas = { width: 640, height: 360, fps: 30 };

export class ObsFiles {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<ObsFiles> {
    const parent = await mkdtemp(path.join(tmpdir(), 'playalter-test-'));
    const files = new ObsFiles(path.join(parent, 'obs-studio'));
    await mkdir(files.folder);
    await files.writeIni({});
    await files.writeProfile({});
    await writeConfigFile(files.at('plugins', 'playalter', 'bin', '64bit', 'playalter.so'), '');
    return files;
  }

  at(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  async writeIni(more: IniValues, file = 'global.ini'): Promise<void> {
    const basic = {
      Profile: name,
      ProfileDir: name,
      SceneCollection: name,
      SceneCollectionFile: name,
    };
    // OBS 30.2.3.
    const general = { LastVersion: (30 << 24) | (2 << 16) | 3 };
    const text = mergeIni(mergeIni('', { Basic: basic, General: general }), more);
    await writeFile(this.at(file), text);
  }

  async writeProfile(more: IniValues): Promise<void> {
    const ini = profileIni({ name, canvas, recordingFolder: this.folder });
    await writeConfigFile(profileFile(this.folder, name), mergeIni(ini, more));
  }

  /** Written into the scene "Main". */
  async writeCollection(
    sources: readonly SourceEntry[],
    more: Record<string, unknown> = {},
    collectionName = name,
  ): Promise<void> {
    const options = { name: collectionName, sceneName: 'Main', sources, canvas };
    const json = JSON.stringify({ ...sceneCollection(options), ...more });
    await this.writeCollectionText(json, collectionName);
  }

  async writeCollectionText(json: string, collectionName = name): Promise<void> {
    await writeConfigFile(collectionFile(this.folder, collectionName), json);
  }

  async check() {
    const saved = await readSavedObs(this.folder);
    const facts = factsFromFiles(saved, { now: new Date(0), running: undefined });
    const found = findEgress(facts);
    return {
      facts,
      brief: found.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`),
    };
  }

  async remove(): Promise<void> {
    await rm(path.dirname(this.folder), { recursive: true, force: true });
  }
}

export function camera(sourceName: string, device: string, isMasked: boolean): SourceEntry {
  return { ...cameraSource(device, isMasked ? [maskFilter()] : []), name: sourceName };
}
