// One filter's stream: takes its newest frame, finds and tracks the faces, and publishes a mask for every
// frame id that it can vouch for. What it does not publish, the filter covers; so wherever this
// code is in doubt, it stays silent.

import type { StreamSettings, ToFilter } from '../../../protocol/messages.ts';
import { limit } from '../../../protocol/names.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';
import { MaskPainter } from '../painting/mask-painter.ts';
import { createPatchBatch } from '../painting/patch.ts';
import { SceneCutDetector } from '../tracking/scene-cut.ts';
import { Tracker } from '../tracking/tracker.ts';
import { interpolatedGapMsMax, maskSlots, planEmission } from './emission-plan.ts';
import { FrameClock } from './frame-clock.ts';
import { FrameGaps } from './frame-gaps.ts';
import { QuantileWindow } from './quantile-window.ts';
import { Standstill } from './standstill.ts';
import { createFrameFacts, type StreamPort } from './stream-port.ts';

/** The detectors, shared by all streams. */
export interface FaceFinder {
  readonly provider: string;
  /** Fast enough for every frame. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /** One of several further passes in turn, for spare time. */
  secondary(image: AnalysisImage): Promise<{ pass: string; detections: Detection[] }>;
  /** All further passes at once. */
  thorough(image: AnalysisImage): Promise<Detection[][]>;
}

export interface MaskStreamOptions {
  readonly port: StreamPort;
  readonly finder: FaceFinder;
  readonly settings: StreamSettings;
  /** Called when the stream starts or stops working; not per frame. */
  readonly onStateChange: (state: StreamHealth) => void;
}

export interface StreamHealth {
  readonly state: 'warming' | 'running' | 'failed';
  readonly code: string;
  readonly message: string;
}

/** Ticks that an emission may have to wait for the next one, at most. */
const reserveFramesMax = 8;
/** Even when frames never stop coming, one of so many gets a second look. */
const framesPerSecondLookMax = 3;
/** After so many failures in a row the tracks are given up, in case they are the reason. */
const failuresMax = 3;
const analysisBytesMax = limit.analysisSide * limit.analysisSide * 4;

export class MaskStream {
  readonly #options: MaskStreamOptions;
  readonly #port: StreamPort;
  #settings: StreamSettings;
  #health: StreamHealth = { state: 'warming', code: '', message: '' };

  readonly #pixels = new Uint8Array(analysisBytesMax);
  readonly #facts = createFrameFacts();
  readonly #batch = createPatchBatch();
  readonly #clock = new FrameClock();
  readonly #gaps = new FrameGaps();
  readonly #standstill = new Standstill();
  readonly #tracker = new Tracker();
  readonly #cuts = new SceneCutDetector();
  readonly #painter = new MaskPainter();

  #epoch = -1;
  /** The newest frame that was looked at, with or without success. */
  #readId = 0;
  /** The newest frame of this epoch that was analysed; 0 before the first. */
  #analysedId = 0;
  #analysedMs = 0;
  /** The newest frame whose analysis went well to its end, publishing included; 0 before the first. */
  #vouchedId = 0;
  #vouchedMs = 0;
  #emittedId = 0;
  #cycleFrames = 1;
  #isDeepened = true;
  #framesSinceDeepened = 0;
  #failures = 0;
  /** Why there are no second looks in this epoch any more. */
  #deepeningError: { readonly code: string; readonly message: string } | undefined;

  #faces = 0;
  #analysed = 0;
  #skipped = 0;
  readonly #frameToMaskMs = new QuantileWindow();
  readonly #detectMs = new QuantileWindow();
  readonly #paintMs = new QuantileWindow();

  constructor(options: MaskStreamOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#settings = options.settings;
  }

  setSettings(settings: StreamSettings): void {
    this.#settings = settings;
  }

  hasNewFrame(): boolean {
    return this.#port.latestFrameId() > this.#readId;
  }

  /** True while a second look at the newest analysed frame is still to be had. */
  canDeepen(): boolean {
    return !this.#isDeepened && !this.#deepeningError;
  }

  /** True when that look must not be put off any more for the sake of newer frames. */
  mustDeepen(): boolean {
    return this.canDeepen() && this.#framesSinceDeepened >= framesPerSecondLookMax;
  }

  /**
   * Analyses the newest frame and publishes the masks that follow from it. Never throws.
   *
   * @returns false if there was no frame to be had after all
   */
  async analyse(): Promise<boolean> {
    try {
      if (!this.#port.readFrame(this.#pixels, this.#facts)) {
        return false;
      }
    } catch (error) {
      this.#setHealth({ state: 'failed', ...asReason(error) });
      return false;
    }
    if (this.#facts.id <= this.#readId && this.#facts.epoch === this.#epoch) {
      return false;
    }
    this.#readId = this.#facts.id;
    try {
      await this.#analyseFrame();
      this.#vouchedId = this.#analysedId;
      this.#vouchedMs = this.#analysedMs;
      this.#failures = 0;
      this.#setHealth({ state: 'running', code: '', message: '', ...this.#deepeningError });
    } catch (error) {
      this.#disownFrame();
      this.#setHealth({ state: 'failed', ...asReason(error) });
    }
    return true;
  }

  /** A further detector pass over the frame analysed last. Never throws. */
  async deepen(): Promise<void> {
    this.#isDeepened = true;
    this.#framesSinceDeepened = 0;
    try {
      await this.#lookAgain();
    } catch (error) {
      // The masks do not depend on second looks; what they add is missing from here on, and said so.
      this.#deepeningError = asReason(error);
    }
  }

  /** @param rssMb resident memory of the process */
  status(rssMb: number): ToFilter {
    return {
      type: 'stream.status',
      ...this.#health,
      provider: this.#options.finder.provider,
      faces: this.#faces,
      faces_masked: this.#tracker.confirmedTracks,
      analysed: this.#analysed,
      skipped: this.#skipped,
      frame_to_mask_ms: this.#frameToMaskMs.quantiles(),
      detect_ms: this.#detectMs.quantiles(),
      paint_ms: this.#paintMs.quantiles(),
      rss_mb: rssMb,
    };
  }

  async #analyseFrame(): Promise<void> {
    const facts = this.#facts;
    const isJump = this.#analysedId > 0 && facts.id - this.#analysedId > maskSlots;
    if (facts.epoch !== this.#epoch || isJump) {
      this.#beginEpoch();
    }
    if (this.#analysedId === 0) {
      // Nothing is known of the frames before the first one that was seen.
      this.#emittedId = facts.id - 1;
    } else {
      this.#bridgeGap();
    }
    this.#clock.add(facts.id, facts.capturedMs, facts.frameIntervalMs);

    const image = this.#image();
    const isFirst = this.#analysedId === 0;
    const isCut = this.#cuts.isCut(image, facts.capturedMs);
    if (isCut) {
      this.#tracker.cutBefore(facts.id);
    }

    const detectFromMs = this.#port.nowMs();
    const detections = await this.#options.finder.primary(image);
    this.#detectMs.add(this.#port.nowMs() - detectFromMs);

    this.#tracker.addFrame({
      frameId: facts.id,
      timeMs: facts.capturedMs,
      widthPx: facts.sourceWidthPx,
      heightPx: facts.sourceHeightPx,
      detections: this.#inSourcePixels(detections),
    });
    this.#analysedId = facts.id;
    this.#analysedMs = facts.capturedMs;
    this.#analysed++;
    this.#isDeepened = false;
    this.#framesSinceDeepened++;
    // There is nothing to go by yet: the first mask waits until every pass has had its look.
    if ((isFirst || isCut) && facts.mode !== 'live' && !this.#deepeningError) {
      await this.#lookThoroughly(isFirst);
    }

    this.#painter.observe(
      image,
      this.#sourceToImage(),
      this.#regionsAt(facts.id),
      facts.capturedMs,
    );
    this.#emit();
    this.#frameToMaskMs.add(this.#port.nowMs() - facts.publishedMs);
  }

  /** Throws what a pass throws, but not at a beginning: the main pass alone is better than a cover for good. */
  async #lookThoroughly(isFirst: boolean): Promise<void> {
    try {
      for (const found of await this.#options.finder.thorough(this.#image())) {
        this.#addEvidence(found);
      }
    } catch (error) {
      if (!isFirst) throw error;
      this.#deepeningError = asReason(error);
    }
  }

  async #lookAgain(): Promise<void> {
    const { detections } = await this.#options.finder.secondary(this.#image());
    this.#addEvidence(detections);
  }

  #addEvidence(detections: readonly Detection[]): void {
    this.#tracker.addEvidence({
      frameId: this.#analysedId,
      timeMs: this.#analysedMs,
      detections: this.#inSourcePixels(detections),
    });
  }

  #beginEpoch(): void {
    this.#epoch = this.#facts.epoch;
    this.#tracker.reset();
    this.#cuts.reset();
    this.#painter.reset();
    this.#clock.reset();
    this.#gaps.reset();
    this.#cycleFrames = 1;
    this.#analysedId = 0;
    this.#vouchedId = 0;
    this.#deepeningError = undefined;
  }

  /**
   * Frames between two analysed ones are interpolated. Too long a gap could hide a face, and so does any
   * gap just after OBS stood still: its sources make up for lost time in leaps.
   */
  #bridgeGap(): void {
    const facts = this.#facts;
    this.#cycleFrames = facts.id - this.#analysedId;
    this.#skipped += this.#cycleFrames - 1;
    const { capturedMs } = facts;
    const gapMs = capturedMs - this.#analysedMs;
    const expectedMs = this.#cycleFrames * facts.frameIntervalMs;
    this.#standstill.note({ capturedMs, gapMs, expectedMs });
    const isTrusted = gapMs <= interpolatedGapMsMax && !this.#standstill.mayLeapAt(capturedMs);
    if (this.#cycleFrames > 1 && !isTrusted) {
      this.#gaps.add(this.#analysedId + 1, facts.id - 1);
    }
  }

  #emit(): void {
    const facts = this.#facts;
    const plan = planEmission({
      mode: facts.mode,
      delayFrames: facts.delayFrames,
      lookAheadFrames: facts.lookAheadFrames,
      analysedId: this.#analysedId,
      newestId: this.#port.latestFrameId(),
      emittedId: this.#emittedId,
      reserveFrames: Math.min(this.#cycleFrames, reserveFramesMax),
    });
    for (let id = plan.firstId; id <= plan.lastId; id++) {
      // A frame may be older than what is remembered where OBS draws a frame a second, or was stopped.
      const isKnown = this.#clock.timeOf(id) >= this.#tracker.knownFromMs;
      if (isKnown && !this.#gaps.has(id)) {
        this.#publish(id, plan.isExtrapolated);
      }
    }
    this.#emittedId = Math.max(
      this.#emittedId,
      plan.isExtrapolated ? this.#analysedId : plan.lastId,
    );
    this.#tracker.forgetBefore({
      frameId: this.#emittedId,
      timeMs: this.#clock.timeOf(this.#emittedId),
    });
    this.#gaps.forgetBefore(this.#emittedId);
  }

  #publish(frameId: number, isExtrapolated: boolean): void {
    const paintFromMs = this.#port.nowMs();
    const regions = this.#regionsAt(frameId);
    const isPainted = this.#painter.paint(
      {
        regions,
        timeMs: this.#clock.timeOf(frameId),
        maskType: this.#settings.mask_type,
        intensity: this.#settings.intensity,
        maskColor: this.#settings.mask_color,
      },
      this.#batch,
    );
    this.#paintMs.add(this.#port.nowMs() - paintFromMs);
    this.#faces = regions.length;
    this.#port.publishMask({
      frameId,
      epoch: this.#epoch,
      basedOnId: this.#analysedId,
      isExtrapolated,
      isCover: !isPainted,
      batch: this.#batch,
    });
  }

  #regionsAt(frameId: number) {
    return this.#tracker.regionsAt({ frameId, timeMs: this.#clock.timeOf(frameId) });
  }

  #image(): AnalysisImage {
    return {
      data: this.#pixels,
      widthPx: this.#facts.widthPx,
      heightPx: this.#facts.heightPx,
    };
  }

  #sourceToImage(): { x: number; y: number } {
    const facts = this.#facts;
    return { x: facts.widthPx / facts.sourceWidthPx, y: facts.heightPx / facts.sourceHeightPx };
  }

  #inSourcePixels(detections: readonly Detection[]): Detection[] {
    const scale = this.#sourceToImage();
    return detections.map((detection) => ({
      ...detection,
      xPx: detection.xPx / scale.x,
      yPx: detection.yPx / scale.y,
      widthPx: detection.widthPx / scale.x,
      heightPx: detection.heightPx / scale.y,
    }));
  }

  /** The newest frame could not be analysed: neither it nor the frames since the last good one get a mask. */
  #disownFrame(): void {
    this.#isDeepened = true;
    this.#failures++;
    if (this.#failures >= failuresMax) {
      this.#beginEpoch();
      return;
    }
    // However far it got: it may have been tracked already when a later step failed.
    this.#analysedId = this.#vouchedId;
    this.#analysedMs = this.#vouchedMs;
    if (this.#analysedId > 0) {
      this.#gaps.add(this.#analysedId + 1, this.#readId);
    }
  }

  #setHealth(health: StreamHealth): void {
    const isNew = health.state !== this.#health.state || health.code !== this.#health.code;
    this.#health = health;
    if (isNew) {
      this.#options.onStateChange(health);
    }
  }
}

function asReason(error: unknown): { code: string; message: string } {
  const code = error instanceof CodedError ? error.code : `stream_${errorCode(error)}`;
  return { code, message: errorMessage(error) };
}
