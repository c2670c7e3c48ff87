// Whether an OBS with this configuration folder is running. Linux only: elsewhere nobody can be asked without
// starting a program.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../coded-error.ts';
import { configFolderCandidates } from './config-folder.ts';

export interface RunningObs {
  readonly pid: number;
  readonly arguments: readonly string[];
}

/** Undefined where it is not running; null where that can't be known. */
export async function findRunningObs(
  configFolder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<RunningObs | undefined | null> {
  if (platform !== 'linux') return null;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const process = await readProcess(entry);
    if (!process || path.basename(process.arguments[0] ?? '') !== 'obs') continue;
    // A portable OBS or one in a sandbox may name its folder otherwise; it is then found by none.
    const folders = configFolderCandidates(process.environment, platform);
    if (folders.includes(path.resolve(configFolder))) {
      return { pid: Number(entry), arguments: process.arguments };
    }
  }
  return undefined;
}

interface ProcessEntry {
  readonly arguments: string[];
  readonly environment: Record<string, string>;
}

async function readProcess(pid: string): Promise<ProcessEntry | undefined> {
  try {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    return {
      arguments: commandLine.split('\0').filter(Boolean),
      environment: Object.fromEntries(
        environment.split('\0').map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1)];
        }),
      ),
    };
  } catch (error) {
    // Gone since the listing, or another user's.
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') {
      return undefined;
    }
    throw error;
  }
}
