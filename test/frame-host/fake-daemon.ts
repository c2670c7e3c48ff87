// A daemon that knows where the secret is, on the real frame channel: it reads the frame number out of
// each analysis copy and publishes what it is told to. Its masks carry the frame id in their colour.

import {
  createFrameMeta,
  FrameChannel,
  frameMetaIndex,
  maskModeOf,
} from '../../control-server/src/channel/frame-channel.ts';
import {
  type ChannelLayout,
  loadNativeAddon,
} from '../../control-server/src/channel/native-addon.ts';
import { ensureRuntimeFolder } from '../../control-server/src/channel/runtime-folder.ts';
import { createPatchBatch, type PatchBatch } from '../../control-server/src/painting/patch.ts';
import { type FromFilter, fromFilter, type ToFilter } from '../../protocol/messages.ts';
import { limit, type MaskMode, protocolVersion, socketName } from '../../protocol/names.ts';
import {
  frameNumberAfter,
  maskColor,
  maskIdCount,
  patchBox,
  readFrameNumber,
} from './test-picture.ts';

const patchSide = 16;
/** Frames further from one that was seen are not reckoned. */
const reckonedIdsMax = 12;

export interface SeenFrame {
  peerId: number;
  id: number;
  epoch: number;
  /** As the analysis copy shows it; 0 where it can't be read. */
  number: number;
  sourceWidth: number;
  sourceHeight: number;
  delayFrames: number;
  mode: MaskMode;
}

export interface FakeMask {
  /** Also in the mask's colour. */
  frameId: number;
  /** Whose secret it hides. */
  number: number;
  epoch?: number;
  basedOnId?: number;
  isExtrapolated?: boolean;
  isCover?: boolean;
}

/** What is published when a frame was seen. */
export type Behaviour = (frame: SeenFrame, daemon: FakeDaemon) => void;

export interface FakeDaemonOptions {
  runtimeFolder: string;
  behaviour?: Behaviour;
  /** Instead of a welcome. */
  answer?: ToFilter;
}

export function welcome(major: number = protocolVersion.major): ToFilter {
  return {
    type: 'daemon.welcome',
    protocol: { major, minor: protocolVersion.minor },
    daemon_version: 'test',
    pid: process.pid,
    provider: 'test',
  };
}

const noFigures = { p50: 0, p99: 0, n: 0 };
const proofOfLife: ToFilter = {
  type: 'stream.status',
  state: 'running',
  code: '',
  message: '',
  provider: 'test',
  faces: 1,
  faces_masked: 1,
  analysed: 0,
  unchanged: 0,
  skipped: 0,
  frame_to_mask_ms: noFigures,
  detect_ms: noFigures,
  paint_ms: noFigures,
  quality_step: 'full',
  quality_reason: '',
  rss_mb: 0,
};

export class FakeDaemon {
  readonly layout: ChannelLayout = loadNativeAddon().layout;
  /** Every frame that was read, by peer and id. */
  readonly seen: SeenFrame[] = [];
  /** Every message of every filter, in order. */
  readonly messages: { peerId: number; message: FromFilter }[] = [];
  /** Peers that were welcomed so far. */
  connections = 0;
  behaviour: Behaviour;
  /** Called before a frame is read, and for previews. */
  onBell: ((peerId: number, channel: FrameChannel) => void) | undefined;
  answer: ToFilter;
  readonly #options: FakeDaemonOptions;
  readonly #batch: PatchBatch = createPatchBatch();
  readonly #meta = createFrameMeta();
  readonly #pixels: Uint8Array;
  readonly #peers = new Set<number>();
  readonly #last = new Map<number, SeenFrame>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #channel: FrameChannel | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: FakeDaemonOptions) {
    this.#options = options;
    this.behaviour = options.behaviour ?? honest;
    this.answer = options.answer ?? welcome();
    this.#pixels = new Uint8Array(this.layout.framePixelBytes);
  }

  start(): this {
    ensureRuntimeFolder(this.#options.runtimeFolder, process.geteuid?.() ?? 0);
    this.#channel = new FrameChannel({
      socketPath: `${this.#options.runtimeFolder}/${socketName}`,
      handlers: {
        opened: () => undefined,
        message: (peerId, text) => this.#onMessage(peerId, text),
        frame: (peerId) => this.#onFrame(peerId),
        closed: (peerId) => {
          this.#peers.delete(peerId);
        },
        failed: (error) => {
          throw error;
        },
      },
    });
    this.#heartbeat = setInterval(() => this.send(proofOfLife), limit.heartbeatMs / 2);
    return this;
  }

  /** As if it had died: every connection ends, nobody listens. */
  stop(): void {
    clearInterval(this.#heartbeat);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#peers.clear();
    this.#last.clear();
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Ends every connection and goes on listening. */
  drop(): void {
    for (const peerId of this.#peers) this.#channel?.drop(peerId);
  }

  /** Hangs: says nothing any more, but stays connected. */
  fallSilent(): void {
    clearInterval(this.#heartbeat);
    this.behaviour = () => undefined;
  }

  /** The frame seen before this one by the same peer. */
  frameBefore(frame: SeenFrame): SeenFrame | undefined {
    const before = this.#last.get(frame.peerId);
    return before?.epoch === frame.epoch ? before : undefined;
  }

  /**
   * The numbers that frames with such an id have, of all peers: as the analysis copy showed them, or
   * reckoned from the frame before and the one after where one was skipped.
   */
  numbersOf(maskId: number): number[] {
    const numbers: number[] = [];
    for (const peerId of new Set(this.seen.map((frame) => frame.peerId))) {
      const near = this.seen
        .filter((frame) => frame.peerId === peerId && frame.number !== 0)
        .map((frame) => ({ number: frame.number, ahead: idsAhead(frame.id, maskId) }))
        .filter(({ ahead }) => Math.abs(ahead) <= reckonedIdsMax)
        .sort((one, other) => Math.abs(one.ahead) - Math.abs(other.ahead));
      const exact = near[0]?.ahead === 0;
      const before = near.find(({ ahead }) => ahead > 0);
      const after = near.find(({ ahead }) => ahead < 0);
      for (const frame of exact ? near.slice(0, 1) : [before, after]) {
        if (frame) numbers.push(frameNumberAfter(frame.number, frame.ahead));
      }
    }
    return numbers;
  }

  publish(frame: SeenFrame, mask: FakeMask): void {
    const batch = this.#batch;
    const { flags, basedOnId } = this.#record(frame, mask);
    fillBatch(batch, frame, mask);
    if (mask.isCover) batch.count = batch.pixelBytes = 0;
    this.#channel?.publishMask(frame.peerId, {
      frameId: mask.frameId,
      epoch: mask.epoch ?? frame.epoch,
      basedOnId,
      flags,
      batch,
    });
  }

  publishLater(delayMs: number, frame: SeenFrame, mask: FakeMask): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.publish(frame, mask);
    }, delayMs);
    this.#timers.add(timer);
  }

  /** To every filter that was welcomed. */
  send(message: ToFilter): void {
    for (const peerId of this.#peers) this.#channel?.send(peerId, JSON.stringify(message));
  }

  latestFrameId(peerId: number): number {
    return this.#channel?.latestFrameId(peerId) ?? 0;
  }

  #record(frame: SeenFrame, mask: FakeMask): { flags: number; basedOnId: number } {
    const extrapolated = mask.isExtrapolated ? this.layout.maskFlagExtrapolated : 0;
    const cover = mask.isCover ? this.layout.maskFlagCover : 0;
    return { flags: extrapolated | cover, basedOnId: mask.basedOnId ?? frame.id };
  }

  #onMessage(peerId: number, text: string): void {
    const message = fromFilter.parse(JSON.parse(text));
    this.messages.push({ peerId, message });
    if (message.type !== 'filter.hello') return;
    this.#channel?.send(peerId, JSON.stringify(this.answer));
    if (this.answer.type === 'daemon.refuse') {
      this.#channel?.drop(peerId);
      return;
    }
    this.#peers.add(peerId);
    this.connections++;
  }

  #onFrame(peerId: number): void {
    const channel = this.#channel;
    if (channel) this.onBell?.(peerId, channel);
    if (channel?.readFrame(peerId, this.#pixels, this.#meta) !== 'ok') return;
    const meta = (name: keyof typeof frameMetaIndex) => this.#meta[frameMetaIndex[name]] ?? 0;
    const size = { width: meta('width'), height: meta('height') };
    const frame: SeenFrame = {
      peerId,
      id: meta('id'),
      epoch: meta('epoch'),
      number: readFrameNumber(this.#pixels, size) ?? 0,
      sourceWidth: meta('sourceWidth'),
      sourceHeight: meta('sourceHeight'),
      delayFrames: meta('delayFrames'),
      mode: maskModeOf(this.#meta),
    };
    this.seen.push(frame);
    if (frame.number !== 0) this.behaviour(frame, this);
    this.#last.set(peerId, frame);
  }
}

/** From `id` to the nearest id that has `maskId`. */
function idsAhead(id: number, maskId: number): number {
  const ahead = (((maskId - id) % maskIdCount) + maskIdCount) % maskIdCount;
  return ahead > maskIdCount / 2 ? ahead - maskIdCount : ahead;
}

function fillBatch(batch: PatchBatch, frame: SeenFrame, mask: FakeMask): void {
  const box = patchBox({ width: frame.sourceWidth, height: frame.sourceHeight }, mask.number);
  batch.count = 1;
  batch.quads.set([box.left, box.top, box.right - box.left, 0, 0, box.bottom - box.top]);
  batch.sides[0] = patchSide;
  batch.trackIds[0] = 1;
  batch.pixelBytes = patchSide * patchSide * 4;
  const [red, green, blue] = maskColor(mask.frameId);
  for (let at = 0; at < batch.pixelBytes; at += 4) batch.pixels.set([red, green, blue, 255], at);
}

/** A mask for the frame seen, and for those skipped since the one before, where their numbers are sure. */
export const honest: Behaviour = (frame, daemon) => {
  const before = daemon.frameBefore(frame);
  const skipped = before === undefined ? 0 : frame.id - before.id - 1;
  const isSteady = before !== undefined && frame.number - before.number === frame.id - before.id;
  for (let back = isSteady ? skipped : 0; back >= 0; back--) {
    daemon.publish(frame, {
      frameId: frame.id - back,
      number: frameNumberAfter(frame.number, -back),
    });
  }
};

/** Masks for the next frames, before they are seen: what live mode needs. */
export function lookingAhead(frames: number): Behaviour {
  return (frame, daemon) => {
    for (let ahead = 1; ahead <= frames; ahead++) {
      daemon.publish(frame, {
        frameId: frame.id + ahead,
        number: frameNumberAfter(frame.number, ahead),
        isExtrapolated: true,
      });
    }
  };
}
