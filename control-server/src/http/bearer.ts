// Who shows the token: `Authorization: Bearer <token>`.

import type { Socket } from 'node:net';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { ServerLog } from '../server-log.ts';
import { refuse } from './refusal.ts';
import { isSameSecret } from './token-file.ts';

const provenKey = 'isProven';
/** A wrong token is logged this often at most. */
const warnEveryMs = 10_000;

export interface BearerOptions {
  readonly token: string;
  readonly log: ServerLog;
  /** Its connection may stay when others have to make room. */
  readonly proven: (socket: Socket) => void;
}

/** Only notes it; `requireToken` is what turns away. */
export function readBearer({ token, log, proven }: BearerOptions): RequestHandler {
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  return (request, response, next) => {
    const given = /^Bearer +(\S{1,256})$/i.exec(request.headers.authorization ?? '')?.[1];
    const isProven = given !== undefined && isSameSecret(given, token);
    response.locals[provenKey] = isProven;
    if (isProven) proven(request.socket);
    else if (given !== undefined && performance.now() - warnedAtMs > warnEveryMs) {
      warnedAtMs = performance.now();
      log.warn({ path: request.path }, 'a wrong token was shown');
    }
    next();
  };
}

export function isProven(response: Response): boolean {
  return response.locals[provenKey] === true;
}

export function requireToken(request: Request, response: Response, next: NextFunction): void {
  if (isProven(response)) {
    next();
    return;
  }
  response.set('WWW-Authenticate', 'Bearer');
  refuse(request, response, {
    status: 401,
    code: 'token_wrong',
    message: 'The token is missing or wrong; it is in the file "token" of your PlayAlter folder.',
  });
}
