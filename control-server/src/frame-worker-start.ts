// Where the frame worker's thread begins: its bundle, with the code that is kept of it.

import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { runBundle } from './code-cache.ts';

/** Of the build: a bundle whose code is to be kept. */
const { bundle } = (workerData ?? {}) as { bundle?: string };
const run = runBundle(bundle ?? fileURLToPath(new URL('frame-worker.js', import.meta.url)));
if (bundle !== undefined) {
  run.keep();
  process.exit(0);
}
