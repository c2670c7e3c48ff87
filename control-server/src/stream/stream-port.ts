// What a stream needs of its frame channel; the native channel provides it, tests fake it.

import type { ToFilter } from '../../../protocol/messages.ts';
import type { MaskMode } from '../../../protocol/names.ts';
import type { PatchBatch } from '../painting/patch.ts';

/** What comes with an analysis frame. Times are milliseconds of the monotonic clock. */
export interface FrameFacts {
  id: number;
  epoch: number;
  capturedMs: number;
  publishedMs: number;
  sourceWidthPx: number;
  sourceHeightPx: number;
  widthPx: number;
  heightPx: number;
  mode: MaskMode;
  delayFrames: number;
  lookAheadFrames: number;
  frameIntervalMs: number;
}

export interface MaskPublication {
  frameId: number;
  epoch: number;
  /** Newest frame id that was analysed when this mask was made. */
  basedOnId: number;
  isExtrapolated: boolean;
  /** The whole frame is to be covered; the batch is then empty. */
  isCover: boolean;
  batch: PatchBatch;
}

export interface StreamPort {
  /** 0: none yet. */
  latestFrameId(): number;
  /**
   * Copies the newest frame's pixels into `pixels` and its facts into `facts`; with `after` the oldest frame's of that epoch that
   * is still to be had after that one. False if there is none.
   */
  readFrame(pixels: Uint8Array, facts: FrameFacts, after?: number): boolean;
  publishMask(publication: MaskPublication): void;
  send(message: ToFilter): void;
  /** Milliseconds of the clock that frames are stamped with. */
  nowMs(): number;
}

export function createFrameFacts(): FrameFacts {
  return {
    id: 0,
    epoch: 0,
    capturedMs: 0,
    publishedMs: 0,
    sourceWidthPx: 0,
    sourceHeightPx: 0,
    widthPx: 0,
    heightPx: 0,
    mode: 'guard',
    delayFrames: 0,
    lookAheadFrames: 0,
    frameIntervalMs: 0,
  };
}
