// What the frame worker tells the daemon's main thread.

import { parentPort } from 'node:worker_threads';
import { errorCode, errorMessage } from './coded-error.ts';
import type { FromWorker } from './worker-messages.ts';

export function post(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

/** The daemon ends, and says why. */
export function fail(error: unknown): void {
  post({ type: 'worker.failed', code: errorCode(error), message: errorMessage(error) });
}
