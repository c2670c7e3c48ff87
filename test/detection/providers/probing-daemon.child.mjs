// A daemon that ends while a provider hangs in its trial: prints the trial's process id first.

import { execFileSync } from 'node:child_process';
import { register } from 'tsx/esm/api';

register();
const { runProbe } = await import('../../../control-server/src/detection/providers/probe-run.ts');
const entry = new URL('./probing-child.mjs', import.meta.url);
void runProbe({ order: { provider: 'webgpu', modelFolder: 'hung', threads: 1 }, entry });
const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)]);
const probe = String(children)
  .split('\n')
  .find((line) => line.includes('probing-child'));
process.stdout.write(`${Number.parseInt(probe ?? '', 10)}\n`);
// By then the trial has begun.
setTimeout(() => process.exit(0), 500);
