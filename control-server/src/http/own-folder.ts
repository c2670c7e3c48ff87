// The user's own PlayAlter folder, $XDG_CONFIG_HOME/playalter or ~/.config/playalter: the token and the dock's first page.

import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../coded-error.ts';

const folderName = 'playalter';

/** Throws CodedError `home_missing` where neither variable says where it would be. */
export function ownFolderPath(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME, HOME } = environment;
  if (XDG_CONFIG_HOME && path.isAbsolute(XDG_CONFIG_HOME)) {
    return path.join(XDG_CONFIG_HOME, folderName);
  }
  if (!HOME) {
    throw new CodedError(
      'home_missing',
      'Neither HOME nor XDG_CONFIG_HOME is set, so there is no place for the token.',
    );
  }
  return path.join(HOME, '.config', folderName);
}

/** Makes the folder, or shuts others out of the one that is there. Throws CodedError `own_folder_unusable`. */
export function ensureOwnFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const facts = lstatSync(folder);
    if (!facts.isDirectory() || facts.uid !== (process.geteuid?.() ?? facts.uid)) {
      throw new CodedError('own_folder_unusable', `${folder} is not a folder of yours.`);
    }
    if ((facts.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError('own_folder_unusable', `The folder ${folder} can't be used.`, { cause });
  }
}
