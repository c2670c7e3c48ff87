// A home folder for one run of OBS: nothing of the user's is read or written, and all of it is gone
// afterwards. Its path is short, since it holds Unix sockets.

import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemCode, writing } from '../user-error.ts';

export interface PrivateHome {
  readonly folder: string;
  /** OBS's configuration folder. */
  readonly configFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The processes that live in this home, by their environment. */
  processes(): Promise<HomeProcess[]>;
  remove(): Promise<void>;
}

export interface HomeProcess {
  readonly pid: number;
  readonly commandLine: readonly string[];
}

/** Of the caller's environment; anything else could tie a run to the user's session. */
const passedOn = /^(PATH|LANG|TZ|TMPDIR|NODE_.*|PLAYALTER_.*|LD_LIBRARY_PATH|npm_config_.*)$/i;

export async function createPrivateHome(): Promise<PrivateHome> {
  const folder = await writing(tmpdir(), () => mkdtemp(path.join(tmpdir(), 'playalter-')));
  const config = path.join(folder, 'config');
  const runtime = path.join(folder, 'run');
  await mkdir(config);
  await mkdir(runtime, { mode: 0o700 });
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
    HOME: folder,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_DATA_HOME: path.join(folder, 'share'),
    XDG_STATE_HOME: path.join(folder, 'state'),
    XDG_RUNTIME_DIR: runtime,
    LC_ALL: 'C.UTF-8',
  };
  return {
    folder,
    configFolder: path.join(config, 'obs-studio'),
    environment,
    processes: () => processesWith(`XDG_RUNTIME_DIR=${runtime}`),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

async function processesWith(variable: string): Promise<HomeProcess[]> {
  const found: HomeProcess[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const environment = await readFile(`/proc/${entry}/environ`, 'utf8');
      if (!environment.split('\0').includes(variable)) continue;
      const commandLine = await readFile(`/proc/${entry}/cmdline`, 'utf8');
      found.push({ pid: Number(entry), commandLine: commandLine.split('\0').filter(Boolean) });
    } catch (error) {
      // Gone since the listing, or another user's.
      const code = systemCode(error);
      if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EPERM' && code !== 'ESRCH')
        throw error;
    }
  }
  return found;
}
