// The files of OBS's configuration folder that a run needs: profile, scene collection, and the
// application settings that keep its dialogs away.

import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writing } from '../user-error.ts';
import { type IniValues, mergeIni, readIniValue } from './ini-file.ts';

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

export interface ProfileOptions {
  readonly name: string;
  readonly canvas: CanvasSize;
  readonly recordingFolder: string;
}

/** basic.ini of a profile that records H.264 in mp4, in software. */
export function profileIni({ name, canvas, recordingFolder }: ProfileOptions): string {
  return mergeIni('', {
    General: { Name: name },
    Video: {
      BaseCX: canvas.width,
      BaseCY: canvas.height,
      OutputCX: canvas.width,
      OutputCY: canvas.height,
      FPSType: 0,
      FPSCommon: canvas.fps,
    },
    Output: { Mode: 'Simple' },
    SimpleOutput: {
      FilePath: recordingFolder,
      RecFormat: 'mp4',
      RecFormat2: 'mp4',
      RecQuality: 'Stream',
      StreamEncoder: 'x264',
      VBitrate: 6000,
      UseAdvanced: true,
      Preset: 'ultrafast',
    },
  });
}

export function profileFile(configFolder: string, name: string): string {
  return path.join(configFolder, 'basic', 'profiles', name, 'basic.ini');
}

export function collectionFile(configFolder: string, name: string): string {
  return path.join(configFolder, 'basic', 'scenes', `${name}.json`);
}

export async function writeConfigFile(file: string, text: string): Promise<void> {
  await writing(path.dirname(file), async () => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.unfinished`, text);
    await rename(`${file}.unfinished`, file);
  });
}

/** Sets the keys, unless they have a value already and `keep` says to leave it. */
export async function mergeIniFile(
  file: string,
  values: IniValues,
  keep: 'keep' | 'overwrite',
): Promise<void> {
  const text = (await readIfThere(file)) ?? '';
  const wanted =
    keep === 'overwrite'
      ? values
      : Object.fromEntries(
          Object.entries(values).map(([section, keys]) => [
            section,
            Object.fromEntries(
              Object.entries(keys).filter(([key]) => !readIniValue(text, section, key)),
            ),
          ]),
        );
  if (Object.values(wanted).every((keys) => Object.keys(keys).length === 0)) return;
  await writeConfigFile(file, mergeIni(text, wanted));
}

/** OBS replaces its files while it runs: one that was there may be gone a moment later. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
