// The way into a started OBS: obs-websocket, and a limit for everything that is asked over it.

import { setTimeout as delay } from 'node:timers/promises';
import { OBSWebSocket } from 'obs-websocket-js';
import { exitStatus, UserError } from '../user-error.ts';
import type { Child } from './child-process.ts';

const readyTimeoutMs = 90_000;

/** Throws `obs_timeout` or `obs_ended`. */
export async function connect(
  obs: Child,
  port: number,
  password: string | undefined,
): Promise<OBSWebSocket> {
  const until = performance.now() + readyTimeoutMs;
  let last: unknown;
  while (obs.isRunning && performance.now() < until) {
    const socket = new OBSWebSocket();
    try {
      await within(5_000, 'connect', socket.connect(`ws://127.0.0.1:${port}`, password));
      // From OBS 30 on the socket answers before OBS is ready, with code 207.
      await within(5_000, 'GetSceneList', socket.call('GetSceneList'));
      return socket;
    } catch (error) {
      last = error;
      await socket.disconnect();
      await delay(150);
    }
  }
  throw new UserError({
    code: obs.isRunning ? 'obs_timeout' : 'obs_ended',
    message: obs.isRunning
      ? `OBS did not answer within ${readyTimeoutMs / 1000} s.`
      : `OBS ended before it was ready: ${obs.output.trimEnd().split('\n').at(-1) ?? ''}`,
    status: exitStatus.unavailable,
    cause: new Error(obs.output.slice(-4000), { cause: last }),
  });
}

/** Throws `obs_timeout`. */
export async function within<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: given.signal }).then(() => {
    throw new UserError({
      code: 'obs_timeout',
      message: `OBS did not answer ${what} within ${timeoutMs / 1000} s.`,
      status: exitStatus.temporary,
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    given.abort();
    late.catch(() => undefined);
  }
}
