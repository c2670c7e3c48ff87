// OBS's custom browser docks: a list in JSON, as one value of an INI file. OBS writes it anew when it ends, so it may only be
// changed while OBS is closed.

import path from 'node:path';
import { z } from 'zod';
import { mergeIni, readIniValue } from './ini-file.ts';
import { isThere, readIfThere, writeConfigFile } from './profile-files.ts';

const section = 'BasicWindow';
const key = 'ExtraBrowserDocks';

/** OBS itself knows these three; what else an entry may have is kept. */
const browserDock = z.looseObject({ title: z.string(), url: z.string(), uuid: z.string() });
export type BrowserDock = z.infer<typeof browserDock>;

export type DockChange = 'added' | 'updated' | 'unchanged' | 'removed' | 'absent' | 'unreadable';

/** Adds the dock, or gives the one with its uuid the new address; its title may be the user's own by now. */
export async function putBrowserDock(configFolder: string, dock: BrowserDock): Promise<DockChange> {
  return await changeDocks(configFolder, (docks) => {
    const present = docks.find(({ uuid }) => uuid === dock.uuid);
    if (!present) return { docks: [...docks, dock], change: 'added' };
    if (present.url === dock.url) return { docks, change: 'unchanged' };
    const changed = docks.map((other) => (other === present ? { ...other, url: dock.url } : other));
    return { docks: changed, change: 'updated' };
  });
}

export async function removeBrowserDock(configFolder: string, uuid: string): Promise<DockChange> {
  return await changeDocks(configFolder, (docks) => {
    const others = docks.filter((dock) => dock.uuid !== uuid);
    return others.length === docks.length
      ? { docks, change: 'absent' }
      : { docks: others, change: 'removed' };
  });
}

type Change = (docks: readonly BrowserDock[]) => {
  readonly docks: readonly BrowserDock[];
  readonly change: DockChange;
};

async function changeDocks(configFolder: string, change: Change): Promise<DockChange> {
  const file = await settingsFile(configFolder);
  const text = (await readIfThere(file)) ?? '';
  const docks = parseDocks(readIniValue(text, section, key));
  // Somebody else's list in a form that we do not know is left alone.
  if (!docks) return 'unreadable';
  const changed = change(docks);
  if (changed.docks !== docks) {
    const value = escaped(JSON.stringify(changed.docks));
    await writeConfigFile(file, mergeIni(text, { [section]: { [key]: value } }));
  }
  return changed.change;
}

/** user.ini from OBS 31 on, which takes over what global.ini has when it starts for the first time. */
async function settingsFile(configFolder: string): Promise<string> {
  const user = path.join(configFolder, 'user.ini');
  return (await isThere(user)) ? user : path.join(configFolder, 'global.ini');
}

function parseDocks(value: string | undefined): BrowserDock[] | undefined {
  if (value === undefined || value.trim() === '') return [];
  try {
    return z.array(browserDock).safeParse(JSON.parse(unescaped(value))).data;
  } catch {
    // Not JSON; the caller says so.
    return undefined;
  }
}

/** As libobs writes values of its INI files, and reads them. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}

function unescaped(text: string): string {
  const meaning: Record<string, string> = { '\\\\': '\\', '\\r': '\r', '\\n': '\n' };
  return text.replace(/\\[\\rn]/g, (pair) => meaning[pair] ?? pair);
}
