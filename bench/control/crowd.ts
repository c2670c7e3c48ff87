// Many pages at once on a daemon's control server, played by a process of their own.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ControlAccess } from './control-access.ts';

export interface CrowdOptions extends ControlAccess {
  readonly count: number;
  /** What they all look at; none: no pictures. */
  readonly filterUuid?: string;
}

export class Crowd {
  readonly #child: ChildProcess;

  constructor({ port, token, count, filterUuid = '' }: CrowdOptions) {
    const script = fileURLToPath(new URL('crowd.child.ts', import.meta.url));
    this.#child = fork(script, [`${port}`, token, `${count}`, filterUuid], {
      execArgv: ['--import', 'tsx'],
    });
  }

  /** All have logged in. */
  async open(): Promise<void> {
    await this.#tell('open');
  }

  /** From now on they read nothing. */
  async pause(): Promise<void> {
    await this.#tell('pause');
  }

  async close(): Promise<void> {
    await this.#tell('close');
  }

  end(): void {
    this.#child.kill();
  }

  async #tell(command: string): Promise<void> {
    this.#child.send(command);
    const gone = once(this.#child, 'exit').then(() => {
      throw new Error('The crowd ended early.');
    });
    await Promise.race([once(this.#child, 'message'), gone]);
  }
}
