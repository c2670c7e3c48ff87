// OBS's configuration folder: where it lies, and its files as text or JSON. Read only.

import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, errorCode } from '../coded-error.ts';
import { type IniSections, readIni } from './ini-text.ts';

/** Where OBS keeps its files, the likeliest first: the usual place, and that of the flatpak. */
export function configFolderCandidates(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const { XDG_CONFIG_HOME, HOME, APPDATA } = environment;
  if (platform === 'win32') return APPDATA ? [path.join(APPDATA, 'obs-studio')] : [];
  if (platform === 'darwin') {
    return HOME ? [path.join(HOME, 'Library', 'Application Support', 'obs-studio')] : [];
  }
  const folders: string[] = [];
  if (XDG_CONFIG_HOME && path.isAbsolute(XDG_CONFIG_HOME)) {
    folders.push(path.join(XDG_CONFIG_HOME, 'obs-studio'));
  } else if (HOME) {
    folders.push(path.join(HOME, '.config', 'obs-studio'));
  }
  if (HOME) {
    folders.push(path.join(HOME, '.var', 'app', 'com.obsproject.Studio', 'config', 'obs-studio'));
  }
  return folders;
}

/** The first that OBS has used. */
export async function findConfigFolder(candidates: readonly string[]): Promise<string | undefined> {
  for (const folder of candidates) {
    if (await isConfigFolder(folder)) return folder;
  }
  return undefined;
}

export async function isConfigFolder(folder: string): Promise<boolean> {
  const marks = ['global.ini', 'user.ini', 'basic'].map((name) => path.join(folder, name));
  return (await Promise.all(marks.map(isThere))).includes(true);
}

export async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** Undefined where there is no such file. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CodedError('obs_file_unreadable', `The file ${file} cannot be read.`, { cause });
  }
}

export async function readIniFile(file: string): Promise<IniSections> {
  return readIni((await readText(file)) ?? '');
}

/** Undefined where there is no such file. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text.replace('\ufeff', ''));
  } catch (cause) {
    throw new CodedError(
      'obs_file_broken',
      `The file ${file} is not valid JSON, so it cannot be checked; OBS keeps a copy named ${path.basename(file)}.bak beside it.`,
      { cause },
    );
  }
}

/** Names of the entries; none where there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
}
