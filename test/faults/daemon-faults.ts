// What can happen to the daemon, from outside of it.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { limit } from '../../protocol/names.ts';
import { systemCode } from '../../scripts/user-error.ts';
import type { Fault, Trial } from './fault.ts';
import { plainSourceName } from './fault-scene.ts';
import { RtmpSink } from './rtmp-sink.ts';

const endTimeoutMs = 20_000;
const pollMs = 10;

/** Well within three heartbeats. */
const pauseMs = limit.heartbeatMs * 0.6;
const starvedMs = 4_000;
const busyLoops = 4;
/** What a daemon may still take when its memory runs out. */
const memoryLeftBytes = 256 * 1024;
const shortOfMemoryMs = 6_000;

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return true;
    throw error;
  }
}

async function endOf(pid: number, timeoutMs = endTimeoutMs): Promise<number | undefined> {
  const until = performance.now() + timeoutMs;
  while (!hasEnded(pid)) {
    if (performance.now() > until) return undefined;
    await delay(pollMs);
  }
  return performance.now();
}

const byAnotherThan =
  (pid: number) =>
  ({ daemonPid }: { daemonPid: number }) =>
    daemonPid !== pid && daemonPid !== 0;

async function killed(trial: Trial, signal: NodeJS.Signals): Promise<void> {
  const pid = await trial.scene.daemonPid();
  const causeMs = performance.now();
  process.kill(pid, signal);
  await trial.recovered({ causeMs, goneMs: causeMs, isBack: byAnotherThan(pid) });
}

async function hung(trial: Trial): Promise<void> {
  const pid = await trial.scene.daemonPid();
  const causeMs = performance.now();
  process.kill(pid, 'SIGSTOP');
  // The supervisor ends it: from then on nothing is in the way of the next one.
  const goneMs = await endOf(pid);
  if (goneMs === undefined) {
    process.kill(pid, 'SIGCONT');
    trial.leftBehind.push(`the stopped daemon, ${endTimeoutMs / 1000} s later`);
    return;
  }
  await trial.recovered({ causeMs, goneMs, isBack: byAnotherThan(pid) });
}

async function paused(trial: Trial): Promise<void> {
  const pid = await trial.scene.daemonPid();
  const causeMs = performance.now();
  process.kill(pid, 'SIGSTOP');
  try {
    await delay(pauseMs);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

/** The soft limit of the address space: raised again without any right. */
async function limitMemory(pid: number, bytes: number | 'unlimited'): Promise<void> {
  await execa('prlimit', ['--pid', String(pid), `--as=${bytes}:`]);
}

async function outOfMemory(trial: Trial): Promise<void> {
  const { scene } = trial;
  const pid = await scene.daemonPid();
  const size = /^VmSize:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  const causeMs = performance.now();
  await limitMemory(pid, Number(size) * 1024 + memoryLeftBytes);
  // Another stream needs a mapping of its own.
  await scene.addFilter(plainSourceName);
  let goneMs = await endOf(pid, shortOfMemoryMs);
  const hasDied = goneMs !== undefined;
  if (!hasDied) await limitMemory(pid, 'unlimited');
  goneMs ??= performance.now();
  await trial.recovered({ causeMs, goneMs, ...(hasDied && { isBack: byAnotherThan(pid) }) });
  await scene.obs.waitFor('the second filter to be served', endTimeoutMs, async () => {
    const { filters } = await scene.obs.status();
    const second = filters.find(({ source_name: name }) => name === plainSourceName);
    return second?.state === 'masked' ? true : undefined;
  });
  await scene.removeFilter(plainSourceName);
}

async function starved(trial: Trial): Promise<void> {
  const causeMs = performance.now();
  const loops = Array.from({ length: busyLoops }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    await delay(starvedMs);
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
  await trial.recovered({ causeMs, goneMs: performance.now() });
}

async function restartedWhileStreaming(trial: Trial): Promise<void> {
  const { obs } = trial.scene;
  const sink = await RtmpSink.start();
  try {
    await obs.call('SetStreamServiceSettings', {
      streamServiceType: 'rtmp_custom',
      streamServiceSettings: { server: sink.server, key: sink.key, use_auth: false },
    });
    await obs.call('StartStream');
    await obs.waitFor('the stream to begin', endTimeoutMs, async () => {
      const { outputActive, outputBytes } = await obs.call('GetStreamStatus');
      return outputActive && outputBytes > 0 ? true : undefined;
    });
    await trial.scene.settle();
    await killed(trial, 'SIGTERM');
    await trial.scene.settle();
    await obs.call('StopStream');
    trial.videos.push(await sink.received());
  } finally {
    await sink.stop();
  }
}

export const daemonFaults: readonly Fault[] = [
  {
    name: 'daemon-killed',
    what: 'The daemon gets SIGKILL.',
    isShort: true,
    isQuick: true,
    needsHealthyDaemon: true,
    run: (trial) => killed(trial, 'SIGKILL'),
  },
  {
    name: 'daemon-hung',
    what: 'The daemon is stopped (SIGSTOP) until the filter gives it up; recovery counts from its end.',
    needsHealthyDaemon: true,
    run: hung,
  },
  {
    name: 'daemon-paused',
    what: `The daemon is stopped for ${pauseMs / 1000} s and goes on.`,
    isShort: true,
    run: paused,
  },
  {
    name: 'out-of-memory',
    what: `The daemon may not take more memory than it has (prlimit --as) for ${shortOfMemoryMs / 1000} s, and a second filter asks for some; recovery counts from the limit's end, or from the daemon's if that comes first.`,
    needsHealthyDaemon: true,
    run: outOfMemory,
  },
  {
    name: 'cpu-starved',
    what: `${busyLoops} busy loops take both cores for ${starvedMs / 1000} s.`,
    run: starved,
  },
  {
    name: 'restarted-while-streaming',
    what: 'The daemon is ended (SIGTERM) while OBS streams to an RTMP server on loopback, whose file is checked too.',
    needsHealthyDaemon: true,
    run: restartedWhileStreaming,
  },
];
