// The WebSocket to the control server: logs in (both sides prove that they know the token), reconnects by itself, and
// matches replies with commands. What the messages mean is the model's business.

import { type ReadonlySignal, signal } from '@preact/signals';
import { loginNonce, loginProof } from '../../../protocol/dock-login.ts';
import type { FromDock, ToDock } from '../../../protocol/dock-messages.ts';
import { readPreviewFrame } from '../../../protocol/preview-frame.ts';
import { backoffMs } from './backoff.ts';
import type {
  CommandPort,
  ConnectionProblem,
  ConnectionStatus,
  DockListener,
  Outcome,
  Watch,
} from './command-port.ts';

export interface DockConnectionOptions {
  readonly url: string;
  readonly port: number;
  readonly client: string;
  readonly protocolMajor: number;
  readonly token: string | undefined;
  readonly listener: DockListener;
}

/** The server speaks twice a second; after this long it is gone, whatever the socket says. */
const silenceMs = 8000;
/** Nothing that OBS is asked takes this long. */
const replyMs = 15_000;

export class DockConnection implements CommandPort {
  readonly #options: DockConnectionOptions;
  readonly #status = signal<ConnectionStatus>({ kind: 'connecting' });
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #token: string | undefined;
  #socket: WebSocket | undefined;
  #watch: Watch = { topics: [], preview: null };
  #failures = 0;
  #nextId = 1;
  #heardAtMs = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DockConnectionOptions) {
    this.#options = options;
    this.#token = options.token;
  }

  get status(): ReadonlySignal<ConnectionStatus> {
    return this.#status;
  }

  start(): void {
    setInterval(() => {
      if (this.#socket && performance.now() - this.#heardAtMs > silenceMs) this.#drop();
    }, 1000);
    // A machine that wakes up should not wait for the end of a long pause.
    addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
    this.#connect();
  }

  useToken(token: string): void {
    this.#token = token;
    this.#failures = 0;
    this.#connect();
  }

  retryNow(): void {
    if (this.#status.value.kind === 'lost' && !this.#socket) this.#connect();
  }

  /** Sent now, and again after each reconnect. */
  watch(watch: Watch): void {
    this.#watch = watch;
    if (this.#status.value.kind === 'open') this.#send({ type: 'watch', ...watch });
  }

  /** Never throws; a connection that goes meanwhile is an outcome too. */
  command(name: string, input: object): Promise<Outcome> {
    if (this.#status.value.kind !== 'open') return Promise.resolve(notConnected);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(noReply), replyMs);
      const finish = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      this.#waiting.set(id, finish);
      this.#send({ type: 'command', id, name, input });
    });
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    if (this.#token === undefined) {
      this.#status.value = { kind: 'locked' };
      return;
    }
    this.#drop();
    if (this.#failures === 0) this.#status.value = { kind: 'connecting' };
    const socket = new WebSocket(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heardAtMs = performance.now();
    const nonce = loginNonce();
    let isProven = false;
    let problem: ConnectionProblem = 'unreachable';
    socket.onopen = () => this.#send({ type: 'hello', nonce, client: this.#options.client });
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#heardAtMs = performance.now();
      if (data instanceof ArrayBuffer) {
        if (!isProven) return;
        const frame = readPreviewFrame(data);
        if (frame) this.#options.listener.onPicture(frame);
        return;
      }
      const message = parsed(data);
      if (message?.type === 'challenge') {
        void this.#answer(socket, { nonce, challenge: message }).then((isTrue) => {
          isProven = isTrue;
          if (isTrue) return;
          problem = 'server_unproven';
          socket.close();
        });
      } else if (message?.type === 'error') problem = message.code;
      // Whoever has taken the port while the daemon was down could say anything.
      else if (message && isProven) this.#take(message);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#closed(problem);
    };
  }

  async #answer(
    socket: WebSocket,
    { nonce, challenge }: { nonce: string; challenge: Extract<ToDock, { type: 'challenge' }> },
  ): Promise<boolean> {
    const token = this.#token ?? '';
    const { port } = this.#options;
    if (challenge.proof !== (await loginProof({ token, role: 'server', port, nonce }))) {
      return false;
    }
    const proof = await loginProof({ token, role: 'client', port, nonce: challenge.nonce });
    if (this.#socket === socket) this.#send({ type: 'login', proof });
    return true;
  }

  #take(message: ToDock): void {
    const { listener, protocolMajor } = this.#options;
    switch (message.type) {
      case 'welcome':
        this.#failures = 0;
        if (message.protocol.major !== protocolMajor) {
          this.#status.value = { kind: 'outdated', daemonVersion: message.daemon_version };
          this.#drop();
          return;
        }
        this.#status.value = {
          kind: 'open',
          daemonVersion: message.daemon_version,
          commands: message.commands,
        };
        this.#send({ type: 'watch', ...this.#watch });
        return;
      case 'reply':
        this.#waiting.get(message.id)?.(
          message.ok
            ? { ok: true, data: message.data }
            : { ok: false, code: message.code, message: message.message },
        );
        return;
      case 'state':
        listener.onState(message);
        return;
      case 'stats':
        listener.onStats(message);
        return;
      case 'event':
        listener.onEvent(message);
        return;
      case 'challenge':
      case 'error':
        return;
      default:
        message satisfies never;
    }
  }

  #closed(problem: ConnectionProblem): void {
    for (const finish of [...this.#waiting.values()]) finish(notConnected);
    if (this.#status.value.kind === 'outdated') return;
    this.#failures++;
    this.#status.value = { kind: 'lost', problem };
    this.#retryTimer = setTimeout(() => this.#connect(), backoffMs(this.#failures, Math.random()));
  }

  #drop(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    socket.close();
    if (this.#status.value.kind === 'open') this.#closed('unreachable');
  }

  #send(message: FromDock): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

const notConnected: Outcome = { ok: false, code: 'not_connected', message: '' };
const noReply: Outcome = { ok: false, code: 'no_reply', message: '' };

/** The server has proven itself by the time that anything is made of it; only its syntax is looked at. */
function parsed(text: unknown): ToDock | undefined {
  try {
    const message: unknown = JSON.parse(String(text));
    return typeof message === 'object' && message !== null && 'type' in message
      ? (message as ToDock)
      : undefined;
  } catch {
    return undefined;
  }
}
