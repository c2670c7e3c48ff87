// The daemon's end of one plugin link: hello, requests with time-outs, events. A peer that breaks a rule is dropped.

import type { Socket } from 'node:net';
import {
  type PluginEventData,
  type PluginEventName,
  pluginEvents,
} from '../../../protocol/events.ts';
import {
  type FromPlugin,
  fromPlugin,
  linkMessageBytesMax,
  type ToPlugin,
} from '../../../protocol/link-messages.ts';
import { type linkRefuseCodes, protocolVersion } from '../../../protocol/names.ts';
import {
  type PluginReply,
  type PluginRequestData,
  type PluginRequestName,
  pluginRequests,
} from '../../../protocol/requests.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import { daemonVersion } from '../daemon-version.ts';
import { LineReader } from './line-reader.ts';

export interface PluginIdentity {
  readonly pluginVersion: string;
  readonly obsVersion: string;
  readonly pid: number;
}

/** One event, its name and data belonging together. */
export type PluginEvent = {
  [Name in PluginEventName]: { readonly event: Name; readonly data: PluginEventData<Name> };
}[PluginEventName];

export interface LinkPeerHandlers {
  /** The hello was good: it may be asked from now on. */
  introduced(peer: LinkPeer, identity: PluginIdentity): void;
  /** The plugin has closed its end; ours is closed when this resolves. */
  leaves(peer: LinkPeer, identity: PluginIdentity): Promise<void>;
  event(peer: LinkPeer, event: PluginEvent): void;
  /** Called once, whoever ended it; `code` is empty for an ordinary end. */
  closed(peer: LinkPeer, code: string, message: string): void;
}

export interface LinkTimes {
  /** For the first message. */
  readonly helloMs: number;
  readonly replyMs: number;
}

interface Waiting {
  readonly request: PluginRequestName;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: CodedError) => void;
  readonly timer: NodeJS.Timeout;
}

const waitingMax = 256;
/** What a plugin that does not read may leave with us before it is dropped. */
const unsentBytesMax = 2 * linkMessageBytesMax;

export class LinkPeer {
  readonly #socket: Socket;
  readonly #handlers: LinkPeerHandlers;
  readonly #times: LinkTimes;
  readonly #lines = new LineReader(linkMessageBytesMax);
  readonly #waiting = new Map<number, Waiting>();
  readonly #helloTimer: NodeJS.Timeout;
  #identity: PluginIdentity | undefined;
  #nextId = 1;
  #isClosed = false;

  constructor(socket: Socket, handlers: LinkPeerHandlers, times: LinkTimes) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#times = times;
    this.#helloTimer = setTimeout(
      () => this.#drop('hello_invalid', 'The plugin did not introduce itself.'),
      times.helloMs,
    );
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => void this.#leave());
    // `close` follows each error.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end('', ''));
  }

  get identity(): PluginIdentity | undefined {
    return this.#identity;
  }

  /** Throws CodedError: the plugin's own codes, `obs_missing`, `obs_timeout`, `obs_reply_unexpected`. */
  async request<Name extends PluginRequestName>(
    request: Name,
    data: PluginRequestData<Name>,
  ): Promise<PluginReply<Name>> {
    if (this.#isClosed) throw goneError();
    if (this.#waiting.size >= waitingMax) {
      throw new CodedError('obs_busy', 'OBS has not answered earlier requests yet.');
    }
    const id = this.#nextId++;
    const reply = await new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new CodedError('obs_timeout', `OBS did not answer ${request} in time.`));
      }, this.#times.replyMs);
      this.#waiting.set(id, { request, resolve, reject, timer });
      this.#send({ type: 'request', id, request, data: { ...data } });
    });
    const parsed = pluginRequests[request].reply.safeParse(reply);
    if (!parsed.success) {
      throw new CodedError('obs_reply_unexpected', `OBS answered ${request} in an unknown way.`, {
        cause: parsed.error,
      });
    }
    return parsed.data as PluginReply<Name>;
  }

  refuse(code: (typeof linkRefuseCodes)[number], message: string): void {
    this.#send({ type: 'daemon.refuse', code, message });
    this.#drop(code, message);
  }

  close(): void {
    this.#drop('', '');
  }

  #receive(chunk: Buffer): void {
    let messages: FromPlugin[];
    try {
      messages = Array.from(this.#lines.push(chunk), (line) => fromPlugin.parse(JSON.parse(line)));
    } catch (error) {
      // Not thrown on: it is the peer that is at fault, and it goes.
      this.#breakOff(errorCode(error), errorMessage(error));
      return;
    }
    for (const message of messages) {
      if (this.#isClosed) return;
      this.#handle(message);
    }
  }

  #handle(message: FromPlugin): void {
    if ((this.#identity === undefined) !== (message.type === 'plugin.hello')) {
      this.#breakOff('message_unexpected', `A message came out of order: ${message.type}.`);
      return;
    }
    switch (message.type) {
      case 'plugin.hello':
        this.#welcome(message);
        break;
      case 'reply':
        this.#settle(message);
        break;
      case 'event':
        this.#tell(message.event, message.data);
        break;
    }
  }

  async #leave(): Promise<void> {
    if (this.#isClosed) return;
    this.#end('', '');
    if (this.#identity) await this.#handlers.leaves(this, this.#identity);
    this.#socket.destroySoon();
  }

  #breakOff(code: string, message: string): void {
    if (this.#identity) this.#drop(code, message);
    else this.refuse('hello_invalid', 'The plugin sent a message that the daemon does not know.');
  }

  #welcome(hello: Extract<FromPlugin, { type: 'plugin.hello' }>): void {
    clearTimeout(this.#helloTimer);
    if (hello.protocol.major !== protocolVersion.major) {
      this.refuse(
        'protocol_mismatch',
        `The plugin speaks protocol ${hello.protocol.major}, the daemon ${protocolVersion.major}; install both again.`,
      );
      return;
    }
    const { plugin_version: pluginVersion, obs_version: obsVersion, pid } = hello;
    this.#identity = { pluginVersion, obsVersion, pid };
    this.#send({
      type: 'daemon.welcome',
      protocol: protocolVersion,
      daemon_version: daemonVersion,
      pid: process.pid,
    });
    this.#handlers.introduced(this, this.#identity);
  }

  #settle(reply: Extract<FromPlugin, { type: 'reply' }>): void {
    const waiting = this.#waiting.get(reply.id);
    // One that came after its time-out.
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.ok) waiting.resolve(reply.data);
    else waiting.reject(new CodedError(reply.code, reply.message));
  }

  /** An event that this daemon does not know is of a newer plugin, and passed over. */
  #tell(event: string, data: unknown): void {
    if (!isEventName(event)) return;
    const parsed = pluginEvents[event].safeParse(data);
    if (!parsed.success) {
      this.#breakOff('event_invalid', `The event ${event} is not as described.`);
      return;
    }
    this.#handlers.event(this, { event, data: parsed.data } as PluginEvent);
  }

  #send(message: ToPlugin): void {
    if (this.#isClosed) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > unsentBytesMax) {
      this.#drop('obs_stuck', 'OBS does not read what it is sent.');
    }
  }

  #drop(code: string, message: string): void {
    if (this.#isClosed) return;
    // What was written before, such as a refusal, still goes out.
    this.#socket.destroySoon();
    this.#end(code, message);
  }

  #end(code: string, message: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#helloTimer);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(goneError());
    }
    this.#waiting.clear();
    this.#handlers.closed(this, code, message);
  }
}

function isEventName(event: string): event is PluginEventName {
  return Object.hasOwn(pluginEvents, event);
}

function goneError(): CodedError {
  return new CodedError('obs_missing', 'OBS is not connected.');
}
