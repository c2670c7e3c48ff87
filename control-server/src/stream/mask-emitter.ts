// Publishes the masks that follow from what the tracker knows: for each frame id once, none for frames that
// nothing is known of, and in time for the filter to show them.

import type { StreamSettings } from '../../../protocol/messages.ts';
import type { PoseSource } from '../expression/pose-timeline.ts';
import { MaskPainter } from '../painting/mask-painter.ts';
import { createPatchBatch } from '../painting/patch.ts';
import type { HeadRegion } from '../tracking/head-region.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { AnalysedPicture } from './analysed-picture.ts';
import { nextDueAfterPublish, planEmission } from './emission-plan.ts';
import { FrameClock } from './frame-clock.ts';
import { FrameGaps } from './frame-gaps.ts';
import { QuantileWindow } from './quantile-window.ts';
import type { FrameFacts, StreamPort } from './stream-port.ts';

/** Ticks that an emission may have to wait for the next one, at most. */
const reserveFramesMax = 8;

export interface Emission {
  /** Of the frame that was analysed. */
  readonly facts: Readonly<FrameFacts>;
  /** From the frame analysed before it to this one. */
  readonly cycleFrames: number;
  readonly settings: StreamSettings;
  /** What has come into the picture at or after this moment was not looked at as guard mode wants it. */
  readonly unseenFromMs: number;
}

/** From a frame's publication to its emission, of the frame interval: what is quick, and for how long it must have been. */
const swiftShare = 0.5;
const swiftAfterMs = 2000;

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
  /** When an emission took long, on the capture clock. */
  #slowMs = Number.NEGATIVE_INFINITY;
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
   * Takes the colours of masks from the analysed picture.
   *
   * @returns what is masked in it; used again by the next call of any method
   */
  observe({ facts, image, scale }: AnalysedPicture): readonly HeadRegion[] {
    const regions = this.#regionsAt(facts.id);
    this.#painter.observe(image, scale, regions, facts.capturedMs);
    return regions;
  }

  /** Publishes what is due after the analysis of the frame. */
  emit({ facts, cycleFrames, settings, unseenFromMs }: Emission): void {
    const plan = planEmission({
      mode: facts.mode,
      delayFrames: facts.delayFrames,
      lookAheadFrames: facts.lookAheadFrames,
      analysedId: facts.id,
      newestId: this.#port.latestFrameId(),
      emittedId: this.#emittedId,
      reserveFrames: this.#isSwift(facts, cycleFrames)
        ? 0
        : Math.min(cycleFrames, reserveFramesMax),
    });
    const { isExtrapolated } = plan;
    const isAny = plan.lastId >= plan.firstId;
    const nextDueId = this.#port.latestFrameId() + nextDueAfterPublish - facts.delayFrames;
    this.isLate = isAny && !isExtrapolated && plan.firstId < nextDueId;
    for (let id = plan.firstId; id <= plan.lastId; id++) {
      // A frame may be older than what is remembered where OBS draws a frame a second, or was stopped.
      const timeMs = this.#clock.timeOf(id);
      const isKnown = timeMs >= this.#tracker.knownFromMs;
      // Exact mode can't wait for those who look, and live mode promises less still.
      const isSeen = facts.mode !== 'guard' || timeMs < unseenFromMs;
      if (isKnown && isSeen && !this.#gaps.has(id))
        this.#publish(id, facts, settings, isExtrapolated);
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
   * Whether exact mode may count on the next emission to come a frame from now: every one did lately, with time to spare.
   */
  #isSwift(facts: Readonly<FrameFacts>, cycleFrames: number): boolean {
    const tookMs = this.#port.nowMs() - facts.publishedMs;
    const isSlow = cycleFrames > 1 || tookMs > facts.frameIntervalMs * swiftShare;
    if (isSlow) this.#slowMs = facts.capturedMs;
    return facts.mode === 'exact' && facts.capturedMs - this.#slowMs > swiftAfterMs;
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
