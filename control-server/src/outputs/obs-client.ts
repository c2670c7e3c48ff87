// The connection to obs-websocket of the OBS on this machine: made when there is an OBS, made again when it is lost, with a
// sentence for the streamer while there is none. Where OBS listens and with which password is read from its files at each
// attempt, so that a change of either is found.

import type { OBSEventTypes } from 'obs-websocket-js';
import type { ObsConnectionState } from '../../../protocol/outputs.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import { configFolderCandidates, findConfigFolder } from '../egress/config-folder.ts';
import {
  connectToObs,
  type ObsAddress,
  type ObsCall,
  type ObsConnection,
} from '../egress/obs-connection.ts';
import type { ObsGate } from '../egress/obs-gate.ts';
import { readWebSocketSettings } from '../egress/saved-obs.ts';
import type { ServerLog } from '../server-log.ts';

export type Located = ObsAddress | 'not_installed' | 'switched_off';

export interface ObsClientOptions {
  readonly gate: ObsGate;
  readonly locate?: () => Promise<Located>;
  readonly log: Pick<ServerLog, 'info' | 'warn'>;
  readonly onState: () => void;
  /** Connected, and everything may be different from what it was. */
  readonly onConnected: () => void;
  readonly onEvent: (name: string, data: unknown) => void;
  /** Milliseconds between attempts, the longest last. */
  readonly retryMs?: readonly number[];
}

/** General, Config, Outputs, Vendors of obs-websocket's EventSubscription. */
const subscriptions = 0b1 | 0b10 | 0b100_0000 | 0b10_0000_0000;
const events: readonly (keyof OBSEventTypes)[] = [
  'StreamStateChanged',
  'RecordStateChanged',
  'VirtualcamStateChanged',
  'ReplayBufferStateChanged',
  'CurrentProfileChanged',
  'VendorEvent',
];

const sentences: Readonly<Record<ObsConnectionState, string>> = {
  connecting: 'Looking for OBS.',
  connected: 'Connected to OBS.',
  unreachable:
    'OBS does not answer: start it, or see that Tools, WebSocket Server Settings, Enable WebSocket server is ticked.',
  wrong_password:
    "OBS's WebSocket server asks for another password: open Tools, WebSocket Server Settings in OBS and press OK, which saves the one it has.",
  switched_off:
    "OBS's WebSocket server is switched off: open Tools, WebSocket Server Settings in OBS and tick Enable WebSocket server.",
  not_installed: 'There is no OBS on this computer, or it was never started.',
};

const errorCodes: Readonly<Record<Exclude<ObsConnectionState, 'connected'>, string>> = {
  connecting: 'obs_connecting',
  unreachable: 'obs_unreachable',
  wrong_password: 'obs_password_wrong',
  switched_off: 'obs_websocket_off',
  not_installed: 'obs_not_installed',
};

export async function locateObs(): Promise<Located> {
  const folder = await findConfigFolder(configFolderCandidates());
  if (folder === undefined) return 'not_installed';
  const { isEnabled, needsPassword, port, password } = await readWebSocketSettings(folder);
  if (!isEnabled) return 'switched_off';
  return { url: `ws://127.0.0.1:${port}`, password: needsPassword ? password : undefined };
}

export class ObsClient {
  readonly #options: ObsClientOptions;
  readonly #retryMs: readonly number[];
  #state: ObsConnectionState = 'connecting';
  #connection: ObsConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #isTrying = false;
  #isStopped = true;

  constructor(options: ObsClientOptions) {
    this.#options = options;
    this.#retryMs = options.retryMs ?? [500, 1000, 2000, 5000];
  }

  get state(): ObsConnectionState {
    return this.#state;
  }

  get sentence(): string {
    return sentences[this.#state];
  }

  start(): void {
    this.#isStopped = false;
    void this.#try();
  }

  /** An OBS has just come: try at once. */
  wake(): void {
    if (this.#isStopped || this.#connection || this.#isTrying) return;
    this.#attempts = 0;
    clearTimeout(this.#timer);
    void this.#try();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /** Throws CodedError where OBS is not connected, and OBSWebSocketError where OBS refuses. */
  readonly call: ObsCall = async (request, data) => {
    const state = this.#state;
    const connection = this.#connection;
    if (!connection || state !== 'connected') {
      const code = state === 'connected' ? 'obs_connecting' : errorCodes[state];
      throw new CodedError(code, this.sentence);
    }
    return await connection.call(request, data);
  };

  async #try(): Promise<void> {
    this.#isTrying = true;
    const state = await this.#connect();
    this.#isTrying = false;
    if (this.#isStopped) {
      await this.stop();
      return;
    }
    this.#set(state);
    if (state === 'connected') {
      this.#attempts = 0;
      this.#options.onConnected();
    } else {
      this.#tryLater();
    }
  }

  async #connect(): Promise<ObsConnectionState> {
    try {
      const located = await (this.#options.locate ?? locateObs)();
      if (typeof located === 'string') return located;
      let isClosed = false;
      const listener = {
        subscriptions,
        events,
        event: (name: string, data: unknown) => this.#options.onEvent(name, data),
        closed: () => {
          isClosed = true;
          this.#lost();
        },
      };
      const connection = await connectToObs(located, { gate: this.#options.gate, listener });
      if (isClosed) return 'unreachable';
      this.#connection = connection;
      return 'connected';
    } catch (error) {
      const code = errorCode(error);
      if (code === 'obs_password_wrong') return 'wrong_password';
      // Nobody answering is the ordinary case and is told by the state.
      if (code !== 'obs_unreachable' && code !== 'obs_timeout') {
        this.#options.log.warn({ code, message: errorMessage(error) }, 'OBS not connected');
      }
      return 'unreachable';
    }
  }

  #lost(): void {
    if (!this.#connection) return;
    this.#connection = undefined;
    if (this.#isStopped) return;
    this.#set('unreachable');
    this.#tryLater();
  }

  #tryLater(): void {
    const waitMs = this.#retryMs[Math.min(this.#attempts++, this.#retryMs.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#try(), waitMs);
    this.#timer.unref();
  }

  #set(state: ObsConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.log.info({ state }, "OBS's WebSocket server");
    this.#options.onState();
  }
}
