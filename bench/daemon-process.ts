// The built daemon as a child in a runtime folder of its own, for benchmarks that play the filter.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runtimeFolderName, socketName } from '../protocol/names.ts';
import { built } from '../scripts/repository.ts';

const readyTimeoutMs = 30_000;
const kbPerMb = 1024;

export class DaemonProcess {
  readonly socketPath: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  /** Of its runtime folder and its configuration. */
  readonly runtimeFolder: string;
  readonly configFolder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.runtimeFolder = path.join(folder, runtimeFolderName);
    this.configFolder = path.join(folder, 'config');
    this.socketPath = path.join(this.runtimeFolder, socketName);
  }

  static async start(args: readonly string[] = []): Promise<DaemonProcess> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-bench-'));
    const child = spawn(process.execPath, [built.daemon, '--port', '0', ...args], {
      env: {
        ...process.env,
        XDG_RUNTIME_DIR: folder,
        XDG_CONFIG_HOME: path.join(folder, 'config'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const daemon = new DaemonProcess(child, folder);
    const until = performance.now() + readyTimeoutMs;
    while (!existsSync(daemon.socketPath)) {
      if (child.exitCode !== null || performance.now() > until) {
        await daemon.stop();
        throw new Error(`The daemon did not start: ${complaint.trim() || 'no reason given'}`);
      }
      await delay(50);
    }
    return daemon;
  }

  /** Resident memory, megabytes; what it shares with the filter included. */
  rssMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / kbPerMb;
  }

  /** CPU time used so far by all its threads, seconds. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
    const ticksPerSecond = 100;
    return (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) / ticksPerSecond;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
