// What goes out to one page, however slowly it reads. Replies are queued; of the snapshots only the newest waits; figures,
// events and pictures are left out while it is behind; a page that takes nothing for long is given up. So what
// is held for it has a bound.

import type { WebSocket } from 'ws';
import type { ToDock } from '../../../protocol/dock-messages.ts';
import {
  type PreviewHeader,
  previewHeaderBytes,
  writePreviewHeader,
} from '../../../protocol/preview-frame.ts';

export const senderLimit = {
  /** Behind: with more than this unsent, only replies are added. */
  behindBytes: 256 * 1024,
  /** Given up at once. */
  heldBytesMax: 4 * 1024 * 1024,
  /** Given up when nothing was taken for this long. */
  stuckMs: 10_000,
} as const;

export interface Picture extends Omit<PreviewHeader, 'tag' | 'leftOut'> {
  /** Never written to again. */
  readonly rgba: Uint8Array;
}

export class PacedSender {
  readonly #socket: WebSocket;
  readonly #nowMs: () => number;
  #waitingState: string | undefined;
  #takenAtMs = 0;
  #underWay = 0;
  #leftOut = { processed: 0, original: 0 };

  constructor(socket: WebSocket, nowMs: () => number) {
    this.#socket = socket;
    this.#nowMs = nowMs;
  }

  get heldBytes(): number {
    return this.#socket.bufferedAmount;
  }

  reply(message: ToDock): void {
    this.#send(JSON.stringify(message));
  }

  /** @param text a `state` message; shared by all pages */
  state(text: string): void {
    if (this.#isBehind()) this.#waitingState = text;
    else this.#send(text);
  }

  /** Left out while the page is behind: newer ones follow. */
  passing(text: string): void {
    if (!this.#isBehind()) this.#send(text);
  }

  picture({ rgba, ...facts }: Picture, tag: number): void {
    if (this.#isBehind()) {
      this.#leftOut[facts.picture]++;
      return;
    }
    const header = new Uint8Array(previewHeaderBytes);
    writePreviewHeader(header, { ...facts, tag, leftOut: this.#leftOut[facts.picture] });
    this.#leftOut[facts.picture] = 0;
    // In two parts, which are one message: the pixels are not copied for each page.
    this.#socket.send(header, { binary: true, fin: false });
    this.#send(rgba);
  }

  /** True for a page that is to be given up. */
  isStuck(): boolean {
    if (this.heldBytes > senderLimit.heldBytesMax) return true;
    return this.#underWay > 0 && this.#nowMs() - this.#takenAtMs > senderLimit.stuckMs;
  }

  #isBehind(): boolean {
    return this.heldBytes > senderLimit.behindBytes;
  }

  #send(message: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#underWay === 0) this.#takenAtMs = this.#nowMs();
    this.#underWay++;
    this.#socket.send(message, () => {
      this.#underWay--;
      this.#takenAtMs = this.#nowMs();
      this.#flush();
    });
  }

  #flush(): void {
    const text = this.#waitingState;
    if (text === undefined || this.#isBehind()) return;
    this.#waitingState = undefined;
    this.#send(text);
  }
}
