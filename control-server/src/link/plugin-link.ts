// Listens for OBS's plugin on control.sock in the runtime folder. Several OBS may be connected; the newest that lives is
// the one that is steered.

import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type {
  PluginReply,
  PluginRequestData,
  PluginRequestName,
} from '../../../protocol/requests.ts';
import { CodedError } from '../coded-error.ts';
import { LinkPeer, type LinkTimes, type PluginEvent, type PluginIdentity } from './link-peer.ts';

/** Asks the OBS that is steered. Throws CodedError, `obs_missing` where there is none. */
export type AskPlugin = <Name extends PluginRequestName>(
  request: Name,
  data: PluginRequestData<Name>,
) => Promise<PluginReply<Name>>;

export interface PluginLinkHandlers {
  came(identity: PluginIdentity): void;
  /** An OBS ends, and waits a moment for this: nobody may be asking it anything when it resolves. */
  leaves(identity: PluginIdentity): Promise<void>;
  /** Another OBS is steered than before, or none. */
  steeredChanged(identity: PluginIdentity | undefined): void;
  /** How many OBS are connected changed. */
  peersChanged(count: number): void;
  /** Of the OBS that is steered. */
  event(event: PluginEvent): void;
  refused(code: string, message: string): void;
}

export interface PluginLinkOptions {
  readonly socketPath: string;
  readonly handlers: PluginLinkHandlers;
  readonly times?: LinkTimes;
}

const peersMax = 16;
const usualTimes: LinkTimes = { helloMs: 5000, replyMs: 10_000 };

export class PluginLink {
  readonly #options: PluginLinkOptions;
  readonly #server: Server;
  readonly #unintroduced = new Set<LinkPeer>();
  /** In the order in which they came. */
  #peers: LinkPeer[] = [];
  #steered: LinkPeer | undefined;
  #isStopped = false;

  constructor(options: PluginLinkOptions) {
    this.#options = options;
    // Half open: our end of a connection is closed when we are ready for OBS to end.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      const peer = new LinkPeer(
        socket,
        {
          introduced: (_peer, identity) => this.#add(peer, identity),
          leaves: (_peer, identity) => options.handlers.leaves(identity),
          event: (_peer, event) => this.#pass(peer, event),
          closed: (_peer, code, message) => this.#remove(peer, code, message),
        },
        options.times ?? usualTimes,
      );
      this.#unintroduced.add(peer);
      if (this.#unintroduced.size + this.#peers.length > peersMax) {
        peer.refuse('too_many_links', 'Too many OBS are connected to the daemon.');
      }
    });
  }

  /** The runtime folder is ours alone, and the frame channel's socket in it tells that no other daemon lives. */
  async start(): Promise<void> {
    const { socketPath } = this.#options;
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) =>
        reject(new CodedError('link_failed', `Nobody can connect to ${socketPath}.`, { cause })),
      );
      this.#server.listen(socketPath, resolve);
    });
    chmodSync(socketPath, 0o600);
  }

  stop(): void {
    this.#isStopped = true;
    for (const peer of [...this.#unintroduced, ...this.#peers]) peer.close();
    // Node removes the socket's file with it.
    this.#server.close();
  }

  get peerCount(): number {
    return this.#peers.length;
  }

  readonly ask: AskPlugin = async (request, data) => {
    if (!this.#steered) throw new CodedError('obs_missing', 'OBS is not connected.');
    return await this.#steered.request(request, data);
  };

  #add(peer: LinkPeer, identity: PluginIdentity): void {
    this.#unintroduced.delete(peer);
    this.#options.handlers.came(identity);
    this.#peers.push(peer);
    this.#options.handlers.peersChanged(this.#peers.length);
    this.#steer();
  }

  #remove(peer: LinkPeer, code: string, message: string): void {
    const wasIntroduced = this.#peers.includes(peer);
    this.#unintroduced.delete(peer);
    this.#peers = this.#peers.filter((other) => other !== peer);
    if (this.#isStopped) return;
    if (code !== '') this.#options.handlers.refused(code, message);
    if (!wasIntroduced) return;
    this.#options.handlers.peersChanged(this.#peers.length);
    this.#steer();
  }

  #steer(): void {
    const newest = this.#peers.at(-1);
    if (newest === this.#steered) return;
    this.#steered = newest;
    this.#options.handlers.steeredChanged(newest?.identity);
  }

  #pass(peer: LinkPeer, event: PluginEvent): void {
    if (peer === this.#steered) this.#options.handlers.event(event);
  }
}
