// What can happen to OBS as a whole.

import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Trial } from './fault.ts';

const sleepMs = 5_000;
const afterSleepMs = 4_000;

/** Nothing runs while the clock does: what a machine's sleep is to them. */
async function slept(trial: Trial): Promise<void> {
  const daemonPid = await trial.scene.daemonPid();
  const { obsPid } = trial.scene;
  const causeMs = performance.now();
  process.kill(obsPid, 'SIGSTOP');
  process.kill(daemonPid, 'SIGSTOP');
  try {
    await delay(sleepMs);
  } finally {
    process.kill(daemonPid, 'SIGCONT');
    process.kill(obsPid, 'SIGCONT');
  }
  const goneMs = performance.now();
  trial.sleptMs = goneMs - causeMs;
  await trial.recovered({ causeMs, goneMs });
  // The gap of the sleep hides shorter ones for two seconds; what comes after them is seen.
  await delay(afterSleepMs);
}

export const obsFaults: readonly Fault[] = [
  {
    name: 'clock-jump',
    what: `OBS and the daemon are stopped together for ${sleepMs / 1000} s: the system's sleep, simulated; its length is no stall.`,
    run: slept,
  },
];
