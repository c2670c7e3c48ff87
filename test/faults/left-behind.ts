// What a run holds while all is well, and what a fault has left of it or added to it: processes,
// mappings, descriptors, files.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import { systemCode } from '../../scripts/user-error.ts';

/** How many there are of each. */
export type Inventory = ReadonlyMap<string, number>;

/** Named so by the filter (shared-memory-linux.cpp). */
const memoryName = 'playalter-frames';
/** OBS's own user interface keeps one for each thread that it starts; of ours, 200 cycles would show. */
const foreignEventfds = 3;
const settleMs = 6_000;
const pollMs = 200;

export async function takeInventory(obs: HeadlessObs): Promise<Inventory> {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { pid, commandLine } of await obs.processes()) {
    const name = pid === obs.pid ? 'OBS' : (commandLine.at(-1) ?? 'nameless').replace(/.*\//, '');
    const owner = pid === obs.pid ? 'OBS' : 'the daemon';
    count(`process ${name}`);
    for (const kind of await ownDescriptors(pid)) count(`${kind} in ${owner}`);
    for (const line of (await readIfAlive(`/proc/${pid}/maps`)).split('\n')) {
      if (line.includes(memoryName)) count(`mapping in ${owner}`);
    }
  }
  for (const file of await filesIn(obs.runtimeFolder)) count(`file ${file}`);
  return counts;
}

/** What is more, and still there after a while: what is given up is collected a moment later. */
export async function leftBehind(obs: HeadlessObs, before: Inventory): Promise<string[]> {
  const until = performance.now() + settleMs;
  for (;;) {
    const more = added(before, await takeInventory(obs));
    if (more.length === 0 || performance.now() > until) return more;
    await delay(pollMs);
  }
}

export function added(before: Inventory, after: Inventory): string[] {
  return [...after].sort().flatMap(([what, count]) => {
    const more = count - (before.get(what) ?? 0);
    return more > (what === 'eventfd in OBS' ? foreignEventfds : 0) ? [`${more} ${what}`] : [];
  });
}

/** What we make: shared memory, and the event and process descriptors that go with it. */
async function ownDescriptors(pid: number): Promise<string[]> {
  const kinds: string[] = [];
  const folder = `/proc/${pid}/fd`;
  for (const name of await filesIn(folder)) {
    const target = await linkOf(`${folder}/${name}`);
    if (target.includes(memoryName)) kinds.push('shared memory');
    else if (target === 'anon_inode:[eventfd]' || target === 'anon_inode:[pidfd]') {
      kinds.push(target.slice('anon_inode:['.length, -1));
    }
  }
  return kinds;
}

export async function filesIn(folder: string): Promise<string[]> {
  return await ifThere(() => readdir(folder), []);
}

async function linkOf(file: string): Promise<string> {
  return await ifThere(() => readlink(file), '');
}

async function readIfAlive(file: string): Promise<string> {
  return await ifThere(() => readFile(file, 'utf8'), '');
}

/** Processes end and descriptors close while they are listed. */
async function ifThere<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return otherwise;
    throw error;
  }
}
