import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DockInstallOptions,
  dockUuid,
  installDock,
  uninstallDock,
} from '../../scripts/dock-install.ts';
import { putBrowserDock, removeBrowserDock } from '../../scripts/obs-config/browser-docks.ts';
import { readIniValue } from '../../scripts/obs-config/ini-file.ts';

let root: string;
let configFolder: string;
let options: DockInstallOptions & { readonly ownFolder: string };

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'playalter-dock-'));
  configFolder = path.join(root, 'obs-studio');
  await mkdir(configFolder);
  const modules = path.join(root, 'obs-plugins');
  await mkdir(modules);
  await writeFile(path.join(modules, 'obs-browser.so'), '');
  await writeFile(path.join(root, 'first-page.js'), 'void 0');
  options = {
    configFolder,
    ownFolder: path.join(root, 'own'),
    firstPageScript: path.join(root, 'first-page.js'),
    moduleFolders: [path.join(root, 'nowhere'), modules],
    isObsRunning: async () => false,
  };
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** As OBS reads it. */
async function docksIn(name: string): Promise<unknown> {
  const text = await readFile(path.join(configFolder, name), 'utf8');
  const value = readIniValue(text, 'BasicWindow', 'ExtraBrowserDocks') ?? '';
  return JSON.parse(value.replaceAll('\\\\', '\\'));
}

const theirs = { title: 'Chat "live" \\o/', url: 'https://example.org/?a=b', uuid: 'other' };
const iniOf = (docks: unknown, more = '') =>
  `[General]\nFirstRun=true\n\n[BasicWindow]\nDocksLocked=false\nExtraBrowserDocks=${JSON.stringify(docks).replaceAll('\\', '\\\\')}\n${more}`;

describe('the dock in OBS', () => {
  it('is added beside the docks that are there, and everything else stays', async () => {
    const file = path.join(configFolder, 'user.ini');
    await writeFile(file, iniOf([theirs], '[Other]\nkey=1\n'));
    expect(await installDock(options)).toBe('installed');
    const ours = {
      title: 'PlayAlter',
      url: `file://${options.ownFolder}/dock.html`,
      uuid: dockUuid,
    };
    expect(await docksIn('user.ini')).toEqual([theirs, ours]);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('DocksLocked=false');
    expect(text).toContain('[Other]\nkey=1');
    expect(existsSync(path.join(configFolder, 'global.ini'))).toBe(false);
  });

  it('is written to the file that OBS takes over where it has no user.ini', async () => {
    expect(await installDock(options)).toBe('installed');
    expect(await docksIn('global.ini')).toHaveLength(1);
  });

  it('is there once, however often it is installed, and keeps the title that the user gave it', async () => {
    const file = path.join(configFolder, 'user.ini');
    const renamed = { title: 'My masks', url: 'file:///old/dock.html', uuid: dockUuid };
    await writeFile(file, iniOf([renamed, theirs]));
    await installDock(options);
    await installDock(options);
    expect(await docksIn('user.ini')).toEqual([
      { ...renamed, url: `file://${options.ownFolder}/dock.html` },
      theirs,
    ]);
  });

  it('waits for OBS to be closed', async () => {
    const file = path.join(configFolder, 'user.ini');
    await writeFile(file, iniOf([theirs]));
    const running = { ...options, isObsRunning: async () => true };
    expect(await installDock(running)).toBe('obs_running');
    expect(await docksIn('user.ini')).toEqual([theirs]);
    await installDock(options);
    expect(await uninstallDock(running)).toBe('obs_running');
    expect(await docksIn('user.ini')).toHaveLength(2);
  });

  it('is not added to an OBS that can show none', async () => {
    expect(await installDock({ ...options, moduleFolders: [root] })).toBe('browser_missing');
    expect(existsSync(path.join(configFolder, 'global.ini'))).toBe(false);
  });

  it.each(['not JSON', '{"a":1}', '[{"title":1}]'])(
    'leaves a list alone that it can not read: %s',
    async (value) => {
      const file = path.join(configFolder, 'user.ini');
      const text = `[BasicWindow]\nExtraBrowserDocks=${value}\n`;
      await writeFile(file, text);
      expect(await installDock(options)).toBe('unreadable');
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('has a page to show before the daemon has ever run, and keeps the one that a daemon wrote', async () => {
    await installDock(options);
    const page = path.join(options.ownFolder, 'dock.html');
    expect(statSync(page).mode & 0o777).toBe(0o600);
    const token = (await readFile(path.join(options.ownFolder, 'token'), 'utf8')).trim();
    expect(await readFile(page, 'utf8')).toContain(`data-port="47820" data-token="${token}"`);
    await writeFile(page, 'of a daemon');
    await installDock(options);
    expect(await readFile(page, 'utf8')).toBe('of a daemon');
  });

  it('is taken away with its page and token, and nothing else is', async () => {
    await writeFile(path.join(configFolder, 'user.ini'), iniOf([theirs]));
    await installDock(options);
    expect(await uninstallDock(options)).toBe('removed');
    expect(await docksIn('user.ini')).toEqual([theirs]);
    expect(existsSync(options.ownFolder)).toBe(false);
    await installDock(options);
    await writeFile(path.join(options.ownFolder, 'notes'), 'theirs');
    await uninstallDock(options);
    expect(existsSync(path.join(options.ownFolder, 'notes'))).toBe(true);
    expect(await uninstallDock(options)).toBe('removed');
  });
});

describe('the list of docks', () => {
  it('comes back as it was after ours was put in and taken out, whatever is in it', async () => {
    const anyDock = fc.record({ title: fc.string(), url: fc.string(), uuid: fc.uuid() });
    await fc.assert(
      fc.asyncProperty(fc.array(anyDock, { minLength: 1 }), async (docks) => {
        const file = path.join(configFolder, 'user.ini');
        await writeFile(file, iniOf(docks));
        const ours = { title: 'T', url: 'u', uuid: dockUuid };
        expect(await putBrowserDock(configFolder, ours)).toBe('added');
        expect(await docksIn('user.ini')).toEqual([...docks, ours]);
        expect(await putBrowserDock(configFolder, ours)).toBe('unchanged');
        expect(await removeBrowserDock(configFolder, dockUuid)).toBe('removed');
        expect(await docksIn('user.ini')).toEqual(docks);
        expect(await removeBrowserDock(configFolder, dockUuid)).toBe('absent');
      }),
      { numRuns: 30 },
    );
  });
});
