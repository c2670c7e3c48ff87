// One page, or program, on the WebSocket: login, commands, what it watches. It is closed at the first message that breaks
// a rule.

import type { RawData, WebSocket } from 'ws';
import { loginNonce, loginProof } from '../../../protocol/dock-login.ts';
import {
  type DockError,
  type DockTopic,
  dockCloseCode,
  dockLimit,
  dockProtocol,
  type FromDock,
  fromDock,
  type PreviewWatch,
} from '../../../protocol/dock-messages.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import type { CommandRegistry } from '../control/registry.ts';
import { daemonVersion } from '../daemon-version.ts';
import { isSameSecret } from '../http/token-file.ts';
import { MessageBudget } from './message-budget.ts';
import { PacedSender } from './paced-sender.ts';

export interface DockConnectionHandlers {
  /** It has logged in. */
  opened(connection: DockConnection): void;
  /** It watches something else than before. */
  watching(connection: DockConnection): void;
  /** Once. `code` is empty for an ordinary end. */
  closed(connection: DockConnection, code: DockError | '', message: string): void;
}

export interface DockConnectionOptions {
  readonly socket: WebSocket;
  readonly token: string;
  /** That it came in by. */
  readonly port: number;
  readonly registry: CommandRegistry;
  readonly handlers: DockConnectionHandlers;
  readonly nowMs: () => number;
}

type Phase = 'new' | 'challenged' | 'proving' | 'open' | 'closed';

/** What may be asked for, and beyond it, what is still heard before the connection is closed. */
const commandBudget = { burst: 120, perSecond: 60 } as const;
const messageBudget = { burst: 1000, perSecond: 200 } as const;
const commandsUnderWayMax = 32;
/** Before the login nothing larger is needed. */
const loginBytesMax = 1024;

export class DockConnection {
  readonly sender: PacedSender;
  readonly #options: DockConnectionOptions;
  readonly #nonce = loginNonce();
  readonly #gone = new AbortController();
  readonly #commands: MessageBudget;
  readonly #messages: MessageBudget;
  readonly #loginTimer: NodeJS.Timeout;
  #phase: Phase = 'new';
  #client = '';
  #topics: readonly DockTopic[] = [];
  #preview: PreviewWatch | undefined;
  #underWay = 0;

  constructor(options: DockConnectionOptions) {
    const { socket, nowMs } = options;
    this.#options = options;
    this.sender = new PacedSender(socket, nowMs);
    this.#commands = new MessageBudget(commandBudget, nowMs());
    this.#messages = new MessageBudget(messageBudget, nowMs());
    this.#loginTimer = setTimeout(
      () => this.fail('login_missing', 'The login did not come in time.'),
      dockLimit.loginMs,
    );
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // `close` follows; the library has answered with the close code that fits.
    socket.on('error', (error) => this.#end(errorOfSocket(error), errorMessage(error)));
    socket.on('close', () => this.#end('', ''));
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  /** For the log: what the page called itself. */
  get client(): string {
    return this.#client;
  }

  get preview(): PreviewWatch | undefined {
    return this.#preview;
  }

  watches(topic: DockTopic): boolean {
    return this.isOpen && this.#topics.includes(topic);
  }

  /** Tells the page why, and closes. */
  fail(code: DockError, message: string): void {
    if (this.#phase === 'closed') return;
    this.sender.reply({ type: 'error', code, message });
    this.#options.socket.close(dockCloseCode[code], code);
    this.#end(code, message);
  }

  /** Without a word: for those who do not read them. */
  giveUp(code: DockError | '', message: string): void {
    this.#options.socket.terminate();
    this.#end(code, message);
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#phase === 'closed') return;
    const now = this.#options.nowMs();
    if (!this.#messages.take(now)) {
      this.fail('too_many_messages', 'Too many messages came at once.');
      return;
    }
    const message = isBinary ? undefined : parsed(data, this.isOpen);
    if (!message) {
      this.fail('message_invalid', 'A message was not one of those that the server knows.');
      return;
    }
    switch (message.type) {
      case 'hello':
        void this.#challenge(message);
        break;
      case 'login':
        void this.#login(message.proof);
        break;
      case 'command':
        if (this.#mustBeOpen()) void this.#run(message);
        break;
      case 'watch':
        if (!this.#mustBeOpen()) return;
        this.#topics = message.topics;
        this.#preview = message.preview ?? undefined;
        this.#options.handlers.watching(this);
        break;
    }
  }

  async #challenge({ nonce, client }: Extract<FromDock, { type: 'hello' }>): Promise<void> {
    if (this.#phase !== 'new') {
      this.fail('message_invalid', 'Only one hello is expected.');
      return;
    }
    this.#phase = 'challenged';
    this.#client = client ?? '';
    const { token, port } = this.#options;
    const proof = await loginProof({ token, role: 'server', port, nonce });
    if (this.#isClosed()) return;
    this.sender.reply({ type: 'challenge', nonce: this.#nonce, proof });
  }

  async #login(proof: string): Promise<void> {
    if (this.#phase !== 'challenged') {
      this.fail('message_invalid', 'A login is expected once, after the challenge.');
      return;
    }
    this.#phase = 'proving';
    const { token, port, registry, handlers } = this.#options;
    const expected = await loginProof({ token, role: 'client', port, nonce: this.#nonce });
    if (this.#isClosed()) return;
    if (!isSameSecret(proof, expected)) {
      this.fail('token_wrong', 'The token is not the one of this server.');
      return;
    }
    clearTimeout(this.#loginTimer);
    this.#phase = 'open';
    this.sender.reply({
      type: 'welcome',
      protocol: dockProtocol,
      daemon_version: daemonVersion,
      commands: registry.names,
    });
    handlers.opened(this);
  }

  #isClosed(): boolean {
    return this.#phase === 'closed';
  }

  #mustBeOpen(): boolean {
    if (this.isOpen) return true;
    this.fail('login_missing', 'The login comes first.');
    return false;
  }

  async #run({ id, name, input }: Extract<FromDock, { type: 'command' }>): Promise<void> {
    this.#underWay++;
    try {
      if (!this.#commands.take(this.#options.nowMs()) || this.#underWay > commandsUnderWayMax) {
        throw new CodedError('too_many_messages', 'Too many commands at once: wait a moment.');
      }
      const data = await this.#options.registry.run(name, input, {
        client: this.#client,
        via: 'websocket',
        signal: this.#gone.signal,
      });
      this.sender.reply({ type: 'reply', id, ok: true, data });
    } catch (error) {
      const failure = asFailure(error);
      this.sender.reply({ type: 'reply', id, ok: false, ...failure });
    } finally {
      this.#underWay--;
    }
  }

  #end(code: DockError | '', message: string): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    clearTimeout(this.#loginTimer);
    this.#gone.abort();
    this.#preview = undefined;
    this.#options.handlers.closed(this, code, message);
  }
}

function asFailure(error: unknown): { code: string; message: string } {
  // Anything else has been logged by the registry; its text may hold what is not for a page.
  if (!(error instanceof CodedError)) {
    return { code: 'internal_error', message: 'The server failed; its log says why.' };
  }
  return { code: errorCode(error), message: errorMessage(error) };
}

function parsed(data: RawData, isOpen: boolean): FromDock | undefined {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  if (!isOpen && bytes.length > loginBytesMax) return undefined;
  try {
    return fromDock.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    // Not JSON: answered like any other message that is not one of ours.
    return undefined;
  }
}

function errorOfSocket(error: Error): DockError {
  return errorCode(error) === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
    ? 'message_too_large'
    : 'message_invalid';
}
