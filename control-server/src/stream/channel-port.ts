// A stream's port onto the native frame channel: numbers become facts, facts become records.

import type { ToFilter } from '../../../protocol/messages.ts';
import {
  createFrameMeta,
  type FrameChannel,
  type FrameStatus,
  frameMetaIndex,
  type MaskPublication as MaskRecord,
  maskModeOf,
} from '../channel/frame-channel.ts';
import { CodedError } from '../coded-error.ts';
import { createPatchBatch } from '../painting/patch.ts';
import type { FrameFacts, MaskPublication, StreamPort } from './stream-port.ts';

/** kMaskFlag… of protocol/channel_layout.h. */
const maskFlag = { extrapolated: 1, cover: 2 } as const;

export class ChannelPort implements StreamPort {
  readonly #channel: FrameChannel;
  readonly #peerId: number;
  readonly #meta = createFrameMeta();
  readonly #record: MaskRecord = {
    frameId: 0,
    epoch: 0,
    basedOnId: 0,
    flags: 0,
    batch: createPatchBatch(),
  };

  constructor(channel: FrameChannel, peerId: number) {
    this.#channel = channel;
    this.#peerId = peerId;
  }

  latestFrameId(): number {
    return this.#channel.latestFrameId(this.#peerId);
  }

  readFrame(pixels: Uint8Array, facts: FrameFacts, after?: number): boolean {
    const status: FrameStatus =
      after === undefined
        ? this.#channel.readFrame(this.#peerId, pixels, this.#meta)
        : this.#channel.readNextFrame(this.#peerId, after, pixels, this.#meta);
    if (status !== 'ok') {
      if (status.startsWith('invalid:')) {
        throw new CodedError(
          'frame_invalid',
          `A frame was refused: ${status.slice('invalid:'.length)}.`,
        );
      }
      return false;
    }
    const at = (index: number) => this.#meta[index] ?? 0;
    facts.id = at(frameMetaIndex.id);
    facts.epoch = at(frameMetaIndex.epoch);
    facts.capturedMs = at(frameMetaIndex.capturedMs);
    facts.publishedMs = at(frameMetaIndex.publishedMs);
    facts.sourceWidthPx = at(frameMetaIndex.sourceWidth);
    facts.sourceHeightPx = at(frameMetaIndex.sourceHeight);
    facts.widthPx = at(frameMetaIndex.width);
    facts.heightPx = at(frameMetaIndex.height);
    facts.mode = maskModeOf(this.#meta);
    facts.delayFrames = at(frameMetaIndex.delayFrames);
    facts.lookAheadFrames = at(frameMetaIndex.lookAheadFrames);
    facts.frameIntervalMs = at(frameMetaIndex.frameIntervalMs);
    return true;
  }

  publishMask(publication: MaskPublication): void {
    const record = this.#record;
    record.frameId = publication.frameId;
    record.epoch = publication.epoch;
    record.basedOnId = publication.basedOnId;
    record.flags =
      (publication.isExtrapolated ? maskFlag.extrapolated : 0) |
      (publication.isCover ? maskFlag.cover : 0);
    record.batch = publication.batch;
    this.#channel.publishMask(this.#peerId, record);
  }

  send(message: ToFilter): void {
    this.#channel.send(this.#peerId, JSON.stringify(message));
  }

  nowMs(): number {
    return this.#channel.monotonicMs();
  }
}
