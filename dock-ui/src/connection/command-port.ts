// What the models see of the connection: whether it is there, what can be asked of it, what it tells. No browser in it, so
// that models can be tested without one.

import type { ReadonlySignal } from '@preact/signals';
import type { DockError, FromDock, ToDock } from '../../../protocol/dock-messages.ts';
import type { PreviewFrame } from '../../../protocol/preview-frame.ts';

/** `server_unproven`: what answers does not know the token, or this page has an old one. */
export type ConnectionProblem = DockError | 'server_unproven' | 'unreachable';

export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly daemonVersion: string; readonly commands: readonly string[] }
  /** Lost, or never had; the next attempt comes by itself. */
  | { readonly kind: 'lost'; readonly problem: ConnectionProblem }
  /** Only the user can help: the page has no token. */
  | { readonly kind: 'locked' }
  /** A server of another protocol: the page has to be loaded anew. */
  | { readonly kind: 'outdated'; readonly daemonVersion: string };

export type Outcome =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type Watch = Omit<Extract<FromDock, { type: 'watch' }>, 'type'>;
export type StateMessage = Extract<ToDock, { type: 'state' }>;
export type StatsMessage = Extract<ToDock, { type: 'stats' }>;
export type EventMessage = Extract<ToDock, { type: 'event' }>;

export interface DockListener {
  onState(message: StateMessage): void;
  onStats(message: StatsMessage): void;
  onEvent(message: EventMessage): void;
  onPicture(frame: PreviewFrame): void;
}

export interface CommandPort {
  readonly status: ReadonlySignal<ConnectionStatus>;
  /** Never throws; a connection that goes meanwhile is an outcome too. */
  command(name: string, input: object): Promise<Outcome>;
  /** Replaces what was watched before. */
  watch(watch: Watch): void;
}
