// A control server without OBS and without masks behind it: the same pages, policy, login and messages. For work on the
// looks (`npm run dev:dock`) and for tests in a browser.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { dockProtocol, loginNonce, loginProof } from '../../protocol/dock-login.ts';
import { type FromDock, fromDock, type ToDock } from '../../protocol/dock-messages.ts';
import { modelCommands } from '../../protocol/models.ts';
import { outputCommands } from '../../protocol/outputs.ts';
import { pluginRequests } from '../../protocol/requests.ts';
import { built } from '../../scripts/repository.ts';
import { fakePicture } from './fake-picture.ts';
import { FakeFailure, FakeState } from './fake-state.ts';
import type { ScenarioName } from './scenarios.ts';

export const fakeToken = '5f'.repeat(32);

export const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const pages: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/dock': 'dock.html',
  '/dashboard': 'dashboard.html',
};

const serverCommands = { ...outputCommands, ...modelCommands };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface ReceivedCommand {
  readonly name: string;
  readonly input: unknown;
}

interface Client {
  readonly socket: WebSocket;
  isIn: boolean;
  nonce: string;
  watch: Extract<FromDock, { type: 'watch' }> | undefined;
}

export class FakeServer {
  readonly received: ReceivedCommand[] = [];
  readonly watches: Extract<FromDock, { type: 'watch' }>[] = [];
  /** Refuse these, by name, with this code. */
  readonly refusals = new Map<string, { code: string; message: string }>();
  /** An impostor does not know the token. */
  isImpostor = false;
  replyDelayMs = 0;
  #state: FakeState;
  #http: Server | undefined;
  #sockets: WebSocketServer | undefined;
  #timers: NodeJS.Timeout[] = [];
  readonly #clients = new Set<Client>();
  #port = 0;
  #frameId = 0;

  constructor(scenario: ScenarioName) {
    this.#state = new FakeState(scenario);
  }

  get port(): number {
    return this.#port;
  }

  address(page: '/' | '/dock' | '/dashboard'): string {
    return `http://127.0.0.1:${this.#port}${page}#token=${fakeToken}`;
  }

  get state() {
    return this.#state.state;
  }

  /** The port of before after a stop: as a daemon that was started again. */
  async start(port = this.#port): Promise<void> {
    const http = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#http = http;
    this.#sockets = new WebSocketServer({ server: http, path: '/ws' });
    this.#sockets.on('connection', (socket) => this.#greet(socket));
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#timers = [
      setInterval(() => this.#tellStats(), 500),
      setInterval(() => this.#showPictures(), 100),
    ];
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { socket } of this.#clients) socket.terminate();
    this.#clients.clear();
    this.#sockets?.close();
    const http = this.#http;
    http?.closeAllConnections();
    if (http) await new Promise<void>((resolve) => http.close(() => resolve()));
  }

  play(scenario: ScenarioName): void {
    this.#state = new FakeState(scenario);
    this.tellState();
  }

  /** As if somebody else had done it: the properties window, another dock. */
  change(name: string, input: object): void {
    this.#state.run(name, input);
    this.tellState();
  }

  tellState(): void {
    for (const client of this.#clients) {
      if (client.watch?.topics.includes('state')) this.#sendState(client);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = pages[pathname] ?? (/^\/assets\/[\w.-]+$/.test(pathname) ? pathname : undefined);
    response.setHeader('Content-Security-Policy', contentPolicy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      if (file === undefined) throw new Error('no such page');
      const body = await readFile(path.join(built.dockUi, file));
      response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }

  #greet(socket: WebSocket): void {
    const client: Client = { socket, isIn: false, nonce: '', watch: undefined };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : fromDock.safeParse(JSON.parse(data.toString()));
      if (!message?.success) {
        this.#send(client, {
          type: 'error',
          code: 'message_invalid',
          message: 'Not a message of this protocol.',
        });
        socket.close(4400);
        return;
      }
      void this.#take(client, message.data);
    });
  }

  async #take(client: Client, message: FromDock): Promise<void> {
    const token = this.isImpostor ? 'ab'.repeat(32) : fakeToken;
    const port = this.#port;
    switch (message.type) {
      case 'hello': {
        client.nonce = loginNonce();
        const proof = await loginProof({ token, role: 'server', port, nonce: message.nonce });
        this.#send(client, { type: 'challenge', nonce: client.nonce, proof });
        return;
      }
      case 'login': {
        const proof = await loginProof({ token, role: 'client', port, nonce: client.nonce });
        client.isIn = proof === message.proof;
        if (!client.isIn) {
          client.socket.close(4401);
          return;
        }
        this.#send(client, {
          type: 'welcome',
          protocol: dockProtocol,
          daemon_version: this.state.daemon.version,
          commands: [...Object.keys(pluginRequests), ...Object.keys(serverCommands), 'CheckEgress'],
        });
        return;
      }
      case 'watch':
        if (!client.isIn) return;
        client.watch = message;
        this.watches.push(message);
        this.#sendState(client);
        return;
      case 'command':
        if (client.isIn) await this.#run(client, message);
        return;
      default:
        message satisfies never;
    }
  }

  async #run(client: Client, message: Extract<FromDock, { type: 'command' }>): Promise<void> {
    const { id, name, input } = message;
    const asked = this.#state;
    this.received.push({ name, input });
    if (this.replyDelayMs > 0) await new Promise((done) => setTimeout(done, this.replyDelayMs));
    // What was asked for in one scenario changes nothing in the next one.
    if (this.#state !== asked) return;
    const refusal = this.refusals.get(name) ?? this.#checked(name, input);
    if (refusal) {
      this.#send(client, { type: 'reply', id, ok: false, ...refusal });
      return;
    }
    try {
      const data = this.#state.run(name, input as object);
      this.#send(client, { type: 'reply', id, ok: true, data });
      this.tellState();
    } catch (error) {
      if (!(error instanceof FakeFailure)) throw error;
      const { code, message: sentence } = error;
      this.#send(client, { type: 'reply', id, ok: false, code, message: sentence });
    }
  }

  /** By the schemas of the real thing: a page that sends something else fails its tests. */
  #checked(name: string, input: unknown): { code: string; message: string } | undefined {
    const plugin = (
      pluginRequests as Readonly<
        Record<string, { request: { safeParse: (value: unknown) => { success: boolean } } }>
      >
    )[name]?.request;
    const output = (
      serverCommands as Readonly<
        Record<string, { input: { safeParse: (value: unknown) => { success: boolean } } }>
      >
    )[name]?.input;
    const schema = plugin ?? output;
    return schema && !schema.safeParse(input).success
      ? { code: 'input_invalid', message: `${name}: the input is not valid.` }
      : undefined;
  }

  #sendState(client: Client): void {
    this.#send(client, { type: 'state', state: this.state });
  }

  #tellStats(): void {
    const at = new Date();
    const wave = Math.sin(at.getTime() / 4000);
    for (const client of this.#clients) {
      if (!client.watch?.topics.includes('stats')) continue;
      const { masks, daemon } = this.state;
      this.#send(client, {
        type: 'stats',
        at: at.toISOString(),
        uptime_s: daemon.uptime_s,
        rss_mb: daemon.rss_mb + wave,
        connections: this.#clients.size,
        masks: masks.map(({ stats }) => ({
          ...stats,
          frame_to_mask_ms: {
            ...stats.frame_to_mask_ms,
            p50: stats.frame_to_mask_ms.p50 + wave / 2,
            p99: stats.frame_to_mask_ms.p99 + wave * 1.5,
          },
        })),
      });
    }
  }

  #showPictures(): void {
    const frameId = this.#frameId++;
    for (const { socket, watch } of this.#clients) {
      const preview = watch?.preview;
      const mask = this.state.masks.find(({ filter_uuid }) => filter_uuid === preview?.filter_uuid);
      if (!preview || !mask || socket.bufferedAmount > 1e6) continue;
      const { tag, with_original } = preview;
      const isCovered = mask.state === 'covered';
      socket.send(fakePicture({ picture: 'processed', tag, frameId, isCovered }));
      if (with_original) socket.send(fakePicture({ picture: 'original', tag, frameId, isCovered }));
    }
  }

  #send({ socket }: Client, message: ToDock): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }
}
