// Puts the plugin into an OBS configuration folder, and takes away exactly what it put there.

import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { daemonFileName, pluginName } from '../protocol/names.ts';
import { isThere } from './obs-config/profile-files.ts';
import { built, inRepository } from './repository.ts';
import { exitStatus, UserError, writing } from './user-error.ts';

/** Lists what was installed, relative to the plugin's folder. Itself part of the installation. */
const receiptName = 'installed.json';

/**
 * What makes a daemon's first mask come sooner. The daemon opens no connection to anywhere, so it needs no certificates, which Node
 * would read first of all. The detectors' first passes take twice as long where glibc gets their memory from the system in small
 * pieces and small pages; other C libraries don't know the variable.
 */
const quickStart = {
  NODE_EXTRA_CA_CERTS: '',
  GLIBC_TUNABLES:
    'glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864:glibc.malloc.mmap_threshold=1073741824',
};

export interface PluginFiles {
  readonly library: string;
  readonly dataFolder: string;
  readonly daemon: string;
}

const builtFiles: PluginFiles = {
  library: built.plugin,
  dataFolder: inRepository('obs-plugin', 'data'),
  daemon: built.daemon,
};

export interface PluginInstallOptions {
  /** OBS's own, for example ~/.config/obs-studio. */
  readonly configFolder: string;
  /** What starts the daemon: program first, absolute paths. Default: this Node and the built daemon. */
  readonly daemonCommand?: readonly string[];
  /** What is installed. Default: what the repository built. */
  readonly from?: PluginFiles;
  /** For the daemon, on top of OBS's own environment. */
  readonly daemonEnvironment?: Readonly<Record<string, string>>;
}

export function pluginFolder(configFolder: string): string {
  return path.join(configFolder, 'plugins', pluginName);
}

/** The user's OBS configuration. */
export function userConfigFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME, HOME } = environment;
  if (XDG_CONFIG_HOME && path.isAbsolute(XDG_CONFIG_HOME)) {
    return path.join(XDG_CONFIG_HOME, 'obs-studio');
  }
  if (!HOME) {
    throw new UserError({
      code: 'home_missing',
      message: "Neither HOME nor XDG_CONFIG_HOME is set, so OBS's settings cannot be found.",
      status: exitStatus.unavailable,
    });
  }
  return path.join(HOME, '.config', 'obs-studio');
}

/** Installs or brings up to date. Files of an earlier installation that are no more are removed. */
export async function installPlugin(options: PluginInstallOptions): Promise<string> {
  const { library, dataFolder, daemon: daemonFile } = options.from ?? builtFiles;
  for (const needed of [library, daemonFile]) {
    if (await isThere(needed)) continue;
    throw new UserError({
      code: 'not_built',
      message: `${path.relative(inRepository(), needed)} is not built; run "npm run setup" first.`,
      status: exitStatus.unavailable,
    });
  }
  const folder = pluginFolder(options.configFolder);
  const dataFiles = await filesBelow(dataFolder);
  const daemon = {
    command: options.daemonCommand ?? [process.execPath, daemonFile],
    environment: { ...quickStart, ...options.daemonEnvironment },
  };
  const libraryAt = path.join('bin', '64bit', `${pluginName}.so`);
  const daemonAt = path.join('data', daemonFileName);
  const installed = [libraryAt, ...dataFiles.map((file) => path.join('data', file)), daemonAt];
  await writing(folder, async () => {
    const before = await readReceipt(folder);
    await putFile(folder, libraryAt, (to) => copyFile(library, to));
    for (const file of dataFiles) {
      await putFile(folder, path.join('data', file), (to) =>
        copyFile(path.join(dataFolder, file), to),
      );
    }
    await putFile(folder, daemonAt, (to) => writeFile(to, `${JSON.stringify(daemon, null, 2)}\n`));
    await putFile(folder, receiptName, (to) => writeFile(to, JSON.stringify(installed)));
    await removeFiles(
      folder,
      before.filter((file) => !installed.includes(file)),
    );
  });
  return folder;
}

/** False where nothing was installed. */
export async function uninstallPlugin(configFolder: string): Promise<boolean> {
  const folder = pluginFolder(configFolder);
  const installed = await readReceipt(folder);
  if (installed.length === 0) return false;
  await writing(folder, async () => {
    await removeFiles(folder, [...installed, receiptName]);
    await rmdir(folder).catch(ignoreOccupied);
  });
  return true;
}

/** Through a rename: a running OBS keeps the library that it has mapped. */
async function putFile(
  folder: string,
  file: string,
  write: (to: string) => Promise<void>,
): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await write(`${target}.unfinished`);
  await rename(`${target}.unfinished`, target);
}

async function readReceipt(folder: string): Promise<string[]> {
  const file = path.join(folder, receiptName);
  if (!(await isThere(file))) return [];
  const listed: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed.filter(
    (entry): entry is string =>
      typeof entry === 'string' && path.resolve(folder, entry).startsWith(folder + path.sep),
  );
}

/** And the folders that are empty after it, up to the plugin's own. */
async function removeFiles(folder: string, files: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const file of files) {
    await rm(path.join(folder, file), { force: true });
    for (let at = path.dirname(file); at !== '.'; at = path.dirname(at)) folders.add(at);
  }
  for (const inner of [...folders].sort((a, b) => b.length - a.length)) {
    await rmdir(path.join(folder, inner)).catch(ignoreOccupied);
  }
}

/** Other files in the folder are not ours to remove. */
function ignoreOccupied(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!(await isThere(folder))) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
