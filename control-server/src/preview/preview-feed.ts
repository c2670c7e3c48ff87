// Takes previews out of the frame channel for those that the main thread asks for, and asks their filters to go on. On the
// frame worker's thread: so it copies, posts and does nothing else, and leaves pictures out when the main
// thread is behind.

import type { ToFilter } from '../../../protocol/messages.ts';
import { limit, type OutputState, outputStates } from '../../../protocol/names.ts';
import {
  createPreviewMeta,
  type FrameChannel,
  previewMetaIndex,
} from '../channel/frame-channel.ts';
import { errorMessage } from '../coded-error.ts';
import type { AnalysisImage } from '../detection/detection.ts';
import type { FrameFacts } from '../stream/stream-port.ts';
import type { PreviewDemand, WorkerPicture } from '../worker-messages.ts';
import { OriginalPictures, type ScalePicture } from './original-pictures.ts';

export interface PreviewFeedOptions {
  readonly channel: Pick<FrameChannel, 'readPreview' | 'send'>;
  readonly scale: ScalePicture;
  readonly post: (picture: WorkerPicture) => void;
  /** A filter has no previews any more, as what it sent is not to be believed or something went wrong. */
  readonly onFailed: (peerId: number, reason: string) => void;
  readonly nowMs: () => number;
}

/** Posted and not taken yet, of all filters: more are left out. */
export const picturesUnderWayMax = 4;
/** A third of the lease: one renewal may be lost. */
const renewEveryMs = limit.previewLeaseMs / 3;

interface Watched {
  readonly filterUuid: string;
  /** Read so far. */
  number: number;
  demand: PreviewDemand | undefined;
  originals: OriginalPictures | undefined;
  /** The original that was posted last. */
  originalId: number;
  hasFailed: boolean;
}

export class PreviewFeed {
  readonly #options: PreviewFeedOptions;
  readonly #peers = new Map<number, Watched>();
  readonly #pixels = new Uint8Array(limit.previewSide * limit.previewSide * 4);
  readonly #meta = createPreviewMeta();
  #demands: readonly PreviewDemand[] = [];
  #demandedMs = 0;
  #renewedMs = 0;
  #underWay = 0;

  constructor(options: PreviewFeedOptions) {
    this.#options = options;
  }

  /** A filter's stream begins. */
  add(peerId: number, filterUuid: string): void {
    this.#peers.set(peerId, {
      filterUuid,
      number: 0,
      demand: undefined,
      originals: undefined,
      originalId: 0,
      hasFailed: false,
    });
    this.#apply(peerId);
  }

  remove(peerId: number): void {
    this.#peers.delete(peerId);
  }

  /** What the main thread wants from now on, for the length of the lease. */
  watch(demands: readonly PreviewDemand[]): void {
    this.#demands = demands;
    this.#demandedMs = this.#options.nowMs();
    for (const peerId of this.#peers.keys()) this.#apply(peerId);
  }

  /** The main thread has taken a picture. */
  taken(): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
  }

  /** Some times a second: renews the wishes, and ends those that the main thread did not renew. */
  beat(): void {
    if (this.#demands.length === 0) return;
    const now = this.#options.nowMs();
    if (now - this.#demandedMs >= limit.previewLeaseMs) {
      this.watch([]);
    } else if (now - this.#renewedMs >= renewEveryMs) {
      this.#renewedMs = now;
      for (const [peerId, { demand }] of this.#peers) if (demand) this.#ask(peerId);
    }
  }

  /** The filter's doorbell rang. */
  bell(peerId: number): void {
    const peer = this.#peers.get(peerId);
    if (!peer?.demand || this.#underWay >= picturesUnderWayMax) return;
    this.#guarded(peerId, () => this.#read(peerId, peer));
  }

  /** The masks that follow from this frame are out. */
  analysed(peerId: number, image: AnalysisImage, facts: Readonly<FrameFacts>): void {
    const originals = this.#peers.get(peerId)?.originals;
    if (originals) this.#guarded(peerId, () => originals.keep(image, facts));
  }

  #read(peerId: number, peer: Watched): void {
    const status = this.#options.channel.readPreview(peerId, peer.number, this.#pixels, this.#meta);
    if (status.startsWith('invalid:')) this.#fail(peerId, status);
    if (status !== 'ok') return;
    peer.number = this.#fact('number');
    const state = outputStates[this.#fact('state')] ?? 'covered';
    const frameId = this.#fact('frameId');
    this.#post({
      filterUuid: peer.filterUuid,
      picture: 'processed',
      state,
      frameId,
      drawnMs: this.#fact('drawnMs'),
      widthPx: this.#fact('width'),
      heightPx: this.#fact('height'),
      rgba: this.#pixels,
    });
    this.#postOriginal(peer, frameId, state);
  }

  #postOriginal(peer: Watched, frameId: number, state: OutputState): void {
    const original = peer.originals?.near(frameId);
    if (!original || original.frameId === peer.originalId) return;
    if (this.#underWay >= picturesUnderWayMax) return;
    peer.originalId = original.frameId;
    const { frameId: originalId, capturedMs: drawnMs, widthPx, heightPx, rgba } = original;
    const { filterUuid } = peer;
    this.#post({
      filterUuid,
      picture: 'original',
      state,
      frameId: originalId,
      drawnMs,
      widthPx,
      heightPx,
      rgba,
    });
  }

  /** @param picture its pixels are copied */
  #post(picture: Omit<WorkerPicture, 'type'>): void {
    const rgba = picture.rgba.slice(0, picture.widthPx * picture.heightPx * 4);
    // Blending with nothing is shown as over black, which is what the colours already are.
    if (picture.picture === 'original') for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
    this.#underWay++;
    this.#options.post({ type: 'worker.picture', ...picture, rgba });
  }

  /** A picture for the dock is no reason to lose a mask. */
  #guarded(peerId: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(peerId, errorMessage(error));
    }
  }

  #fail(peerId: number, reason: string): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    peer.hasFailed = true;
    this.#apply(peerId);
    this.#options.onFailed(peerId, reason);
  }

  #fact(name: keyof typeof previewMetaIndex): number {
    return this.#meta[previewMetaIndex[name]] ?? 0;
  }

  #apply(peerId: number): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    const before = peer.demand;
    peer.demand = peer.hasFailed
      ? undefined
      : this.#demands.find(({ filterUuid }) => filterUuid === peer.filterUuid);
    if (!peer.demand?.withOriginal) {
      peer.originals = undefined;
      peer.originalId = 0;
    } else {
      peer.originals ??= new OriginalPictures(this.#options.scale);
    }
    if ((before === undefined) !== (peer.demand === undefined)) this.#ask(peerId);
  }

  #ask(peerId: number): void {
    const isWanted = this.#peers.get(peerId)?.demand !== undefined;
    const message: ToFilter = { type: 'stream.preview', fps: isWanted ? limit.previewFpsMax : 0 };
    this.#options.channel.send(peerId, JSON.stringify(message));
  }
}
