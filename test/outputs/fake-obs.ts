// An obs-websocket server that holds service and profile settings and knows no pictures: for what a real OBS does rarely
// or slowly. Speaks protocol 5 as published: hello, identify with the password's proof, requests, events.

import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** What requests carry, as far as they are answered here. */
interface RequestData {
  readonly parameterCategory?: 'Output' | 'SimpleOutput';
  readonly parameterName?: string;
  readonly parameterValue?: string;
  readonly streamServiceType?: string;
  readonly streamServiceSettings?: ServiceSettings;
}

interface ServiceSettings {
  readonly service?: string;
  readonly server?: string;
  readonly key?: string;
  readonly use_auth?: boolean;
  readonly username?: string;
  readonly password?: string;
}

interface SimpleOutput {
  readonly VBitrate: string;
  readonly ABitrate: string;
  readonly StreamEncoder: string;
}

const salt = 'salt';
const challenge = 'challenge';
const authenticationFailed = 4009;

function proof(password: string): string {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  return hash(hash(password + salt) + challenge);
}

export class FakeObs {
  /** Every request that was made, oldest first, as it came. */
  readonly requests: { readonly type: string; readonly data: RequestData }[] = [];
  service = {
    streamServiceType: 'rtmp_common',
    streamServiceSettings: {} as ServiceSettings,
  };
  video = {
    baseWidth: 1920,
    baseHeight: 1080,
    outputWidth: 1280,
    outputHeight: 720,
    fpsNumerator: 30,
    fpsDenominator: 1,
  };
  outputMode = 'Simple';
  simple: SimpleOutput = { VBitrate: '2500', ABitrate: '160', StreamEncoder: 'x264' };
  active = { stream: false, record: false, camera: false };
  /** What happens on StartStream, after it was answered. */
  onStartStream: (obs: FakeObs) => void = (obs) => obs.stream('STARTING', 'STARTED');
  readonly #server: WebSocketServer;
  readonly #password: string | undefined;
  readonly #clients = new Set<WebSocket>();

  private constructor(server: WebSocketServer, password: string | undefined) {
    this.#server = server;
    this.#password = password;
    server.on('connection', (socket) => this.#greet(socket));
  }

  static async start({ password, port = 0 }: { password?: string; port?: number } = {}) {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await new Promise((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
    });
    return new FakeObs(server, password);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Whoever is connected; others may come. */
  drop(): void {
    for (const client of this.#clients) client.terminate();
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Goes through these states, telling each. */
  stream(...phases: readonly string[]): void {
    for (const phase of phases) {
      this.active.stream = phase === 'STARTED' || phase === 'RECONNECTING';
      this.tell('StreamStateChanged', {
        outputActive: this.active.stream,
        outputState: `OBS_WEBSOCKET_OUTPUT_${phase}`,
      });
    }
  }

  tell(eventType: string, eventData: Record<string, unknown>): void {
    for (const client of this.#clients) {
      client.send(JSON.stringify({ op: 5, d: { eventType, eventIntent: 1, eventData } }));
    }
  }

  #greet(socket: WebSocket): void {
    const authentication =
      this.#password === undefined ? {} : { authentication: { challenge, salt } };
    socket.send(
      JSON.stringify({
        op: 0,
        d: { obsWebSocketVersion: '5.1.0', rpcVersion: 1, ...authentication },
      }),
    );
    socket.on('message', (text) => {
      const { op, d } = JSON.parse(String(text));
      if (op === 1) this.#identify(socket, d);
      if (op === 6) this.#answer(socket, d);
    });
    socket.on('close', () => this.#clients.delete(socket));
  }

  #identify(socket: WebSocket, { authentication }: { authentication?: string }): void {
    if (this.#password !== undefined && authentication !== proof(this.#password)) {
      socket.close(authenticationFailed, 'Authentication failed.');
      return;
    }
    this.#clients.add(socket);
    socket.send(JSON.stringify({ op: 2, d: { negotiatedRpcVersion: 1 } }));
  }

  #answer(
    socket: WebSocket,
    request: { requestType: string; requestId: string; requestData?: RequestData },
  ): void {
    const { requestType, requestId, requestData = {} } = request;
    this.requests.push({ type: requestType, data: requestData });
    const reply = this.#reply(requestType, requestData);
    const requestStatus =
      typeof reply === 'number'
        ? { result: false, code: reply, comment: `no: ${JSON.stringify(requestData)}` }
        : { result: true, code: 100 };
    const responseData = typeof reply === 'number' ? {} : { responseData: reply };
    socket.send(
      JSON.stringify({ op: 7, d: { requestType, requestId, requestStatus, ...responseData } }),
    );
  }

  /** The data, or a status of obs-websocket's. */
  #reply(type: string, data: RequestData): object | number {
    switch (type) {
      case 'GetVersion':
        return {};
      case 'GetStreamStatus':
        return { outputActive: this.active.stream };
      case 'GetRecordStatus':
        return { outputActive: this.active.record };
      case 'GetVirtualCamStatus':
      case 'StartVirtualCam':
        return this.active.camera ? { outputActive: true } : 604;
      case 'StartStream':
        if (this.active.stream) return 500;
        setImmediate(() => this.onStartStream(this));
        return {};
      case 'StopStream':
        if (!this.active.stream) return 501;
        setImmediate(() => this.stream('STOPPING', 'STOPPED'));
        return {};
      case 'GetVideoSettings':
        return this.video;
      case 'SetVideoSettings':
        if (Object.values(this.active).includes(true)) return 500;
        Object.assign(this.video, data);
        return {};
      case 'GetStreamServiceSettings':
        return this.service;
      case 'SetStreamServiceSettings':
        return this.active.stream ? 500 : this.#setService(data);
      case 'GetProfileParameter':
        return { parameterValue: this.#parameter(data) ?? null, defaultParameterValue: null };
      case 'SetProfileParameter':
        this.simple = { ...this.simple, [data.parameterName ?? '']: data.parameterValue };
        return {};
      default:
        return 204;
    }
  }

  /** Settings of the same type are added to those that were there, as OBS does it. */
  #setService({ streamServiceType = '', streamServiceSettings }: RequestData): object {
    const isSame = streamServiceType === this.service.streamServiceType;
    const before = isSame ? this.service.streamServiceSettings : {};
    this.service = {
      streamServiceType,
      streamServiceSettings: { ...before, ...streamServiceSettings },
    };
    return {};
  }

  #parameter({ parameterCategory, parameterName }: RequestData): string | undefined {
    if (parameterCategory === 'Output') return this.outputMode;
    return Object.entries(this.simple).find(([name]) => name === parameterName)?.[1];
  }
}
