// What the daemon's main thread and its frame worker tell each other.

import type { ToFilter } from '../../protocol/messages.ts';
import type { OutputState } from '../../protocol/names.ts';
import type { PreviewPicture } from '../../protocol/preview-frame.ts';
import type { ProviderRefusal } from './detection/provider-names.ts';
import type { ProviderChoice } from './detection/providers/provider-choice.ts';
import type { ModelRefusal } from './detection/user-models/open-user-model.ts';

export type StreamStatus = Extract<ToFilter, { type: 'stream.status' }>;

/** A whole part of the heartbeat. */
export const figuresEveryMs = 500;

export interface FrameWorkerData {
  readonly socketPath: string;
  readonly modelFolder: string;
  /** Threads of one inference. */
  readonly threads: number;
  /** A model of the user's, or `built-in`; without, what the user's configuration says. */
  readonly model?: string;
}

/** How a filter's stream is doing. */
export interface StreamFigures {
  readonly peerId: number;
  readonly filterUuid: string;
  readonly filterName: string;
  readonly sourceName: string;
  readonly status: StreamStatus;
}

/** A small picture of a filter, for those who watch it. */
export interface WorkerPicture {
  readonly type: 'worker.picture';
  readonly filterUuid: string;
  readonly picture: PreviewPicture;
  /** Of the frame that was put out, also with its original. */
  readonly state: OutputState;
  /** That the picture shows; 0: the cover. */
  readonly frameId: number;
  /** When it was put out, or captured; milliseconds of the system's monotonic clock. */
  readonly drawnMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Transferred: width x height x 4 bytes RGBA, opaque. */
  readonly rgba: Uint8Array<ArrayBuffer>;
}

export interface PreviewDemand {
  readonly filterUuid: string;
  readonly withOriginal: boolean;
}

/** The `ask` of a model that gave way by itself: nobody asked for it. */
export const unasked = 0;

/** The answer to `worker.useModel`: what is in use from here on. Also told where the one in use was given up. */
export interface WorkerModel {
  readonly type: 'worker.model';
  readonly ask: number;
  readonly provider: string;
  readonly model: string;
  readonly choice: string;
  /** Why it is still the one of before; unasked: why it is the built-in one again. */
  readonly refused?: ModelRefusal | undefined;
}

export type FromWorker =
  /** Each is to be answered with `worker.pictureTaken`; without, no more come after a few. */
  | WorkerPicture
  | {
      readonly type: 'worker.ready';
      readonly provider: string;
      /** Wanted more than that one, and not to be had here. */
      readonly refused: readonly ProviderRefusal[];
      /** Of the main pass. */
      readonly model: string;
      /** The user's model that is, by its name, or `built-in`. */
      readonly choice: string;
      /** The user's choice, where it can't be used. */
      readonly refusedModel?: { readonly name: string; readonly reason: string } | undefined;
    }
  | WorkerModel
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

export type ToWorker =
  /** Once: where to listen, and what to compute on. Until then the worker listens to no filter. */
  | ({ readonly type: 'worker.begin' } & FrameWorkerData & ProviderChoice)
  | { readonly type: 'worker.stop' }
  /** All there is to watch, instead of what was before. Ends by itself after `limit.previewLeaseMs`. */
  | { readonly type: 'worker.watch'; readonly demands: readonly PreviewDemand[] }
  | { readonly type: 'worker.pictureTaken' }
  /** Another main pass, as soon as it has been tried; `name` is a user's model or `built-in`. */
  | { readonly type: 'worker.useModel'; readonly ask: number; readonly name: string };
