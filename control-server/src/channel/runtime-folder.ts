// The folder that holds the daemon's socket: ours alone, or not used. The plugin follows the same
// rule in C++, so that both sides look in the same place.

import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { runtimeFolderName } from '../../../protocol/names.ts';
import { CodedError } from '../coded-error.ts';

/** `$XDG_RUNTIME_DIR/playalter`; `/tmp/playalter-<uid>` when that is unset, empty or relative. */
export function runtimeFolderPath(xdgRuntimeDir: string | undefined, uid: number): string {
  if (xdgRuntimeDir !== undefined && isAbsolute(xdgRuntimeDir)) {
    return join(xdgRuntimeDir, runtimeFolderName);
  }
  return join('/tmp', `${runtimeFolderName}-${uid}`);
}

function isAlreadyThere(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
}

/**
 * Creates the folder with mode 0700, or makes sure that the one that is there is a real folder, is
 * ours, and lets nobody else in. It repairs nothing: a folder that was open may hold anything.
 *
 * Throws CodedError: runtime_folder_unsafe, runtime_folder_unwritable.
 */
export function ensureRuntimeFolder(path: string, uid: number): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    // The umask may have taken away more than it should.
    chmodSync(path, 0o700);
  } catch (cause) {
    if (!isAlreadyThere(cause)) {
      throw new CodedError('runtime_folder_unwritable', `The folder ${path} can't be created.`, {
        cause,
      });
    }
  }

  let folder: ReturnType<typeof lstatSync>;
  try {
    folder = lstatSync(path);
  } catch (cause) {
    throw new CodedError('runtime_folder_unwritable', `The folder ${path} can't be examined.`, {
      cause,
    });
  }
  if (!folder.isDirectory()) {
    throw new CodedError('runtime_folder_unsafe', `${path} is a link or a file, not a folder.`);
  }
  if (folder.uid !== uid) {
    throw new CodedError('runtime_folder_unsafe', `The folder ${path} belongs to another user.`);
  }
  if ((folder.mode & 0o077) !== 0) {
    throw new CodedError('runtime_folder_unsafe', `Other users can enter the folder ${path}.`);
  }
  if ((folder.mode & 0o700) !== 0o700) {
    throw new CodedError('runtime_folder_unwritable', `We may not write into the folder ${path}.`);
  }
}

/** This process's runtime folder, created or checked; its socket is `socketName` in there. */
export function resolveRuntimeFolder(): string {
  const uid = process.geteuid?.() ?? 0;
  const { XDG_RUNTIME_DIR: xdgRuntimeDir } = process.env;
  const folder = runtimeFolderPath(xdgRuntimeDir, uid);
  ensureRuntimeFolder(folder, uid);
  return folder;
}
