// All pages on the WebSocket: lets them in, tells them what is new, and gives up those that do not keep up.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { dockLimit, type PreviewWatch, type ToDock } from '../../../protocol/dock-messages.ts';
import type { CommandRegistry } from '../control/registry.ts';
import type { ServerLog } from '../server-log.ts';
import type { Repeat } from '../state/repeat.ts';
import { DockConnection } from './dock-connection.ts';
import type { Picture } from './paced-sender.ts';

export interface PreviewWish {
  readonly withOriginal: boolean;
}

export interface DockHubOptions {
  readonly token: string;
  readonly registry: CommandRegistry;
  readonly log: ServerLog;
  readonly nowMs: () => number;
  readonly repeat: Repeat;
  /** The newest `state` message, as text. */
  readonly currentState: () => string;
}

export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** That it came in by. */
  readonly port: number;
}

const checkEveryMs = 1000;
/** A page that answers no ping between two of them is gone. */
const pingEveryMs = 15_000;

export class DockHub {
  readonly #options: DockHubOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: dockLimit.messageBytesMax,
    // It would cost memory per page, and pictures do not get smaller by it in time.
    perMessageDeflate: false,
    skipUTF8Validation: false,
  });
  readonly #connections = new Set<DockConnection>();
  readonly #stops: (() => void)[];
  readonly #previewListeners = new Set<(wishes: ReadonlyMap<string, PreviewWish>) => void>();
  #isStopped = false;

  constructor(options: DockHubOptions) {
    this.#options = options;
    this.#stops = [options.repeat(checkEveryMs, () => this.#giveUpStuck())];
  }

  /** Pages that have logged in. */
  get openCount(): number {
    return [...this.#connections].filter(({ isOpen }) => isOpen).length;
  }

  /** What is held for pages that have not read it yet. */
  get heldBytes(): number {
    return [...this.#connections].reduce((sum, { sender }) => sum + sender.heldBytes, 0);
  }

  /** Host and Origin have been checked. `opened` is called when the page has logged in. */
  accept({ request, socket, head, port }: UpgradeRequest, opened: () => void): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#add(webSocket, port, opened);
    });
  }

  broadcastState(text: string): void {
    for (const connection of this.#connections) {
      if (connection.watches('state')) connection.sender.state(text);
    }
  }

  broadcastStats(stats: Extract<ToDock, { type: 'stats' }>): void {
    this.#broadcastPassing('stats', stats);
  }

  broadcastEvent(event: string, data: unknown): void {
    this.#broadcastPassing('events', { type: 'event', event, data });
  }

  /** To the pages that watch that filter; to nobody else. */
  publishPicture(filterUuid: string, picture: Picture): void {
    for (const { preview, sender } of this.#connections) {
      if (preview?.filter_uuid !== filterUuid) continue;
      if (picture.picture === 'original' && !preview.with_original) continue;
      sender.picture(picture, preview.tag);
    }
  }

  /** Calls with what is wished for now, and after each change. */
  onPreviewWishes(listener: (wishes: ReadonlyMap<string, PreviewWish>) => void): void {
    this.#previewListeners.add(listener);
    listener(this.previewWishes());
  }

  previewWishes(): Map<string, PreviewWish> {
    const wishes = new Map<string, PreviewWish>();
    for (const { preview } of this.#connections) {
      if (!preview) continue;
      const before = wishes.get(preview.filter_uuid)?.withOriginal ?? false;
      wishes.set(preview.filter_uuid, { withOriginal: before || preview.with_original });
    }
    return wishes;
  }

  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    for (const connection of this.#connections) connection.giveUp('', '');
    this.#server.close();
  }

  #add(socket: WebSocket, port: number, opened: () => void): void {
    const { token, registry, log, nowMs, repeat } = this.#options;
    let isHeard = true;
    socket.on('pong', () => {
      isHeard = true;
    });
    const stopPings = repeat(pingEveryMs, () => {
      if (!isHeard) connection.giveUp('too_slow', 'It answered no ping.');
      isHeard = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    });
    let preview: PreviewWatch | undefined;
    const connection: DockConnection = new DockConnection({
      socket,
      token,
      port,
      registry,
      nowMs,
      handlers: {
        opened: () => {
          if (this.openCount > dockLimit.connectionsMax) {
            connection.fail('too_many_connections', 'Too many pages are open already.');
            return;
          }
          log.info({ client: connection.client }, 'page connected');
          opened();
        },
        watching: () => {
          if (connection.watches('state')) connection.sender.state(this.#options.currentState());
          if (isSameWish(preview, connection.preview)) return;
          preview = connection.preview;
          this.#tellWishes();
        },
        closed: (_connection, code, message) => {
          stopPings();
          this.#connections.delete(connection);
          if (code) log.warn({ client: connection.client, code, message }, 'page turned away');
          else if (!this.#isStopped) log.info({ client: connection.client }, 'page disconnected');
          if (preview) this.#tellWishes();
        },
      },
    });
    this.#connections.add(connection);
  }

  #broadcastPassing(topic: 'stats' | 'events', message: ToDock): void {
    let text: string | undefined;
    for (const connection of this.#connections) {
      if (!connection.watches(topic)) continue;
      text ??= JSON.stringify(message);
      connection.sender.passing(text);
    }
  }

  #tellWishes(): void {
    const wishes = this.previewWishes();
    for (const listener of this.#previewListeners) listener(wishes);
  }

  #giveUpStuck(): void {
    for (const connection of this.#connections) {
      if (connection.sender.isStuck()) {
        connection.giveUp('too_slow', 'The page does not read what it is sent.');
      }
    }
  }
}

function isSameWish(one: PreviewWatch | undefined, other: PreviewWatch | undefined): boolean {
  return one?.filter_uuid === other?.filter_uuid && one?.with_original === other?.with_original;
}
