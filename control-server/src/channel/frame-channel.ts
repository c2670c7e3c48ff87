// The daemon's end of the frame channel: filters come and go, frames come in, masks go out. The
// native listener moves the bytes and checks them; what is said to a filter is decided here.
//
// Events arrive on the thread that created the channel. Of one peer: opened, then message (its
// hello first) and frame in any number, then closed. A peer that is refused is only closed.

import type { ToFilter } from '../../../protocol/messages.ts';
import { maskModes } from '../../../protocol/names.ts';
import { CodedError, errorMessage } from '../coded-error.ts';
import type { PatchBatch } from '../painting/patch.ts';
import { loadNativeAddon, type NativeAddon, type NativeListener } from './native-addon.ts';

/** Why a peer is gone. Those in `refusalOf` are explained to the peer before. */
export const peerCloseCodes = [
  'peer_closed',
  'dropped',
  'peer_foreign_user',
  'peer_unwatchable',
  'too_many_peers',
  'hello_timeout',
  'message_too_long',
  'descriptors_missing',
  'descriptors_unexpected',
  'doorbell_unusable',
  'mapping_not_sealed',
  'mapping_wrong_size',
  'mapping_failed',
  'mapping_bad_magic',
  'mapping_version_mismatch',
  'mapping_layout_mismatch',
] as const;
export type PeerCloseCode = (typeof peerCloseCodes)[number];

type Refusal = Extract<ToFilter, { type: 'daemon.refuse' }>;

function refusal(code: Refusal['code'], message: string): Refusal {
  return { type: 'daemon.refuse', code, message };
}

const otherVersions = refusal(
  'protocol_mismatch',
  'The PlayAlter plugin and its daemon are of versions that do not work together; install both again.',
);
const badMapping = refusal(
  'mapping_invalid',
  'The shared memory of this filter is not as it should be.',
);

const refusalOf: Partial<Record<PeerCloseCode, Refusal>> = {
  too_many_peers: refusal('too_many_streams', 'More filters are in use than the daemon can serve.'),
  hello_timeout: refusal('hello_invalid', 'The filter did not introduce itself in time.'),
  message_too_long: refusal('hello_invalid', 'The filter sent a message that is too long.'),
  descriptors_missing: badMapping,
  descriptors_unexpected: badMapping,
  doorbell_unusable: badMapping,
  mapping_not_sealed: badMapping,
  // Sealed at another size: laid out by another version, whose own number lies in memory of that layout.
  mapping_wrong_size: otherVersions,
  mapping_failed: badMapping,
  mapping_bad_magic: badMapping,
  mapping_version_mismatch: otherVersions,
  mapping_layout_mismatch: otherVersions,
};

/** The addon's errors carry a code already; they only become the type that the daemon expects. */
function asCodedError(cause: unknown): CodedError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'listener_failed';
  return new CodedError(code, errorMessage(cause), { cause });
}

/** Where each number of a frame's meta stands. Times are milliseconds of `monotonicMs`. */
export const frameMetaIndex = {
  id: 0,
  epoch: 1,
  capturedMs: 2,
  publishedMs: 3,
  sourceWidth: 4,
  sourceHeight: 5,
  width: 6,
  height: 7,
  /** Into `maskModes`. */
  mode: 8,
  delayFrames: 9,
  lookAheadFrames: 10,
  frameIntervalMs: 11,
} as const;

export function createFrameMeta(): Float64Array {
  return new Float64Array(Object.keys(frameMetaIndex).length);
}

/** Where each number of a preview's meta stands. */
export const previewMetaIndex = {
  number: 0,
  /** That the picture shows; 0: the cover. */
  frameId: 1,
  /** Captured when it was put out. */
  newestId: 2,
  drawnMs: 3,
  publishedMs: 4,
  /** Into `outputStates`. */
  state: 5,
  width: 6,
  height: 7,
} as const;

export function createPreviewMeta(): Float64Array {
  return new Float64Array(Object.keys(previewMetaIndex).length);
}

/**
 * - `ok`: `pixels` and `meta` hold the newest frame.
 * - `none`: no frame yet. `busy`: overtaken by the writer, the next frame event comes soon.
 * - `gone`: no such peer, its `closed` event is on the way.
 * - `invalid:…`: the record is not to be believed; `invalid:buffer_too_small` is our own fault.
 */
export type FrameStatus = 'ok' | 'none' | 'busy' | 'gone' | `invalid:${string}`;

export interface MaskPublication {
  frameId: number;
  epoch: number;
  /** Newest frame that was analysed when this mask was made. */
  basedOnId: number;
  /** kMaskFlag… of channel_layout.h. */
  flags: number;
  batch: PatchBatch;
}

export interface ChannelHandlers {
  opened(peerId: number, pid: number): void;
  message(peerId: number, text: string): void;
  /** At least one frame or preview was published since the last of these events; read the newest. */
  frame(peerId: number): void;
  closed(peerId: number, code: PeerCloseCode, detail: string): void;
  /** The channel broke down and has closed itself, without a `closed` for each peer. */
  failed(error: CodedError): void;
}

export interface FrameChannelOptions {
  /** In a folder as `ensureRuntimeFolder` makes it. */
  socketPath: string;
  handlers: ChannelHandlers;
  peersMax?: number;
  /** A connection that says nothing is closed after this. */
  helloTimeoutMs?: number;
  addon?: NativeAddon;
}

export class FrameChannel {
  readonly #listener: NativeListener;
  readonly #statuses: readonly FrameStatus[];
  readonly #monotonicMs: () => number;

  /**
   * Listens from now on, and keeps the process alive until `close`.
   *
   * Throws CodedError: native_addon_missing, runtime_folder_missing, runtime_folder_unsafe,
   * runtime_folder_unwritable, socket_path_too_long, socket_path_occupied, socket_in_use,
   * socket_failed, listener_failed.
   */
  constructor(options: FrameChannelOptions) {
    const addon = options.addon ?? loadNativeAddon();
    const { handlers } = options;
    const refusals: Record<string, string> = {};
    for (const [code, message] of Object.entries(refusalOf))
      refusals[code] = JSON.stringify(message);

    const [opened, message, frame, closed, failed] = [
      'opened',
      'message',
      'frame',
      'closed',
      'failed',
    ].map((name) => addon.eventKinds.indexOf(name));
    this.#statuses = addon.frameStatuses as readonly FrameStatus[];
    this.#monotonicMs = addon.monotonicMs;
    try {
      this.#listener = new addon.ChannelListener(
        options.socketPath,
        {
          peersMax: options.peersMax ?? 32,
          helloTimeoutMs: options.helloTimeoutMs ?? 5000,
          refusals,
        },
        (kind, peerId, text, detail, pid) => {
          if (kind === frame) handlers.frame(peerId);
          else if (kind === message) handlers.message(peerId, text);
          else if (kind === opened) handlers.opened(peerId, pid);
          else if (kind === closed) handlers.closed(peerId, text as PeerCloseCode, detail);
          else if (kind === failed) {
            this.close();
            handlers.failed(new CodedError(text, detail));
          }
        },
      );
    } catch (cause) {
      throw asCodedError(cause);
    }
  }

  /** The clock of `capturedMs` and `publishedMs`. */
  monotonicMs(): number {
    return this.#monotonicMs();
  }

  /** Never waits. False when the peer does not read, or is gone. */
  send(peerId: number, text: string): boolean {
    return this.#listener.send(peerId, text);
  }

  /** Ends a connection, after what was sent before; `closed` follows, with the code `dropped`. */
  drop(peerId: number): void {
    this.#listener.drop(peerId);
  }

  /** As the peer claims it; 0 when there is none. */
  latestFrameId(peerId: number): number {
    return this.#listener.latestFrameId(peerId);
  }

  /**
   * Copies out the newest frame: width x height x 4 bytes RGBA into `pixels`, `meta` in the order of
   * `frameMetaIndex`. Anything but `ok` leaves `meta` alone, and `pixels` without meaning.
   */
  readFrame(peerId: number, pixels: Uint8Array, meta: Float64Array): FrameStatus {
    return this.#statusAt(this.#listener.readFrame(peerId, pixels, meta));
  }

  /** The same for the oldest frame after number `after` that is still to be had; the newest where there is no other. */
  readNextFrame(
    peerId: number,
    after: number,
    pixels: Uint8Array,
    meta: Float64Array,
  ): FrameStatus {
    return this.#statusAt(this.#listener.readNextFrame(peerId, after, pixels, meta));
  }

  /**
   * Copies out the newest preview, as `readFrame`, in the order of `previewMetaIndex`; `none` as long as there is
   * none after the one numbered `after`.
   */
  readPreview(peerId: number, after: number, pixels: Uint8Array, meta: Float64Array): FrameStatus {
    return this.#statusAt(this.#listener.readPreview(peerId, after, pixels, meta));
  }

  /**
   * Writes the mask of a frame; a second one for the same frame replaces the first. False when the
   * peer is gone. Throws CodedError, and writes nothing, if the mask is not one that a filter
   * would accept: mask_frame_id_invalid, mask_flags_unknown, patch_count_invalid,
   * patch_side_invalid, patch_quad_invalid, patch_pixels_invalid, mask_based_on_invalid,
   * argument_invalid.
   */
  publishMask(peerId: number, mask: MaskPublication): boolean {
    const { batch } = mask;
    try {
      return this.#listener.publishMask(
        peerId,
        mask.frameId,
        mask.basedOnId,
        mask.epoch,
        mask.flags,
        batch.count,
        batch.pixelBytes,
        batch.quads,
        batch.sides,
        batch.trackIds,
        batch.pixels,
      );
    } catch (cause) {
      throw asCodedError(cause);
    }
  }

  #statusAt(index: number): FrameStatus {
    const status = this.#statuses[index];
    if (status === undefined) throw new CodedError('native_addon_invalid', 'Unknown frame status.');
    return status;
  }

  /** Drops every peer without further events and removes the socket file. Safe at any time, and twice. */
  close(): void {
    this.#listener.close();
  }
}

/** The mode of a frame that was read with `ok`. */
export function maskModeOf(meta: Float64Array): (typeof maskModes)[number] {
  const mode = maskModes[meta[frameMetaIndex.mode] ?? -1];
  if (mode === undefined) throw new CodedError('native_addon_invalid', 'Unknown mask mode.');
  return mode;
}
