// How an OBS of ours ends, and what it started.

import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../user-error.ts';
import type { Child, ChildExit } from './child-process.ts';
import { closeWindows } from './close-window.ts';
import type { HomeProcess, PrivateHome } from './private-home.ts';
import type { VirtualDisplay } from './virtual-display.ts';

const stopTimeoutMs = 30_000;
const survivorGraceMs = 5_000;
const followMs = 500;

/**
 * By its window, as a user does. OBS closes that window within the handler of SIGINT as well, in the middle of whatever it is
 * doing, which now and then ends in a crash in Qt, or never; so the signal is for an OBS that has no window yet.
 */
export async function close(obs: Child, display: VirtualDisplay): Promise<ChildExit> {
  return await obs.stopBy(async () => {
    const closed = await closeWindows(display.name, 'OBS ').catch(() => 0);
    if (closed === 0) obs.signal('SIGINT');
  }, stopTimeoutMs);
}

/** The daemon waits a while for another filter; nothing comes any more, so it is asked to end. */
export async function endSurvivors(home: PrivateHome): Promise<HomeProcess[]> {
  await waitForNone(home, followMs);
  for (const { pid } of await home.processes()) signal(pid, 'SIGTERM');
  const survivors = await waitForNone(home, survivorGraceMs);
  for (const { pid } of survivors) signal(pid, 'SIGKILL');
  return survivors;
}

async function waitForNone(home: PrivateHome, timeoutMs: number): Promise<HomeProcess[]> {
  const until = performance.now() + timeoutMs;
  let left = await home.processes();
  while (left.length > 0 && performance.now() < until) {
    await delay(50);
    left = await home.processes();
  }
  return left;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}
