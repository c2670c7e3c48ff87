// What OBS's files say: settings of the program, the current profile and scene collection. Read only.

import path from 'node:path';
import { z } from 'zod';
import { pluginName } from '../../../protocol/names.ts';
import { errorMessage } from '../coded-error.ts';
import { readCollection, type SavedCollection } from './collection-file.ts';
import { isThere, listFolder, readIniFile, readJson, readText } from './config-folder.ts';
import type { EgressFacts } from './egress-facts.ts';
import { unmaskedInputs } from './find-egress.ts';
import { type IniSections, iniBool } from './ini-text.ts';

/** Read from files, for a connection; never part of the facts. */
export interface WebSocketSettings {
  readonly isEnabled: boolean;
  readonly needsPassword: boolean;
  readonly port: number;
  readonly password: string;
}

export interface SavedObs {
  readonly folder: string;
  readonly version: string | null;
  readonly profile: string | null;
  readonly collectionName: string | null;
  readonly collection: SavedCollection | undefined;
  readonly webSocket: WebSocketSettings;
  readonly isStudioMode: boolean;
  readonly opensProjectors: boolean;
  readonly hasSourceScreenshotHotkey: boolean;
  readonly isReplayBufferEnabled: boolean;
  readonly offersSafeMode: boolean;
  readonly lastLogSaysSafeMode: boolean;
  readonly plugin: 'installed' | 'not_installed' | 'disabled' | 'unknown';
  readonly otherCollections: EgressFacts['otherCollections'];
  /** Sentences. */
  readonly notSeen: readonly string[];
}

const defaultPort = 4455;

const webSocketJson = z
  .object({
    server_enabled: z.boolean().catch(false),
    server_port: z.number().catch(defaultPort),
    auth_required: z.boolean().catch(true),
    server_password: z.string().catch(''),
  })
  .optional();

const moduleList = z
  .array(
    z
      .object({ module_name: z.string(), enabled: z.boolean() })
      .catch({ module_name: '', enabled: true }),
  )
  .catch([]);

/** OBS 31 moved the user's part of global.ini into user.ini, and lets global.ini say where the rest lies. */
class ObsSettings {
  readonly folder: string;
  #user: IniSections;
  #global: IniSections;

  private constructor(folder: string, user: IniSections, global: IniSections) {
    this.folder = folder;
    this.#user = user;
    this.#global = global;
  }

  static async read(folder: string): Promise<ObsSettings> {
    const global = await readIniFile(path.join(folder, 'global.ini'));
    const userFolder = located(global, 'Configuration', folder);
    return new ObsSettings(folder, await readIniFile(path.join(userFolder, 'user.ini')), global);
  }

  get(section: string, key: string): string | undefined {
    return this.#user.get(section)?.get(key) ?? this.#global.get(section)?.get(key);
  }

  folderOf(what: 'SceneCollections' | 'Profiles' | 'PluginManagerSettings'): string {
    return located(this.#global, what, this.folder);
  }
}

function located(global: IniSections, key: string, folder: string): string {
  const parent = global.get('Locations')?.get(key);
  return parent ? path.join(parent, 'obs-studio') : folder;
}

export async function readSavedObs(folder: string): Promise<SavedObs> {
  const settings = await ObsSettings.read(folder);
  const scenes = path.join(settings.folderOf('SceneCollections'), 'basic', 'scenes');
  const currentFile = withJson(settings.get('Basic', 'SceneCollectionFile') ?? '');
  const collection = await readCollection(path.join(scenes, currentFile));
  const others = await readOtherCollections(scenes, currentFile);
  const profiles = path.join(settings.folderOf('Profiles'), 'basic', 'profiles');
  const profileFolder = path.join(profiles, settings.get('Basic', 'ProfileDir') ?? '');
  const profile = await readIniFile(path.join(profileFolder, 'basic.ini'));
  const isAdvanced = profile.get('Output')?.get('Mode') === 'Advanced';
  const recordsReplays = profile.get(isAdvanced ? 'AdvOut' : 'SimpleOutput')?.get('RecRB');
  const hotkey = profile.get('Hotkeys')?.get(sourceScreenshotHotkey);
  return {
    folder,
    version: versionName(settings.get('General', 'LastVersion')),
    profile: settings.get('Basic', 'Profile') ?? null,
    collectionName: collection?.name ?? settings.get('Basic', 'SceneCollection') ?? null,
    collection,
    webSocket: await readWebSocket(settings),
    isStudioMode: iniBool(settings.get('BasicWindow', 'PreviewProgramMode')) ?? false,
    opensProjectors: iniBool(settings.get('BasicWindow', 'SaveProjectors')) ?? false,
    hasSourceScreenshotHotkey: isHotkeyBound(hotkey),
    isReplayBufferEnabled: iniBool(recordsReplays) ?? false,
    offersSafeMode: await wasEndedUncleanly(folder),
    lastLogSaysSafeMode: await lastLogSaysSafeMode(folder),
    plugin: await findPlugin(settings),
    otherCollections: others.read,
    notSeen: others.notSeen,
  };
}

export const sourceScreenshotHotkey = 'OBSBasic.SelectedSourceScreenshot';

const hotkeyJson = z.object({ bindings: z.array(z.unknown()).catch([]) });

/** The value that a profile has for a hotkey: JSON with its keys. One that can't be read counts as set. */
export function isHotkeyBound(value: string | null | undefined): boolean {
  if (!value) return false;
  try {
    return hotkeyJson.parse(JSON.parse(value)).bindings.length > 0;
  } catch {
    return true;
  }
}

function withJson(name: string): string {
  return name.endsWith('.json') ? name : `${name}.json`;
}

/** OBS stores a version as one number: major, minor and patch in 8, 8 and 16 bits. */
function versionName(stored: string | undefined): string | null {
  const number = Number(stored);
  if (!stored || !Number.isInteger(number) || number <= 0) return null;
  return [number >>> 24, (number >>> 16) & 0xff, number & 0xffff].join('.');
}

/** How obs-websocket of the OBS with this folder is reached. */
export async function readWebSocketSettings(folder: string): Promise<WebSocketSettings> {
  return await readWebSocket(await ObsSettings.read(folder));
}

/** From OBS 30.2 on a file of its own; before that in global.ini. */
async function readWebSocket(settings: ObsSettings): Promise<WebSocketSettings> {
  const file = path.join(settings.folder, 'plugin_config', 'obs-websocket', 'config.json');
  const json = webSocketJson.catch(undefined).parse(await readJson(file));
  if (json) {
    return {
      isEnabled: json.server_enabled,
      needsPassword: json.auth_required,
      port: json.server_port,
      password: json.server_password,
    };
  }
  const get = (key: string) => settings.get('OBSWebSocket', key);
  return {
    isEnabled: iniBool(get('ServerEnabled')) ?? false,
    needsPassword: iniBool(get('AuthRequired')) ?? true,
    port: Number(get('ServerPort') ?? defaultPort),
    password: get('ServerPassword') ?? '',
  };
}

async function readOtherCollections(
  folder: string,
  currentFile: string,
): Promise<{ read: EgressFacts['otherCollections']; notSeen: string[] }> {
  const read: EgressFacts['otherCollections'] = [];
  const notSeen: string[] = [];
  for (const name of (await listFolder(folder)).sort()) {
    if (!name.endsWith('.json') || name === currentFile) continue;
    try {
      const other = await readCollection(path.join(folder, name));
      if (other) read.push({ name: other.name, unmasked: unmaskedInputs(other.sources) });
    } catch (error) {
      notSeen.push(errorMessage(error));
    }
  }
  return { read, notSeen };
}

/** OBS 30 to 31 leave a file behind, later ones a file for each run. */
async function wasEndedUncleanly(folder: string): Promise<boolean> {
  const runs = await listFolder(path.join(folder, '.sentinel'));
  return (
    runs.some((name) => name.startsWith('run_')) || (await isThere(path.join(folder, 'safe_mode')))
  );
}

async function lastLogSaysSafeMode(folder: string): Promise<boolean> {
  const logs = (await listFolder(path.join(folder, 'logs'))).sort();
  const newest = logs.at(-1);
  const text = newest === undefined ? undefined : await readText(path.join(folder, 'logs', newest));
  return /^[\d:.]+: Safe Mode enabled\.$/m.test(text ?? '');
}

async function findPlugin(settings: ObsSettings): Promise<SavedObs['plugin']> {
  const manager = path.join(settings.folderOf('PluginManagerSettings'), 'plugin_manager');
  const modules = moduleList.parse((await readJson(path.join(manager, 'modules.json'))) ?? []);
  const isOff = modules.some((module) => module.module_name === pluginName && !module.enabled);
  if (isOff) return 'disabled';
  const files = pluginFiles(settings.folder);
  if ((await Promise.all(files.map(isThere))).includes(true)) return 'installed';
  // Elsewhere, and in a sandbox, OBS also looks in folders that can't be seen from here.
  const isPlainLinux = process.platform === 'linux' && !settings.folder.includes('/.var/app/');
  return isPlainLinux ? 'not_installed' : 'unknown';
}

function pluginFiles(folder: string): string[] {
  const own = path.join(folder, 'plugins');
  const { OBS_PLUGINS_PATH, ProgramData } = process.env;
  const library = `${pluginName}.so`;
  return [
    path.join(own, pluginName, 'bin', '64bit', library),
    path.join(own, `${pluginName}.plugin`, 'Contents', 'MacOS', pluginName),
    ...(ProgramData
      ? [
          path.join(
            ProgramData,
            'obs-studio',
            'plugins',
            pluginName,
            'bin',
            '64bit',
            `${pluginName}.dll`,
          ),
        ]
      : []),
    ...(OBS_PLUGINS_PATH ? [path.join(OBS_PLUGINS_PATH, library)] : []),
    ...['lib', 'lib64', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu'].flatMap((lib) =>
      ['/usr', '/usr/local'].map((root) => path.join(root, lib, 'obs-plugins', library)),
    ),
  ];
}
