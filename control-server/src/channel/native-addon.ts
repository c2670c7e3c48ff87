// Finds and loads frame_channel.node, and types what it exports. The native side is
// control-server/native/node/; its classes take positional arguments so that the frame path
// creates no objects. FrameChannel is the interface meant for the rest of the daemon.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CodedError, errorMessage } from '../coded-error.ts';

type Offsets<Field extends string> = Readonly<Record<'bytes' | Field, number>>;

/** protocol/channel_layout.h, as the compiler laid it out: sizes in bytes, offsets within each record. */
export interface ChannelLayout {
  readonly channelBytes: number;
  readonly magic: number;
  readonly major: number;
  readonly minor: number;
  readonly analysisSideMax: number;
  readonly sourceSideMax: number;
  readonly frameSlots: number;
  readonly frameSlotBytes: number;
  readonly framesAt: number;
  readonly framePixelsAt: number;
  readonly framePixelBytes: number;
  readonly maskSlots: number;
  readonly maskSlotBytes: number;
  readonly masksAt: number;
  readonly maskPatchesAt: number;
  readonly maskPixelsAt: number;
  readonly maskPixelBytes: number;
  readonly patchesMax: number;
  readonly patchSideMin: number;
  readonly patchSideMax: number;
  readonly patchCoordinateMax: number;
  readonly maskFlagExtrapolated: number;
  readonly maskFlagCover: number;
  readonly previewSideMax: number;
  readonly previewSlots: number;
  readonly previewSlotBytes: number;
  readonly previewsAt: number;
  readonly previewPixelsAt: number;
  readonly previewPixelBytes: number;
  readonly readAttempts: number;
  readonly header: Offsets<
    | 'magic'
    | 'major'
    | 'minor'
    | 'totalBytes'
    | 'frameSlots'
    | 'maskSlots'
    | 'frameSlotBytes'
    | 'maskSlotBytes'
    | 'latestFrameId'
    | 'latestMaskId'
    | 'previewSlots'
    | 'previewSlotBytes'
    | 'latestPreview'
  >;
  readonly frame: Offsets<
    | 'sequence'
    | 'epoch'
    | 'frameId'
    | 'capturedNs'
    | 'publishedNs'
    | 'sourceWidth'
    | 'sourceHeight'
    | 'width'
    | 'height'
    | 'mode'
    | 'delayFrames'
    | 'lookAheadFrames'
    | 'frameIntervalNs'
  >;
  readonly patch: Offsets<
    | 'originX'
    | 'originY'
    | 'xAxisX'
    | 'xAxisY'
    | 'yAxisX'
    | 'yAxisY'
    | 'side'
    | 'pixelOffset'
    | 'trackId'
  >;
  readonly mask: Offsets<
    | 'sequence'
    | 'epoch'
    | 'frameId'
    | 'basedOnId'
    | 'publishedNs'
    | 'flags'
    | 'patchCount'
    | 'pixelBytes'
  >;
  readonly preview: Offsets<
    | 'sequence'
    | 'state'
    | 'number'
    | 'frameId'
    | 'newestId'
    | 'drawnNs'
    | 'publishedNs'
    | 'width'
    | 'height'
  >;
}

export interface NativeListenerOptions {
  peersMax: number;
  helloTimeoutMs: number;
  /** Close code to the last message the peer is sent. */
  refusals: Record<string, string>;
}

export type NativeEventListener = (
  kind: number,
  peerId: number,
  text: string,
  detail: string,
  pid: number,
) => void;

export interface NativeListener {
  close(): void;
  send(peerId: number, text: string): boolean;
  drop(peerId: number): void;
  latestFrameId(peerId: number): number;
  /** An index into `frameStatuses`. */
  readFrame(peerId: number, pixels: Uint8Array, meta: Float64Array): number;
  /** An index into `frameStatuses`. */
  readNextFrame(peerId: number, after: number, pixels: Uint8Array, meta: Float64Array): number;
  /** An index into `frameStatuses`. */
  readPreview(peerId: number, after: number, pixels: Uint8Array, meta: Float64Array): number;
  publishMask(
    peerId: number,
    frameId: number,
    basedOnId: number,
    epoch: number,
    flags: number,
    count: number,
    pixelBytes: number,
    quads: Float32Array,
    sides: Uint32Array,
    trackIds: Uint32Array,
    pixels: Uint8Array,
  ): boolean;
}

export interface NativeAddon {
  readonly ChannelListener: new (
    socketPath: string,
    options: NativeListenerOptions,
    onEvent: NativeEventListener,
  ) => NativeListener;
  /** The clock that frames are stamped with, in milliseconds. */
  monotonicMs(): number;
  /**
   * Samples `from` (RGBA, rows without padding) at toWidth x toHeight evenly spaced places, from the first
   * to the last of each axis in its pixels, into `to`; bilinear, black outside. Throws `argument_invalid`.
   */
  scalePicture(
    from: Uint8Array,
    fromWidth: number,
    fromHeight: number,
    firstX: number,
    lastX: number,
    firstY: number,
    lastY: number,
    to: Uint8Array,
    toWidth: number,
    toHeight: number,
  ): void;
  readonly frameStatuses: readonly string[];
  readonly eventKinds: readonly string[];
  readonly layout: ChannelLayout;
}

const here = fileURLToPath(new URL('.', import.meta.url));

/** Next to the daemon's bundle; beside its folder, as built; the build folder, from the sources. */
const folders = [
  here,
  fileURLToPath(new URL('../native/', import.meta.url)),
  fileURLToPath(new URL('../../../build/native/', import.meta.url)),
];

const require = createRequire(import.meta.url);

/**
 * The exports of an addon that was built from control-server/native.
 *
 * Throws CodedError `native_addon_missing`, whose message lists each path and what was wrong there.
 */
export function loadAddonFile(fileName: string, searched: readonly string[] = folders): unknown {
  const failures: string[] = [];
  const causes: unknown[] = [];
  for (const folder of searched) {
    const path = `${folder}${fileName}`;
    if (!existsSync(path)) {
      failures.push(`${path}: not there`);
      continue;
    }
    try {
      return require(path);
    } catch (cause) {
      causes.push(cause);
      failures.push(`${path}: ${errorMessage(cause)}`);
    }
  }
  throw new CodedError(
    'native_addon_missing',
    `The native part ${fileName} can't be loaded; run the set-up again. Tried:\n  ${failures.join('\n  ')}`,
    { cause: causes[0] },
  );
}

export function loadNativeAddon(): NativeAddon {
  return loadAddonFile('frame_channel.node') as NativeAddon;
}
