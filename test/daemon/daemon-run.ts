// The built daemon as a child process with a runtime folder of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tokenFileName } from '../../control-server/src/http/token-file.ts';
import { readAddress } from '../../control-server/src/server-address.ts';
import { runtimeFolderName, socketName } from '../../protocol/names.ts';
import { built } from '../../scripts/repository.ts';
import { DockClient } from '../support/dock-client.ts';

const patienceMs = 30_000;

export interface DaemonEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line of all output: what the plugin shows. */
  readonly lastLine: string;
  readonly output: string;
}

export class DaemonRun {
  readonly socketPath: string;
  /** With the token and the dock's first page. */
  readonly ownFolder: string;
  readonly #runtimeFolder: string;
  readonly ended: Promise<DaemonEnd>;
  readonly #child: ChildProcess;
  #output = '';

  constructor(runtimeDir: string, args: readonly string[]) {
    if (!existsSync(built.daemon)) {
      throw new Error(`${built.daemon} is not built; run "npm run build" first.`);
    }
    this.#runtimeFolder = path.join(runtimeDir, runtimeFolderName);
    const configFolder = path.join(runtimeDir, 'config');
    this.ownFolder = path.join(configFolder, 'playalter');
    this.socketPath = path.join(this.#runtimeFolder, socketName);
    // The last of two options counts: a test may want a port of its own.
    this.#child = spawn(process.execPath, [built.daemon, '--port', '0', ...args], {
      env: {
        ...process.env,
        XDG_RUNTIME_DIR: runtimeDir,
        XDG_CONFIG_HOME: configFolder,
        XDG_CACHE_HOME: path.join(runtimeDir, 'cache'),
        XDG_DATA_HOME: path.join(runtimeDir, 'data'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({
      code,
      signal,
      output: this.#output,
      lastLine: this.#output.trimEnd().split('\n').at(-1) ?? '',
    }));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything it has logged so far. */
  get output(): string {
    return this.#output;
  }

  get token(): string {
    return readFileSync(path.join(this.ownFolder, tokenFileName), 'utf8').trim();
  }

  async listening(): Promise<void> {
    await this.#until(() => this.#output.includes('"ready"') || undefined);
  }

  /** The control server's. */
  async controlPort(): Promise<number> {
    return await this.#until(() => {
      const address = readAddress(this.#runtimeFolder);
      // One that was killed has left its own behind.
      return address?.pid === this.pid ? address.port : undefined;
    });
  }

  /** A page that has logged in. */
  async page(): Promise<DockClient> {
    return await DockClient.open(await this.controlPort(), this.token);
  }

  async #until<T>(get: () => T | undefined): Promise<T> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const value = get();
      if (value !== undefined) return value;
      if (this.#child.exitCode !== null || performance.now() > until) {
        throw new Error(`The daemon is not what was waited for: ${this.#output}`);
      }
      await delay(20);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Folders and daemons of one test; `end` ends and removes them all. */
export class DaemonYard {
  readonly #runs: DaemonRun[] = [];
  readonly #folders: string[] = [];

  async folder(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-daemon-'));
    await chmod(folder, 0o700);
    this.#folders.push(folder);
    return folder;
  }

  start(runtimeDir: string, ...args: string[]): DaemonRun {
    const run = new DaemonRun(runtimeDir, args);
    this.#runs.push(run);
    return run;
  }

  async end(): Promise<void> {
    for (const run of this.#runs) run.kill('SIGKILL');
    await Promise.all(this.#runs.map((run) => run.ended));
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }
}
