// The dock "PlayAlter" in OBS: an entry in its custom browser docks that opens the dock's first page, and that page, so that the
// dock has something to show before the daemon has ever run.

import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findRunningObs } from '../control-server/src/egress/obs-process.ts';
import { firstPageNames, writeFirstPages } from '../control-server/src/http/first-page.ts';
import { ensureOwnFolder, ownFolderPath } from '../control-server/src/http/own-folder.ts';
import { readOrMakeToken, tokenFileName } from '../control-server/src/http/token-file.ts';
import { defaultControlPort } from '../protocol/names.ts';
import { putBrowserDock, removeBrowserDock } from './obs-config/browser-docks.ts';
import { isThere } from './obs-config/profile-files.ts';
import { built } from './repository.ts';

/** Ours for ever: by it the entry is found again. As OBS writes it, without dashes. */
export const dockUuid = '37f86be19fd04b94b7787b269a1c004f';
const dockTitle = 'PlayAlter';

export interface DockInstallOptions {
  /** OBS's own, for example ~/.config/obs-studio. */
  readonly configFolder: string;
  /** Default: the user's. */
  readonly ownFolder?: string;
  /** Default: `built.firstPageScript`. */
  readonly firstPageScript?: string;
  /** Where OBS keeps its modules. Default: the places of Linux distributions. */
  readonly moduleFolders?: readonly string[];
  /** Default: looks at the processes. */
  readonly isObsRunning?: () => Promise<boolean>;
}

/** installed: it is there. browser_missing: this OBS can't show any. obs_running: OBS has to be closed first. */
export type DockInstallOutcome = 'installed' | 'browser_missing' | 'obs_running' | 'unreadable';

export async function installDock(options: DockInstallOptions): Promise<DockInstallOutcome> {
  const page = makeFirstPage(options);
  if (!(await hasBrowserDocks(options.moduleFolders ?? (await usualModuleFolders())))) {
    return 'browser_missing';
  }
  if (await isRunning(options)) return 'obs_running';
  const change = await putBrowserDock(options.configFolder, {
    title: dockTitle,
    url: pathToFileURL(page).href,
    uuid: dockUuid,
  });
  return change === 'unreadable' ? 'unreadable' : 'installed';
}

/** Takes away the entry, the first pages and the token. */
export async function uninstallDock(
  options: DockInstallOptions,
): Promise<'removed' | 'obs_running'> {
  if (await isRunning(options)) return 'obs_running';
  await removeBrowserDock(options.configFolder, dockUuid);
  const folder = options.ownFolder ?? ownFolderPath();
  for (const name of [...Object.values(firstPageNames), tokenFileName]) {
    await rm(path.join(folder, name), { force: true });
  }
  if (await isThere(folder)) {
    const isEmpty = (await readdir(folder)).length === 0;
    if (isEmpty) await rmdir(folder);
  }
  return 'removed';
}

export function describeDock(outcome: DockInstallOutcome): string {
  switch (outcome) {
    case 'installed':
      return 'The dock "PlayAlter" is in OBS\'s menu Docks.';
    case 'browser_missing':
      return 'This OBS has no browser docks; "npx playalter dashboard" opens the same as a page.';
    case 'obs_running':
      return 'OBS is open, so the dock was not added: close OBS and install again.';
    case 'unreadable':
      return 'OBS\'s list of browser docks could not be read, so it was left alone; "npx playalter dashboard" opens the same as a page.';
  }
}

/** A daemon that runs, or has run, has written a better one: with the port that it found. */
function makeFirstPage({ ownFolder = ownFolderPath(), ...options }: DockInstallOptions): string {
  ensureOwnFolder(ownFolder);
  const file = path.join(ownFolder, firstPageNames.dock);
  if (existsSync(file)) return file;
  const script = readFileSync(options.firstPageScript ?? built.firstPageScript, 'utf8');
  const { token } = readOrMakeToken(ownFolder);
  writeFirstPages(ownFolder, { port: defaultControlPort, token, script });
  return file;
}

async function isRunning({ configFolder, isObsRunning }: DockInstallOptions): Promise<boolean> {
  if (isObsRunning) return await isObsRunning();
  return Boolean(await findRunningObs(configFolder));
}

async function usualModuleFolders(): Promise<string[]> {
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/usr/local/lib64'];
  const architectures = (await readdir('/usr/lib', { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-gnu'))
    .map(({ name }) => path.join('/usr/lib', name));
  return [...libraries, ...architectures].map((folder) => path.join(folder, 'obs-plugins'));
}

async function hasBrowserDocks(folders: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    folders.map((folder) => isThere(path.join(folder, 'obs-browser.so'))),
  );
  return found.includes(true);
}
