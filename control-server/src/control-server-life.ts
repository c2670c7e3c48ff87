// Loads the control server when the frame worker has begun, and starts it again when it fails: masks never wait for it, and never
// end with it.

import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { errorCode, errorMessage } from './coded-error.ts';
import type { ControlServer, ControlServerOptions } from './control-server.ts';
import { ownFolderPath } from './http/own-folder.ts';

export interface ControlServerLifeOptions
  extends Pick<ControlServerOptions, 'runtimeFolder' | 'port' | 'worker' | 'log' | 'peersChanged'> {
  /** Imports a module. */
  readonly load: (entry: URL) => Promise<unknown>;
}

/** Below the frame path's threads, which were there before and keep theirs. */
const niceness = 5;
const againMs = 2000;

export class ControlServerLife {
  readonly #options: ControlServerLifeOptions;
  #server: ControlServer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isStopped = false;

  constructor(options: ControlServerLifeOptions) {
    this.#options = options;
  }

  /** Once; further calls do nothing. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { log } = this.#options;
    try {
      // Of this thread alone, on Linux.
      if (process.platform === 'linux') setPriority(niceness);
    } catch (error) {
      log.warn({ code: errorCode(error) }, 'the priority stays as it is');
    }
    // Nothing but the control server runs on this thread; the worker reports its errors by itself.
    process.on('uncaughtException', (error) => this.#fail(error));
    void this.#load();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#server?.stop();
  }

  async #load(): Promise<void> {
    try {
      // Next to this file. Not a literal: it is a bundle of its own.
      const entry = new URL('control-server.mjs', import.meta.url);
      const { load, ...options } = this.#options;
      const module = (await load(entry)) as typeof import('./control-server.ts');
      if (this.#isStopped) return;
      this.#server = new module.ControlServer({
        ...options,
        ownFolder: ownFolderPath(),
        pagesFolder: fileURLToPath(new URL('../dock-ui', import.meta.url)),
        firstPageScript: readFileSync(new URL('first-page.js', import.meta.url), 'utf8'),
      });
      await this.#server.start();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { log } = this.#options;
    log.error(
      { err: error, code: errorCode(error), reason: errorMessage(error) },
      'the control server failed',
    );
    if (this.#isStopped) return;
    this.#server?.stop();
    this.#server = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), againMs);
  }
}
