// What the daemon's main thread and its frame worker tell each other.

import type { ToFilter } from '../../protocol/messages.ts';
import type { ProviderRefusal } from './detection/session.ts';

export type StreamStatus = Extract<ToFilter, { type: 'stream.status' }>;

/** A whole part of the heartbeat. */
export const figuresEveryMs = 500;

export interface FrameWorkerData {
  readonly socketPath: string;
  readonly modelFolder: string;
  /** Execution providers in order of preference. */
  readonly providers: readonly string[];
  /** Threads of one inference. */
  readonly threads: number;
}

/** How a filter's stream is doing. */
export interface StreamFigures {
  readonly peerId: number;
  readonly filterUuid: string;
  readonly filterName: string;
  readonly sourceName: string;
  readonly status: StreamStatus;
}

export type FromWorker =
  | {
      readonly type: 'worker.ready';
      readonly provider: string;
      /** Wanted more than that one, and not to be had here. */
      readonly refused: readonly ProviderRefusal[];
    }
  /** Every `figuresEveryMs`, of all streams there are. */
  | { readonly type: 'worker.figures'; readonly streams: readonly StreamFigures[] }
  | { readonly type: 'worker.streams'; readonly count: number }
  | {
      readonly type: 'worker.log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly details: Record<string, string | number>;
    }
  | { readonly type: 'worker.failed'; readonly code: string; readonly message: string };

export type ToWorker = { readonly type: 'worker.stop' };
