// Plays an OBS filter at the other end of the frame channel, well or badly. Typed face of
// filter_peer.node, which is built for tests and benchmarks and not shipped.

import {
  createFrameMeta,
  createPreviewMeta,
  frameMetaIndex,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import {
  type ChannelLayout,
  loadAddonFile,
} from '../../control-server/src/channel/native-addon.ts';
import { createPatchBatch, type PatchBatch } from '../../control-server/src/painting/patch.ts';
import { type OutputState, outputStates, protocolVersion } from '../../protocol/names.ts';

interface NativePeer {
  mapping(): Buffer | null;
  send(text: string, descriptorCount: number): boolean;
  receive(): string | undefined | null;
  publishFrame(meta: Float64Array, pixels: Uint8Array, skipsLock: boolean): void;
  publishPreview(meta: Float64Array, pixels: Uint8Array, skipsLock: boolean): void;
  readMask(
    frameId: number,
    meta: Float64Array,
    quads: Float32Array,
    sides: Uint32Array,
    trackIds: Uint32Array,
    pixels: Uint8Array,
    ignoresLock: boolean,
  ): number;
  latestMaskId(): number;
  ring(): void;
  close(): void;
}

interface PeerAddon {
  readonly FilterPeer: new (socketPath: string, bytes: number, seals: number) => NativePeer;
  readonly maskStatuses: readonly MaskStatus[];
  monotonicMs(): number;
  readonly layout: ChannelLayout;
}

export type MaskStatus = 'ok' | 'missing' | 'busy' | `invalid:${string}`;

/** F_SEAL_* of Linux. */
export const seal = { seal: 1, shrink: 2, grow: 4, write: 8 } as const;
export const sealsNeeded = seal.seal | seal.shrink | seal.grow;

export interface PeerOptions {
  /** Of the mapping. */
  bytes?: number;
  seals?: number;
}

export interface TestFrame {
  id: number;
  width: number;
  height: number;
  epoch?: number;
  /** 0: now. */
  capturedMs?: number;
  publishedMs?: number;
  sourceWidth?: number;
  sourceHeight?: number;
  mode?: number;
  delayFrames?: number;
  lookAheadFrames?: number;
  frameIntervalMs?: number;
  /** Leaves readers unwarned, to prove that the tests would see a torn record. */
  skipsLock?: boolean;
}

export interface TestPreview {
  number: number;
  width: number;
  height: number;
  state?: OutputState;
  frameId?: number;
  newestId?: number;
  /** 0: now. */
  drawnMs?: number;
  publishedMs?: number;
  skipsLock?: boolean;
}

export interface MaskRead {
  frameId: number;
  epoch: number;
  basedOnId: number;
  publishedMs: number;
  flags: number;
  batch: PatchBatch;
}

/** Exact mode without a delay that a mask could wait in: each frame's mask comes before the next frame. */
export const dueAtOnce = { width: 640, height: 360, mode: 1, delayFrames: 2, lookAheadFrames: 0 };

export const helloText = JSON.stringify({
  type: 'filter.hello',
  protocol: protocolVersion,
  plugin_version: '0.0.0',
  filter_uuid: 'test',
  filter_name: 'PlayAlter',
  source_name: 'Camera',
  obs_version: '30.0.0',
  settings: {
    mask_type: 'pixelate',
    intensity: 70,
    mask_color: 0xff1f1f1f,
    mode: 'guard',
    look_ahead_ms: 250,
  },
});

function addon(): PeerAddon {
  return loadAddonFile('filter_peer.node') as PeerAddon;
}

export function channelLayout(): ChannelLayout {
  return addon().layout;
}

/** The addons must be built: `buildAddons` of native-build.ts. */
export class FilterPeer {
  readonly #peer: NativePeer;
  readonly #maskStatuses: readonly MaskStatus[];
  readonly #frameMeta = createFrameMeta();
  readonly #previewMeta = createPreviewMeta();
  readonly #maskMeta = new Float64Array(7);
  /** What `readMask` fills; valid until the next call. */
  readonly mask: MaskRead = {
    frameId: 0,
    epoch: 0,
    basedOnId: 0,
    publishedMs: 0,
    flags: 0,
    batch: createPatchBatch(),
  };

  /** Connects, with a mapping at hand, and says nothing yet. */
  constructor(socketPath: string, options: PeerOptions = {}) {
    const { FilterPeer: Native, maskStatuses, layout } = addon();
    this.#maskStatuses = maskStatuses;
    this.#peer = new Native(
      socketPath,
      options.bytes ?? layout.channelBytes,
      options.seals ?? sealsNeeded,
    );
  }

  /** Connects and introduces itself as a filter should. */
  static connect(socketPath: string, text = helloText): FilterPeer {
    const peer = new FilterPeer(socketPath);
    peer.hello(text);
    return peer;
  }

  hello(text = helloText, descriptorCount = 2): boolean {
    return this.#peer.send(text, descriptorCount);
  }

  send(text: string, descriptorCount = 0): boolean {
    return this.#peer.send(text, descriptorCount);
  }

  /** A message, `undefined` when there is none, `null` when the daemon has gone. */
  receive(): string | undefined | null {
    return this.#peer.receive();
  }

  /** All of the shared memory; outlives `close`. */
  mapping(): Buffer {
    const mapping = this.#peer.mapping();
    if (mapping === null) throw new Error('This peer is closed.');
    return mapping;
  }

  publishFrame(frame: TestFrame, pixels: Uint8Array): void {
    const meta = this.#frameMeta;
    meta[frameMetaIndex.id] = frame.id;
    meta[frameMetaIndex.epoch] = frame.epoch ?? 1;
    meta[frameMetaIndex.capturedMs] = frame.capturedMs ?? 0;
    meta[frameMetaIndex.publishedMs] = frame.publishedMs ?? 0;
    meta[frameMetaIndex.sourceWidth] = frame.sourceWidth ?? 1920;
    meta[frameMetaIndex.sourceHeight] = frame.sourceHeight ?? 1080;
    meta[frameMetaIndex.width] = frame.width;
    meta[frameMetaIndex.height] = frame.height;
    meta[frameMetaIndex.mode] = frame.mode ?? 0;
    meta[frameMetaIndex.delayFrames] = frame.delayFrames ?? 12;
    meta[frameMetaIndex.lookAheadFrames] = frame.lookAheadFrames ?? 8;
    meta[frameMetaIndex.frameIntervalMs] = frame.frameIntervalMs ?? 1000 / 30;
    this.#peer.publishFrame(meta, pixels, frame.skipsLock ?? false);
  }

  publishPreview(preview: TestPreview, pixels: Uint8Array): void {
    const meta = this.#previewMeta;
    meta[previewMetaIndex.number] = preview.number;
    meta[previewMetaIndex.frameId] = preview.frameId ?? preview.number;
    meta[previewMetaIndex.newestId] = preview.newestId ?? (preview.frameId ?? preview.number) + 4;
    meta[previewMetaIndex.drawnMs] = preview.drawnMs ?? 0;
    meta[previewMetaIndex.publishedMs] = preview.publishedMs ?? 0;
    meta[previewMetaIndex.state] = outputStates.indexOf(preview.state ?? 'masked');
    meta[previewMetaIndex.width] = preview.width;
    meta[previewMetaIndex.height] = preview.height;
    this.#peer.publishPreview(meta, pixels, preview.skipsLock ?? false);
  }

  /** `ignoresLock` accepts torn records, to prove that the tests would see one. */
  readMask(frameId: number, ignoresLock = false): MaskStatus {
    const { batch } = this.mask;
    const meta = this.#maskMeta;
    const index = this.#peer.readMask(
      frameId,
      meta,
      batch.quads,
      batch.sides,
      batch.trackIds,
      batch.pixels,
      ignoresLock,
    );
    const status = this.#maskStatuses[index];
    if (status === undefined) throw new Error(`Unknown mask status ${index}.`);
    if (status !== 'ok') return status;
    const [id = 0, epoch = 0, basedOnId = 0, publishedMs = 0, flags = 0, count = 0, bytes = 0] =
      meta;
    Object.assign(this.mask, { frameId: id, epoch, basedOnId, publishedMs, flags });
    batch.count = count;
    batch.pixelBytes = bytes;
    return status;
  }

  latestMaskId(): number {
    return this.#peer.latestMaskId();
  }

  /** The clock of `publishedMs`. */
  monotonicMs(): number {
    return addon().monotonicMs();
  }

  /** The doorbell alone. */
  ring(): void {
    this.#peer.ring();
  }

  close(): void {
    this.#peer.close();
  }
}
