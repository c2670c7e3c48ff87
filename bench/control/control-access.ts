// Where a daemon's control server listens, and what it takes to be let in: for benchmarks.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tokenFileName } from '../../control-server/src/http/token-file.ts';
import { readAddress } from '../../control-server/src/server-address.ts';
import type { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import type { DaemonProcess } from '../daemon-process.ts';

const patienceMs = 30_000;

export interface ControlAccess {
  readonly port: number;
  readonly token: string;
}

interface Folders {
  readonly runtimeFolder: string;
  /** XDG_CONFIG_HOME. */
  readonly configFolder: string;
}

/** Once it listens. */
export async function accessOfDaemon(daemon: DaemonProcess): Promise<ControlAccess> {
  return await access(daemon);
}

export async function accessOfObs(obs: HeadlessObs): Promise<ControlAccess> {
  const { runtimeFolder, configFolder } = obs;
  return await access({ runtimeFolder, configFolder: path.dirname(configFolder) });
}

async function access({ runtimeFolder, configFolder }: Folders): Promise<ControlAccess> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const address = readAddress(runtimeFolder);
    if (address) {
      const file = path.join(configFolder, 'playalter', tokenFileName);
      return { port: address.port, token: readFileSync(file, 'utf8').trim() };
    }
    if (performance.now() > until) throw new Error('The control server did not start.');
    await delay(50);
  }
}
