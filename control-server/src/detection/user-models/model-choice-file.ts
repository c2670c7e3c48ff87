// Keeps the choice among the models, for `playalter models` and for the control server.

import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureOwnFolder } from '../../http/own-folder.ts';
import type { UserModelPlaces } from './user-model-folder.ts';

/** The name must be one of the list, or `builtInName`. Throws `own_folder_unusable`, and what writing a file throws. */
export async function writeChoice({ choiceFile }: UserModelPlaces, name: string): Promise<void> {
  ensureOwnFolder(path.dirname(choiceFile));
  await writeWhole(choiceFile, `${JSON.stringify({ version: 1, model: name }, null, 2)}\n`);
}

/** Through a rename: a daemon that starts now reads the old file or the new one, never half. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const incoming = `${file}.${process.pid}.incoming`;
  await writeFile(incoming, content, { mode: 0o600 });
  await rename(incoming, file);
}
