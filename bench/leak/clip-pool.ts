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
  /** No clip is begun after this many milliseconds; what is left out is not in the results. */
  readonly beginWithinMs?: number;
}

export async function runClips({
  jobs,
  plan,
  onResult,
  beginWithinMs = Number.POSITIVE_INFINITY,
}: PoolOptions): Promise<ClipResult[]> {
  const results: ClipResult[] = [];
  const beganMs = performance.now();
  const waiting = jobs.map((job, index) => ({ job, index }));
  const processes: ChildProcess[] = [];
  const work = async () => {
    const child = fork(fileURLToPath(new URL('./clip-process.ts', import.meta.url)), {
      serialization: 'advanced',
    });
    processes.push(child);
    for (;;) {
      const isTimeUp = performance.now() - beganMs > beginWithinMs;
      const next = isTimeUp ? undefined : waiting.shift();
      if (!next) break;
      const reply = await ask(child, { job: next.job, plan });
      if (reply.type === 'failed') throw reply.error;
      results[next.index] = reply.result;
      onResult(reply.result, reply.seconds);
    }
    child.disconnect();
  };
  const count = Math.min(os.availableParallelism(), processesMax, jobs.length);
  try {
    await Promise.all(Array.from({ length: count }, work));
  } finally {
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
