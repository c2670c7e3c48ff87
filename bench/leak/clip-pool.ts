// Spreads clips over one process for each core, and brings their results back in the clips' order.

import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ClipJob, ClipOrder, ClipReply } from './clip-process.ts';
import type { ClipResult, RunPlan } from './clip-run.ts';

/** Each holds a clip's pictures, some 100 MB. */
const processesMax = 4;

export interface PoolOptions {
  readonly jobs: readonly ClipJob[];
  readonly plan: RunPlan;
  readonly onResult: (result: ClipResult, seconds: number) => void;
  /** All ends after this many milliseconds; clips that are not finished by then are not in the results. */
  readonly endWithinMs?: number;
}

export async function runClips({
  jobs,
  plan,
  onResult,
  endWithinMs,
}: PoolOptions): Promise<ClipResult[]> {
  const results: ClipResult[] = [];
  const waiting = jobs.map((job, index) => ({ job, index }));
  const processes: ChildProcess[] = [];
  let isTimeUp = false;
  const work = async () => {
    const child = fork(fileURLToPath(new URL('./clip-process.ts', import.meta.url)), {
      serialization: 'advanced',
    });
    processes.push(child);
    for (;;) {
      const next = isTimeUp ? undefined : waiting.shift();
      if (!next) break;
      const reply = await ask(child, { job: next.job, plan }).catch((error: unknown) => {
        // Ended below, in the middle of a clip.
        if (isTimeUp) return undefined;
        throw error;
      });
      if (!reply) break;
      if (reply.type === 'failed') throw reply.error;
      results[next.index] = reply.result;
      onResult(reply.result, reply.seconds);
    }
    if (child.connected) child.disconnect();
  };
  const endAll = () => {
    isTimeUp = true;
    for (const child of processes) child.kill('SIGKILL');
  };
  const timer = endWithinMs === undefined ? undefined : setTimeout(endAll, endWithinMs);
  const count = Math.min(os.availableParallelism(), processesMax, jobs.length);
  try {
    await Promise.all(Array.from({ length: count }, work));
  } finally {
    clearTimeout(timer);
    for (const child of processes) child.kill();
  }
  return results.filter((result) => result !== undefined);
}

function ask(child: ChildProcess, order: ClipOrder): Promise<ClipReply> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`${order.job.name}: its process ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (reply) => {
      child.off('exit', ended);
      resolve(reply as ClipReply);
    });
    child.send(order);
  });
}
