// The daemon's main thread: options, one instance per user, the frame worker's life, the log. The frame path
// itself runs in the worker (frame-worker.ts), away from everything that happens here; the control
// server (control-server.ts) runs here, and is loaded when masks can be made without it.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { destination } from 'pino';
import { defaultControlPort, socketName } from '../../protocol/names.ts';
import { resolveRuntimeFolder } from './channel/runtime-folder.ts';
import { runBundle } from './code-cache.ts';
import { CodedError, errorCode, errorMessage } from './coded-error.ts';
import { ControlServerLife } from './control-server-life.ts';
import { defaultThreads } from './detection/thread-count.ts';
import { beginInferenceRuntime } from './inference-runtime.ts';
import { createLog } from './server-log.ts';
import { WorkerView } from './state/worker-view.ts';
import type { FrameWorkerData, FromWorker, ToWorker } from './worker-messages.ts';

/** sysexits: the plugin shows the last line of the log of a daemon that ended with one of them. */
const exitCodes: Record<string, number> = {
  usage: 64,
  model_missing: 69,
  model_checksum_mismatch: 69,
  model_invalid: 69,
  native_addon_missing: 69,
  runtime_folder_unwritable: 73,
  runtime_folder_unsafe: 73,
  socket_in_use: 75,
  provider_unknown: 78,
  provider_unavailable: 78,
};
const exitInternal = 70;

/** A daemon that was started for a filter ends this long after the last filter went, milliseconds. */
const idleMs = 5000;
/** And gives the first filter this long to come. */
const firstStreamMs = 20_000;
const stopMs = 2000;

const log = createLog(destination({ dest: 1, sync: true }));

function parseOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'exit-when-idle': { type: 'boolean', default: false },
        provider: { type: 'string' },
        threads: { type: 'string', default: String(defaultThreads) },
        models: { type: 'string' },
        model: { type: 'string' },
        port: { type: 'string', default: String(defaultControlPort) },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      throw new CodedError(
        'usage',
        `--port takes a port's number, or 0 for any, not "${values.port}".`,
      );
    }
    const threads = Number(values.threads);
    if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
      throw new CodedError(
        'usage',
        `--threads takes a whole number from 1 to 64, not "${values.threads}".`,
      );
    }
    return { ...values, threads, port };
  } catch (error) {
    throw new CodedError('usage', errorMessage(error), { cause: error });
  }
}

function exitWith(error: unknown): never {
  const code = errorCode(error);
  log.error({ code }, 'ended');
  // The plain sentence comes last, on one line: it is what the plugin shows.
  process.stderr.write(`${code}: ${errorMessage(error).replace(/\s*\n\s*/g, ' ')}\n`);
  process.exit(exitCodes[code] ?? exitInternal);
}

/** Ends the process when neither a filter nor an OBS has been connected for a while. */
class IdleExit {
  #timer: NodeJS.Timeout | undefined;
  readonly #isWanted: boolean;
  readonly #end: () => void;
  readonly #counts = { streams: 0, links: 0 };

  constructor(isWanted: boolean, end: () => void) {
    this.#isWanted = isWanted;
    this.#end = end;
    this.#arm(firstStreamMs);
  }

  changed(what: 'streams' | 'links', count: number): void {
    this.#counts[what] = count;
    clearTimeout(this.#timer);
    if (this.#counts.streams + this.#counts.links === 0) {
      this.#arm(idleMs);
    }
  }

  #arm(waitMs: number): void {
    if (this.#isWanted) {
      this.#timer = setTimeout(() => {
        log.info('neither a filter nor OBS is connected any more');
        this.#end();
      }, waitMs);
    }
  }
}

let control: ControlServerLife | undefined;

function stop(worker: Worker): void {
  control?.stop();
  const message: ToWorker = { type: 'worker.stop' };
  worker.postMessage(message);
  setTimeout(() => process.exit(0), stopMs).unref();
}

/**
 * `worker` is the frame worker's thread, which waits to be told to begin; `load` imports a module. Never throws: the
 * process ends.
 */
export function startDaemon(worker: Worker, load: (entry: URL) => Promise<unknown>): void {
  start(worker, load).catch(exitWith);
}

async function start(worker: Worker, load: (entry: URL) => Promise<unknown>): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const folder = resolveRuntimeFolder();
  const idleExit = new IdleExit(options['exit-when-idle'], () => stop(worker));
  const view = new WorkerView(() => performance.now());
  control = new ControlServerLife({
    runtimeFolder: folder,
    port: options.port,
    worker: view,
    log,
    load,
    peersChanged: (count) => idleExit.changed('links', count),
  });
  const modelFolder =
    options.models ?? fileURLToPath(new URL('../../models/built', import.meta.url));
  const { threads } = options;
  const data: FrameWorkerData = {
    socketPath: `${folder}/${socketName}`,
    modelFolder,
    threads,
    ...(options.model === undefined ? {} : { model: options.model }),
  };

  view.post = (message) => worker.postMessage(message);
  worker.on('message', (message: FromWorker) => {
    view.receive(message);
    switch (message.type) {
      case 'worker.ready':
        log.info(
          { provider: message.provider, model: message.model, socket: data.socketPath },
          'ready',
        );
        break;
      case 'worker.streams':
        idleExit.changed('streams', message.count);
        break;
      case 'worker.figures':
        // With the first ones, and not when the worker is ready: after a kill the first masks come in between.
        control?.start();
        break;
      case 'worker.picture':
        break;
      case 'worker.log':
        log[message.level](message.details, message.event);
        break;
      case 'worker.failed':
        exitWith(new CodedError(message.code, message.message));
    }
  });
  worker.on('error', exitWith);
  worker.on('exit', (code) => process.exit(code === 0 ? 0 : exitInternal));
  process.on('SIGTERM', () => stop(worker));
  process.on('SIGINT', () => stop(worker));

  // The worker loads what it needs meanwhile.
  await beginInferenceRuntime();
  const policy = runBundle(fileURLToPath(new URL('provider-policy.js', import.meta.url)));
  const { chooseProviders } = policy.exports as typeof import('./provider-policy.ts');
  const choice = await chooseProviders({
    option: options.provider,
    modelFolder,
    threads,
    probeEntry: new URL('provider-probe.mjs', import.meta.url),
    log,
  });
  const message: ToWorker = { type: 'worker.begin', ...data, ...choice };
  worker.postMessage(message);
}
