// A child process with a kept output, bounded waits and an orderly end. Only processes that were
// started here are ever signalled.

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { exitStatus, systemCode, UserError } from '../user-error.ts';

export interface ChildOptions {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Written to descriptor 3 by the child; read as text. */
  readonly reportsOn3?: boolean;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const outputCharactersMax = 4_000_000;
const pollMs = 25;

export class Child {
  readonly program: string;
  readonly exited: Promise<ChildExit>;
  #process: ChildProcess;
  #exit: ChildExit | undefined;
  #startError: unknown;
  #output = '';
  #report = '';

  constructor(options: ChildOptions) {
    this.program = options.program;
    this.#process = spawn(options.program, [...options.arguments], {
      env: options.environment,
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      stdio: ['ignore', 'pipe', 'pipe', options.reportsOn3 ? 'pipe' : 'ignore'],
    });
    const keep = (chunk: Buffer) => {
      if (this.#output.length < outputCharactersMax) this.#output += chunk.toString();
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    this.#process.stdio[3]?.on('data', (chunk: Buffer) => {
      this.#report += chunk.toString();
    });
    this.exited = new Promise((resolve) => {
      const ended = (exit: ChildExit) => {
        this.#exit = exit;
        resolve(exit);
      };
      this.#process.on('error', (error) => {
        this.#startError = error;
        if (this.#process.pid === undefined) ended({ code: null, signal: null });
      });
      this.#process.on('close', (code, signal) => ended({ code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  /** Standard output and error together. */
  get output(): string {
    return this.#output;
  }

  get report(): string {
    return this.#report;
  }

  /**
   * Polls until the condition holds. Ends at once, with an error, when the process does.
   */
  async waitUntil<T>(
    condition: () => T | undefined,
    options: { timeoutMs: number; what: string },
  ): Promise<T> {
    const until = performance.now() + options.timeoutMs;
    for (;;) {
      const result = condition();
      if (result !== undefined) return result;
      if (!this.isRunning) throw this.#endedEarly(options.what);
      if (performance.now() > until) {
        throw new UserError({
          code: 'child_timeout',
          message: `${this.program} did not get ready within ${options.timeoutMs / 1000} s (${options.what}).`,
          status: exitStatus.temporary,
          cause: new Error(this.output.slice(-4000)),
        });
      }
      await delay(pollMs);
    }
  }

  /** Sends the signal. */
  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#process.kill(signal);
  }

  /** Asks with the signal; forces the end after the time-out. */
  async stop(signal: NodeJS.Signals, timeoutMs: number): Promise<ChildExit> {
    return await this.stopBy(() => this.signal(signal), timeoutMs);
  }

  /** Asks it to end in its own way; forces the end after the time-out. `ask` must not throw. */
  async stopBy(ask: () => unknown, timeoutMs: number): Promise<ChildExit> {
    if (this.isRunning) await ask();
    const given = new AbortController();
    const slow = delay(timeoutMs, undefined, { signal: given.signal }).then(
      () => this.#process.kill('SIGKILL'),
      () => undefined,
    );
    const exit = await this.exited;
    given.abort();
    await slow;
    return exit;
  }

  #endedEarly(what: string): UserError {
    const missing = systemCode(this.#startError) === 'ENOENT';
    return new UserError({
      code: missing ? 'program_missing' : 'child_ended',
      message: missing
        ? `The program ${this.program} is not installed.`
        : `${this.program} ended before it was ready (${what}): ${lastLine(this.output)}`,
      status: exitStatus.unavailable,
      cause: this.#startError ?? new Error(this.output.slice(-4000)),
    });
  }
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? '';
}
