// A connection to a running OBS through obs-websocket, with time-outs and errors that say what to do.

import { setTimeout as delay } from 'node:timers/promises';
// First: see there.
import './quiet-library.ts';
import { type OBSEventTypes, OBSWebSocket, OBSWebSocketError } from 'obs-websocket-js/json';
import { CodedError } from '../coded-error.ts';
import type { ObsGate } from './obs-gate.ts';

/** Requests as obs-websocket names them, newer ones than our library knows among them. */
export type ObsCall = (
  request: string,
  data?: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** For a connection that stays. */
export interface ObsListener {
  /** Bits of obs-websocket's EventSubscription. */
  readonly subscriptions: number;
  readonly events: readonly (keyof OBSEventTypes)[];
  event(name: string, data: unknown): void;
  /** Once, whoever ended it, and only after the connection was made. */
  closed(): void;
}

export interface ObsConnection {
  readonly call: ObsCall;
  /** The server asked for a password. */
  readonly needsPassword: boolean;
  close(): Promise<void>;
}

export interface ObsConnectionOptions {
  readonly gate: ObsGate;
  readonly listener?: ObsListener;
}

export interface ObsAddress {
  /** ws://host:port */
  readonly url: string;
  readonly password: string | undefined;
}

const connectTimeoutMs = 5_000;
const callTimeoutMs = 10_000;
/** From OBS 30 on the server answers before OBS is ready. */
const readyTimeoutMs = 15_000;
const readyPollMs = 300;

/** Of obs-websocket's close codes and request statuses. */
const authenticationFailed = 4009;
export const requestStatus = {
  unknownRequest: 204,
  notReady: 207,
  outputRunning: 500,
  outputNotRunning: 501,
  notFound: 600,
  /** Such as an output that is switched off in the settings. */
  notAvailable: 604,
} as const;
const absent: readonly number[] = [
  requestStatus.unknownRequest,
  requestStatus.notFound,
  requestStatus.notAvailable,
];

export async function connectToObs(
  { url, password }: ObsAddress,
  { gate, listener }: ObsConnectionOptions,
): Promise<ObsConnection> {
  const socket = new OBSWebSocket();
  // The library's own types list the requests that it knew when it was published.
  const send = socket.call.bind(socket) as (request: string, data?: object) => Promise<unknown>;
  try {
    let needsPassword = false;
    socket.once('Hello', ({ authentication }) => {
      needsPassword = authentication !== undefined;
    });
    const identification = listener && { eventSubscriptions: listener.subscriptions };
    await gate.pass(() =>
      within(connectTimeoutMs, url, socket.connect(url, password, identification)),
    );
    const call: ObsCall = (request, data) =>
      gate.pass(() => within(callTimeoutMs, url, send(request, data)));
    await waitUntilReady(call);
    if (listener) listen(socket, listener);
    return {
      call,
      needsPassword,
      close: () => socket.disconnect(),
    };
  } catch (cause) {
    await socket.disconnect();
    throw connectionError(url, cause);
  }
}

function listen(socket: OBSWebSocket, listener: ObsListener): void {
  for (const name of listener.events) {
    socket.on(name, (...data: unknown[]) => listener.event(name, data[0]));
  }
  socket.once('ConnectionClosed', () => listener.closed());
  // It may have gone while it was waited for.
  if (!socket.identified) listener.closed();
}

async function waitUntilReady(call: ObsCall): Promise<void> {
  const until = performance.now() + readyTimeoutMs;
  for (;;) {
    try {
      await call('GetVersion');
      return;
    } catch (error) {
      if (statusOf(error) !== requestStatus.notReady || performance.now() > until) throw error;
    }
    await delay(readyPollMs);
  }
}

function connectionError(url: string, cause: unknown): Error {
  if (cause instanceof CodedError) return cause;
  const needsPassword = statusOf(cause) === authenticationFailed || isPasswordMissing(cause);
  return needsPassword
    ? new CodedError(
        'obs_password_wrong',
        `OBS at ${url} asks for another password: it is in Tools, WebSocket Server Settings, Show Connect Info.`,
        { cause },
      )
    : new CodedError(
        'obs_unreachable',
        `OBS does not answer at ${url}: is it running, with Tools, WebSocket Server Settings, Enable WebSocket server ticked, and not in Safe Mode?`,
        { cause },
      );
}

/** The library refuses to identify itself by then, with a close code of its own or the server's. */
function isPasswordMissing(error: unknown): boolean {
  return error instanceof Error && /authentication/i.test(error.message);
}

/** Of obs-websocket; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof OBSWebSocketError ? error.code : undefined;
}

/** The reply, or undefined where this OBS has no such request, or nothing of that name, or has it switched off. */
export async function callIfThere(
  call: ObsCall,
  request: string,
  data?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  try {
    return await call(request, data);
  } catch (error) {
    if (absent.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

async function within<T>(timeoutMs: number, url: string, work: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: given.signal }).then(() => {
    throw new CodedError(
      'obs_timeout',
      `OBS at ${url} did not answer within ${timeoutMs / 1000} s.`,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    given.abort();
    late.catch(() => undefined);
  }
}
