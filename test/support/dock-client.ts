// A page's side of the WebSocket, for tests: logs in as a page does, or as it should not.

import { WebSocket } from 'ws';
import { loginNonce, loginProof } from '../../protocol/dock-login.ts';
import { type FromDock, type ToDock, toDock } from '../../protocol/dock-messages.ts';
import type { DockState } from '../../protocol/dock-state.ts';
import { type PreviewFrame, readPreviewFrame } from '../../protocol/preview-frame.ts';

const patienceMs = 20_000;

export interface DockClientOptions {
  readonly headers?: Record<string, string>;
  readonly host?: string;
  readonly path?: string;
}

type Of<Type extends ToDock['type']> = Extract<ToDock, { type: Type }>;

export class DockClient {
  readonly socket: WebSocket;
  readonly port: number;
  readonly received: ToDock[] = [];
  readonly pictures: PreviewFrame[] = [];
  /** Code and reason of the end. */
  ended: { readonly code: number; readonly reason: string } | undefined;
  /** Of an upgrade that was turned away. */
  refusedStatus: number | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    port: number,
    { headers = {}, host = '127.0.0.1', path = '/ws' }: DockClientOptions = {},
  ) {
    this.port = port;
    this.socket = new WebSocket(`ws://${host}:${port}${path}`, {
      headers,
      perMessageDeflate: false,
    });
    this.socket.binaryType = 'arraybuffer';
    this.socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof ArrayBuffer) {
        const picture = readPreviewFrame(data);
        if (picture) this.pictures.push(picture);
      } else {
        // Every message of the server is one of the schema.
        this.received.push(toDock.parse(JSON.parse(textOf(data))));
      }
      this.#wake();
    });
    this.socket.on('unexpected-response', (_request, response) => {
      this.refusedStatus = response.statusCode ?? 0;
      response.destroy();
      this.#wake();
    });
    this.socket.on('open', () => this.#wake());
    this.socket.on('error', () => this.#wake());
    this.socket.on('close', (code, reason) => {
      this.ended = { code, reason: reason.toString() };
      this.#wake();
    });
  }

  static async open(
    port: number,
    token: string,
    options: DockClientOptions = {},
  ): Promise<DockClient> {
    const client = new DockClient(port, options);
    await client.login(token);
    return client;
  }

  /** Resolves at `welcome`; throws where the server is not proven, or says no. */
  async login(token: string): Promise<Of<'welcome'>> {
    await this.opened();
    const nonce = loginNonce();
    this.send({ type: 'hello', nonce, client: 'test' });
    const challenge = await this.next('challenge');
    const expected = await loginProof({ token, role: 'server', port: this.port, nonce });
    const isProven = challenge.proof === expected;
    const proof = await loginProof({
      token,
      role: 'client',
      port: this.port,
      nonce: challenge.nonce,
    });
    this.send({ type: 'login', proof });
    const welcome = await this.next('welcome');
    if (!isProven) throw new Error('The server did not prove itself.');
    return welcome;
  }

  opened(): Promise<void> {
    return this.#until(() => this.socket.readyState === WebSocket.OPEN || undefined).then(
      () => undefined,
    );
  }

  send(message: FromDock): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message of that type that fits, taken out of those received. */
  next<Type extends ToDock['type']>(
    type: Type,
    fits: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    return this.#until(() => {
      const at = this.received.findIndex(
        (message): message is Of<Type> => message.type === type && fits(message as Of<Type>),
      );
      return at < 0 ? undefined : (this.received.splice(at, 1)[0] as Of<Type>);
    });
  }

  async state(fits: (state: DockState) => boolean): Promise<DockState> {
    return (await this.next('state', ({ state }) => fits(state))).state;
  }

  async command(name: string, input: unknown = {}, id = Math.floor(Math.random() * 1e9)) {
    this.send({ type: 'command', id, name, input });
    return await this.next('reply', (reply) => reply.id === id);
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    return await this.#untilAny(() => this.ended);
  }

  async refusal(): Promise<number> {
    return await this.#untilAny(() => this.refusedStatus);
  }

  async picture(fits: (frame: PreviewFrame) => boolean = () => true): Promise<PreviewFrame> {
    return await this.#until(() => this.pictures.find(fits));
  }

  close(): void {
    this.socket.terminate();
  }

  async #until<T>(get: () => T | undefined): Promise<T> {
    return await this.#untilAny(() => {
      const value = get();
      if (value !== undefined) return value;
      if (this.ended) throw new Error(`The connection ended: ${JSON.stringify(this.ended)}`);
      return undefined;
    });
  }

  async #untilAny<T>(get: () => T | undefined): Promise<T> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const value = get();
      if (value !== undefined) return value;
      if (performance.now() > until) {
        throw new Error(
          `Waited in vain; received: ${JSON.stringify(this.received).slice(0, 2000)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 200);
        const waiting = this.#waiting;
        function done() {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

function textOf(data: unknown): string {
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : String(data);
}
