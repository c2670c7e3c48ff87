// The daemon's log, and what must never be in it.

import { type DestinationStream, type Logger, pino } from 'pino';

export type ServerLog = Logger;

/** Wherever a log call would pass one of these along. */
const secrets = [
  'token',
  'key',
  'stream_key',
  'password',
  'proof',
  'nonce',
  'authorization',
  'input',
];

export function createLog(destination: DestinationStream): ServerLog {
  return pino(
    {
      base: { pid: process.pid },
      redact: {
        paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[not logged]',
      },
    },
    destination,
  );
}
