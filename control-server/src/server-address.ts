// Where the control server of this user listens, for programs of the same user: control.json in the runtime folder.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const fileName = 'control.json';

const serverAddress = z.object({
  port: z.number().int().min(1).max(65_535),
  pid: z.number().int(),
});
export type ServerAddress = z.infer<typeof serverAddress>;

export function writeAddress(runtimeFolder: string, port: number): void {
  const file = path.join(runtimeFolder, fileName);
  const address: ServerAddress = { port, pid: process.pid };
  writeFileSync(`${file}.unfinished`, `${JSON.stringify(address)}\n`, { mode: 0o600 });
  renameSync(`${file}.unfinished`, file);
}

export function removeAddress(runtimeFolder: string): void {
  rmSync(path.join(runtimeFolder, fileName), { force: true });
}

/** Undefined where no daemon has said so. It may have died since: the server proves itself. */
export function readAddress(runtimeFolder: string): ServerAddress | undefined {
  try {
    const text = readFileSync(path.join(runtimeFolder, fileName), 'utf8');
    return serverAddress.safeParse(JSON.parse(text)).data;
  } catch {
    // Not there, or cut short by a full disk: the same for whoever asks.
    return undefined;
  }
}
