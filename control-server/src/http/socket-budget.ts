// How many connections the server holds at all. Any user of the machine may open some; where there are too many, the oldest
// that has not proven who it is makes room, so that nobody can keep the owner out.

import type { Socket } from 'node:net';

export class SocketBudget {
  readonly #max: number;
  /** In the order in which they came. */
  readonly #unproven = new Set<Socket>();
  readonly #proven = new Set<Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#unproven.size + this.#proven.size;
  }

  add(socket: Socket): void {
    this.#unproven.add(socket);
    socket.once('close', () => {
      this.#unproven.delete(socket);
      this.#proven.delete(socket);
    });
    if (this.count <= this.#max) return;
    const [oldest] = this.#unproven;
    oldest?.destroy();
    // It closes later; it counts no more.
    if (oldest) this.#unproven.delete(oldest);
  }

  /** It has shown the token. */
  prove(socket: Socket): void {
    if (this.#unproven.delete(socket)) this.#proven.add(socket);
  }

  closeAll(): void {
    for (const socket of [...this.#unproven, ...this.#proven]) socket.destroy();
  }
}
