// The daemon's entry: has the frame worker's thread begin before anything else is loaded. After a daemon's death the picture is
// covered until the next one's first mask, so each millisecond here is one of cover.

// First: see there.
import './egress/quiet-library.ts';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runBundle } from './code-cache.ts';

const worker = new Worker(new URL('frame-worker.cjs', import.meta.url));
const daemon = runBundle(fileURLToPath(new URL('daemon.js', import.meta.url)));
const { startDaemon } = daemon.exports as typeof import('./daemon.ts');
startDaemon(worker, (entry) => import(entry.href));
