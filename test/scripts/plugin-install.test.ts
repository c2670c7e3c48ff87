import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  installPlugin,
  type PluginFiles,
  pluginFolder,
  uninstallPlugin,
  userConfigFolder,
} from '../../scripts/plugin-install.ts';

let root: string;
let from: PluginFiles;
let configFolder: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'playalter-test-'));
  configFolder = path.join(root, 'config', 'obs-studio');
  from = {
    library: path.join(root, 'playalter.so'),
    dataFolder: path.join(root, 'data'),
    daemon: path.join(root, 'main.mjs'),
  };
  await writeFile(from.library, 'library');
  await writeFile(from.daemon, 'daemon');
  await mkdir(path.join(from.dataFolder, 'locale'), { recursive: true });
  await writeFile(path.join(from.dataFolder, 'locale', 'en-US.ini'), 'Name="Mask"');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('installPlugin', () => {
  it('puts the library, the data and the way to start the daemon where OBS looks', async () => {
    const folder = await installPlugin({ configFolder, from });
    expect(folder).toBe(path.join(configFolder, 'plugins', 'playalter'));
    expect(await filesOf(folder)).toEqual([
      'bin/64bit/playalter.so',
      'data/daemon.json',
      'data/locale/en-US.ini',
      'installed.json',
    ]);
    const daemon: unknown = JSON.parse(
      await readFile(path.join(folder, 'data/daemon.json'), 'utf8'),
    );
    expect(daemon).toEqual({
      command: [process.execPath, from.daemon],
      environment: {
        NODE_EXTRA_CA_CERTS: '',
        GLIBC_TUNABLES: expect.stringContaining('glibc.malloc.hugetlb=1'),
      },
    });
  });

  it('may be done again, and takes away what the new version no longer has', async () => {
    await installPlugin({ configFolder, from });
    await rm(path.join(from.dataFolder, 'locale'), { recursive: true });
    await writeFile(path.join(from.dataFolder, 'mask.effect'), 'effect');
    const folder = await installPlugin({ configFolder, from });
    expect(await filesOf(folder)).toEqual([
      'bin/64bit/playalter.so',
      'data/daemon.json',
      'data/mask.effect',
      'installed.json',
    ]);
  });

  it('says in one sentence what is not built', async () => {
    await rm(from.library);
    await expect(installPlugin({ configFolder, from })).rejects.toMatchObject({
      code: 'not_built',
      status: 69,
    });
  });

  it('says which folder cannot be written to', async () => {
    await mkdir(path.dirname(configFolder), { recursive: true });
    // A file where the folder should be: refused to everybody, root included.
    await writeFile(configFolder, '');
    await expect(installPlugin({ configFolder, from })).rejects.toMatchObject({
      code: 'folder_unwritable',
      status: 77,
    });
  });
});

describe('uninstallPlugin', () => {
  it('removes exactly what was installed', async () => {
    await installPlugin({ configFolder, from });
    const folder = pluginFolder(configFolder);
    await writeFile(path.join(folder, 'data', 'note.txt'), 'mine');
    expect(await uninstallPlugin(configFolder)).toBe(true);
    expect(await filesOf(folder)).toEqual(['data/note.txt']);
    expect(await uninstallPlugin(configFolder)).toBe(false);
  });

  it('leaves no empty folder of its own and touches no other plugin', async () => {
    const other = path.join(configFolder, 'plugins', 'other', 'bin');
    await mkdir(other, { recursive: true });
    await installPlugin({ configFolder, from });
    await uninstallPlugin(configFolder);
    expect(await readdir(path.join(configFolder, 'plugins'))).toEqual(['other']);
  });

  it('does not follow a receipt out of the plugin’s folder', async () => {
    await installPlugin({ configFolder, from });
    const victim = path.join(configFolder, 'victim.txt');
    await writeFile(victim, 'mine');
    const receipt = path.join(pluginFolder(configFolder), 'installed.json');
    await chmod(receipt, 0o644);
    await writeFile(receipt, JSON.stringify(['../../victim.txt', 'data/daemon.json']));
    await uninstallPlugin(configFolder);
    expect(await readFile(victim, 'utf8')).toBe('mine');
  });
});

describe('userConfigFolder', () => {
  it.each([
    [{ HOME: '/home/a' }, '/home/a/.config/obs-studio'],
    [{ HOME: '/home/a', XDG_CONFIG_HOME: '/cfg' }, '/cfg/obs-studio'],
    [{ HOME: '/home/a', XDG_CONFIG_HOME: 'relative' }, '/home/a/.config/obs-studio'],
  ])('of %o', (environment, expected) => {
    expect(userConfigFolder(environment)).toBe(expected);
  });

  it('needs a home', () => {
    expect(() => userConfigFolder({})).toThrowError(/HOME/);
  });
});
