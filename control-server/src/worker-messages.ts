// What the daemon's main thread and its frame worker tell each other.

export interface FrameWorkerData {
  readonly socketPath: string;
  readonly modelFolder: string;
  /** Execution providers in order of preference. */
  readonly providers: readonly string[];
  /** Threads of one inference. */
  readonly threads: number;
}

export type FromWorker =
  | { readonly type: 'worker.ready'; readonly provider: string }
  | { readonly type: 'worker.streams'; readonly count: number }
  | {
      readonly type: 'worker.log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly details: Record<string, string | number>;
    }
  | { readonly type: 'worker.failed'; readonly code: string; readonly message: string };

export type ToWorker = { readonly type: 'worker.stop' };
