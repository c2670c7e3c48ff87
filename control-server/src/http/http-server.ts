// The HTTP server on the loopback: what every request goes through, in order, and what answers it.

import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import type { CommandRegistry } from '../control/registry.ts';
import type { DockHub } from '../docks/dock-hub.ts';
import type { ServerLog } from '../server-log.ts';
import { isProven, readBearer, requireToken } from './bearer.ts';
import { answerHealth, type HealthFacts } from './health.ts';
import { judgeHeaders } from './loopback-guard.ts';
import type { Metrics } from './metrics.ts';
import { pageRoutes } from './pages.ts';
import { bindLoopback, type PortBinding } from './port-binding.ts';
import { answerProof, proofPath } from './proof.ts';
import { refuse } from './refusal.ts';
import { restRoutes, statusOf } from './rest.ts';
import { securityHeaders } from './security-headers.ts';
import { SocketBudget } from './socket-budget.ts';

export interface HttpServerOptions {
  /** 0: any. */
  readonly port: number;
  readonly token: string;
  readonly pagesFolder: string;
  readonly registry: CommandRegistry;
  readonly hub: DockHub;
  readonly metrics: Metrics;
  readonly health: () => HealthFacts;
  readonly log: ServerLog;
}

const socketPath = '/ws';
/** All connections, pages that have logged in among them. */
const socketsMax = 200;
const headerBytesMax = 16 * 1024;
const headersTimeoutMs = 5000;
const requestTimeoutMs = 15_000;
const keepAliveTimeoutMs = 5000;
/** A second, for those who show the token and for all others together: neither can keep the other out. */
const requestsPerSecond = { proven: 100, others: 200 } as const;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #sockets = new SocketBudget(socketsMax);
  #binding: PortBinding | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
  }

  /** Throws CodedError `port_unavailable`. */
  async start(): Promise<number> {
    // The port is part of what is checked, and known only when it is bound.
    let app: Express | undefined;
    const serve = (request: IncomingMessage) => {
      if (!app) request.socket.destroy();
      return app;
    };
    this.#binding = await bindLoopback(this.#options.port, () => {
      const server = createServer({ maxHeaderSize: headerBytesMax }, (request, response) =>
        serve(request)?.(request, response),
      );
      server.headersTimeout = headersTimeoutMs;
      server.requestTimeout = requestTimeoutMs;
      server.keepAliveTimeout = keepAliveTimeoutMs;
      server.on('connection', (socket) => this.#sockets.add(socket));
      server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
      return server;
    });
    app = this.#app(this.#binding.port);
    return this.#binding.port;
  }

  stop(): void {
    for (const server of this.#binding?.servers ?? []) server.close();
    this.#sockets.closeAll();
  }

  #app(port: number): Express {
    const { token, log, health, metrics, registry, pagesFolder } = this.#options;
    const app = express();
    app.disable('x-powered-by');
    app.set('query parser', 'simple');
    app.use(securityHeaders(port));
    // Before the guard: it is asked by the dock's first page, which is a file.
    app.use(proofPath, limited(), answerProof(token, port));
    app.use(onlyOurs(port));
    app.use(readBearer({ token, log, proven: (socket) => this.#sockets.prove(socket) }));
    app.use(limited());
    app.get('/health', answerHealth(health));
    app.get('/metrics', requireToken, async (_request, response) => {
      response.set('Content-Type', metrics.contentType).send(await metrics.text());
    });
    app.use('/api', requireToken, restRoutes(registry));
    app.use(pageRoutes(pagesFolder));
    app.use((request, response) => {
      const message = 'There is nothing here.';
      refuse(request, response, { status: 404, code: 'not_found', message });
    });
    app.use(answerError(log));
    return app;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const port = this.#binding?.port ?? 0;
    const verdict = judgeHeaders(request.headers, port);
    if (verdict !== 'ok') {
      const { log } = this.#options;
      log.warn({ code: verdict, origin: request.headers.origin }, 'a WebSocket was turned away');
      turnAway(socket, verdict === 'host_wrong' ? 421 : 403, verdict);
      return;
    }
    if (request.url !== socketPath || request.method !== 'GET') {
      turnAway(socket, 404, 'not_found');
      return;
    }
    this.#options.hub.accept({ request, socket, head, port }, () => {
      if (socket instanceof Socket) this.#sockets.prove(socket);
    });
  }
}

function onlyOurs(port: number): RequestHandler {
  return (request, response, next) => {
    switch (judgeHeaders(request.headers, port)) {
      case 'ok':
        next();
        break;
      case 'host_wrong': {
        const message = 'This server answers to this computer and its own name only.';
        refuse(request, response, { status: 421, code: 'host_wrong', message });
        break;
      }
      case 'origin_wrong': {
        const message = 'Other pages may not talk to this server.';
        refuse(request, response, { status: 403, code: 'origin_wrong', message });
        break;
      }
    }
  };
}

function limited(): RequestHandler {
  return rateLimit({
    windowMs: 1000,
    limit: (_request, response) =>
      isProven(response) ? requestsPerSecond.proven : requestsPerSecond.others,
    // All come from this machine: an address tells nobody apart.
    keyGenerator: (_request, response) => (isProven(response) ? 'proven' : 'others'),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (request, response) => {
      const message = 'Too many requests came at once: wait a moment.';
      refuse(request, response, { status: 429, code: 'too_many_messages', message });
    },
  });
}

function answerError(log: ServerLog): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof CodedError) {
      const { code, message } = error;
      refuse(request, response, { status: statusOf(code), code, message });
      return;
    }
    const status = clientErrorStatus(error);
    if (status !== undefined) {
      refuse(request, response, { status, ...clientErrors(status) });
      return;
    }
    log.error({ code: errorCode(error), reason: errorMessage(error) }, 'request failed');
    const message = 'The server failed; its log says why.';
    refuse(request, response, { status: 500, code: 'internal_error', message });
  };
}

/** What express and its parsers throw at requests that are none. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function clientErrors(status: number): { code: string; message: string } {
  if (status === 413) return { code: 'message_too_large', message: 'The request is too large.' };
  if (status === 404) return { code: 'not_found', message: 'There is nothing here.' };
  return { code: 'message_invalid', message: 'The request is not one that the server knows.' };
}

function turnAway(socket: Duplex, status: number, code: string): void {
  const body = JSON.stringify({ ok: false, code });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
