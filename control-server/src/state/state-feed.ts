// The snapshot for all pages: built when something changed, at most ten times a second, and told only if it differs in more
// than its figures, which have a message of their own.

import { dockLimit, type ToDock } from '../../../protocol/dock-messages.ts';
import type { DockState } from '../../../protocol/dock-state.ts';

export interface StateFeedOptions {
  readonly build: (revision: number) => DockState;
  /** @param text a `state` message */
  readonly onState: (text: string) => void;
  readonly intervalMs?: number;
}

export class StateFeed {
  readonly #options: StateFeedOptions;
  #revision = 0;
  #told = '';
  #text: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #builtAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: StateFeedOptions) {
    this.#options = options;
  }

  /** As of now. */
  current(): DockState {
    return this.#options.build(this.#revision);
  }

  /** The newest that was told, or what would be now. */
  currentText(): string {
    this.#text ??= textOf(this.current());
    return this.#text;
  }

  /** Something may have changed. */
  changed(): void {
    if (this.#timer) return;
    const { intervalMs = dockLimit.stateIntervalMs } = this.#options;
    const waitMs = Math.max(0, this.#builtAtMs + intervalMs - performance.now());
    this.#timer = setTimeout(() => this.#tell(), waitMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = undefined;
    this.#builtAtMs = performance.now();
    const state = this.#options.build(this.#revision + 1);
    // The figures in it go on aging meanwhile.
    this.#text = undefined;
    const told = JSON.stringify({ ...state, revision: 0 }, withoutFigures);
    if (told === this.#told) return;
    this.#told = told;
    this.#revision++;
    this.#text = textOf(state);
    this.#options.onState(this.#text);
  }
}

/** Changes all the time by itself, or is told by `stats`. */
const figures: readonly string[] = ['stats', 'uptime_s', 'rss_mb', 'connections'];

function withoutFigures(this: unknown, key: string, value: unknown): unknown {
  return figures.includes(key) ? undefined : value;
}

function textOf(state: DockState): string {
  const message: ToDock = { type: 'state', state };
  return JSON.stringify(message);
}
