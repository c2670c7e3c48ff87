// Publishes the masks that follow from what the tracker knows: for each frame id once, none for frames that
// nothing is known of, and in time for the filter to show them.

import type { StreamSettings } from '../../../protocol/messages.ts';
import type { PoseSource } from '../expression/pose-timeline.ts';
import { MaskPainter } from '../painting/mask-painter.ts';
import { createPatchBatch } from '../painting/patch.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { AnalysedPicture } from './analysed-picture.ts';
import { nextDueAfterPublish, planEmission } from './emission-plan.ts';
import { FrameClock } from './frame-clock.ts';
import { FrameGaps } from './frame-gaps.ts';
import { QuantileWindow } from './quantile-window.ts';
import type { FrameFacts, StreamPort } from './stream-port.ts';

/** Ticks that an emission may have to wait for the next one, at most. */
const reserveFramesMax = 8;

interface PredictedMasks {
  readonly basedOn: Pick<FrameFacts, 'id' | 'epoch'>;
  readonly firstId: number;
  readonly lastId: number;
}

export class MaskEmitter {
  readonly #port: StreamPort;
  readonly #tracker: Tracker;
  readonly #poses: PoseSource;
  readonly #painter = new MaskPainter();
  readonly #batch = createPatchBatch();
  readonly #clock = new FrameClock();
  readonly #gaps = new FrameGaps();
  #emittedId = 0;
  /** Predicted masks that were published last, while they are the newest word on their frames. */
  #predicted: PredictedMasks | undefined;

  readonly paintMs = new QuantileWindow();
  /** In the mask that was published last. */
  faces = 0;
  /** Of what was published last, some came when its frame was due already. */
  isLate = false;

  constructor(port: StreamPort, tracker: Tracker, poses: PoseSource) {
    this.#port = port;
    this.#tracker = tracker;
    this.#poses = poses;
  }

  beginEpoch(): void {
    this.#painter.reset();
    this.#clock.reset();
    this.#gaps.reset();
    this.#predicted = undefined;
  }

  /** Nothing is known of the frames before this one, the first that was seen. */
  beginAt(frameId: number): void {
    this.#emittedId = frameId - 1;
  }

  /** An analysed frame, or one that was to be; ids rise. */
  enter({ id, capturedMs, frameIntervalMs }: FrameFacts): void {
    // Its analysis may say something else, or fail.
    this.#predicted = undefined;
    this.#clock.add(id, capturedMs, frameIntervalMs);
  }

  /** No mask is made for these frames. */
  disown(firstId: number, lastId: number): void {
    this.#gaps.add(firstId, lastId);
  }

  /**
   * Publishes what is due after the analysis of `picture`'s frame.
   *
   * @param cycleFrames from the frame analysed before it to this one
   */
  emit(picture: AnalysedPicture, cycleFrames: number, settings: StreamSettings): void {
    const { facts } = picture;
    const regions = this.#regionsAt(facts.id);
    this.#painter.observe(picture.image, picture.scale, regions, facts.capturedMs);
    const plan = planEmission({
      mode: facts.mode,
      delayFrames: facts.delayFrames,
      lookAheadFrames: facts.lookAheadFrames,
      analysedId: facts.id,
      newestId: this.#port.latestFrameId(),
      emittedId: this.#emittedId,
      reserveFrames: Math.min(cycleFrames, reserveFramesMax),
    });
    const { isExtrapolated } = plan;
    const isAny = plan.lastId >= plan.firstId;
    const nextDueId = this.#port.latestFrameId() + nextDueAfterPublish - facts.delayFrames;
    this.isLate = isAny && !isExtrapolated && plan.firstId < nextDueId;
    for (let id = plan.firstId; id <= plan.lastId; id++) {
      // A frame may be older than what is remembered where OBS draws a frame a second, or was stopped.
      const isKnown = this.#clock.timeOf(id) >= this.#tracker.knownFromMs;
      if (isKnown && !this.#gaps.has(id)) this.#publish(id, facts, settings, isExtrapolated);
    }
    this.#emittedId = Math.max(this.#emittedId, isExtrapolated ? facts.id : plan.lastId);
    if (isExtrapolated) {
      const { firstId, lastId } = plan;
      this.#predicted = { basedOn: { id: facts.id, epoch: facts.epoch }, firstId, lastId };
    }
    this.#tracker.forgetBefore({
      frameId: this.#emittedId,
      timeMs: this.#clock.timeOf(this.#emittedId),
    });
    this.#gaps.forgetBefore(this.#emittedId);
  }

  /**
   * Publishes predicted masks again, as other settings want them: so that a change shows in the next frame, not in the one
   * after the next analysis.
   */
  repaint(settings: StreamSettings): void {
    if (!this.#predicted) return;
    const { basedOn, firstId, lastId } = this.#predicted;
    for (let id = Math.max(firstId, this.#port.latestFrameId() + 1); id <= lastId; id++) {
      this.#publish(id, basedOn, settings, true);
    }
  }

  #publish(
    frameId: number,
    { id: basedOnId, epoch }: Pick<FrameFacts, 'id' | 'epoch'>,
    settings: StreamSettings,
    isExtrapolated: boolean,
  ): void {
    const paintFromMs = this.#port.nowMs();
    const regions = this.#regionsAt(frameId);
    const isPainted = this.#painter.paint(
      {
        regions,
        timeMs: this.#clock.timeOf(frameId),
        maskType: settings.mask_type,
        intensity: settings.intensity,
        maskColor: settings.mask_color,
        poses: this.#poses,
      },
      this.#batch,
    );
    this.paintMs.add(this.#port.nowMs() - paintFromMs);
    this.faces = regions.length;
    this.#port.publishMask({
      frameId,
      epoch,
      basedOnId,
      isExtrapolated,
      isCover: !isPainted,
      batch: this.#batch,
    });
  }

  #regionsAt(frameId: number) {
    return this.#tracker.regionsAt({ frameId, timeMs: this.#clock.timeOf(frameId) });
  }
}
