// One filter's stream: takes its newest frame, finds and tracks the faces, and publishes a mask for every
// frame id that it can vouch for. What it does not publish, the filter covers; so wherever this
// code is in doubt, it stays silent.

import type { StreamSettings } from '../../../protocol/messages.ts';
import type { LandmarkSource } from '../expression/landmark-model.ts';
import { PoseTimeline } from '../expression/pose-timeline.ts';
import { maskStyles } from '../painting/mask-styles.ts';
import { CameraMotion, isCameraMove } from '../tracking/camera-motion.ts';
import { SceneCutDetector } from '../tracking/scene-cut.ts';
import { Tracker } from '../tracking/tracker.ts';
import type { StreamStatus } from '../worker-messages.ts';
import { AnalysedPicture } from './analysed-picture.ts';
import { interpolatedGapMsMax, maskSlots, thoroughGapMsMax } from './emission-plan.ts';
import type { FaceFinder } from './face-finder.ts';
import { FurtherLooks } from './further-looks.ts';
import { LandmarkLooks } from './landmark-looks.ts';
import { MaskEmitter } from './mask-emitter.ts';
import { analysisBudgetMs, QualityLadder } from './quality-ladder.ts';
import { QuantileWindow } from './quantile-window.ts';
import { Standstill } from './standstill.ts';
import type { StreamPort } from './stream-port.ts';
import { asReason } from './stream-reason.ts';

export interface MaskStreamOptions {
  readonly port: StreamPort;
  readonly finder: FaceFinder;
  readonly settings: StreamSettings;
  /** For styles that need landmarks; without, drawn faces stay neutral. */
  readonly landmarks?: LandmarkSource;
  /** Shared by the streams that share the detectors. */
  readonly quality?: QualityLadder;
  /** Called when the masks that follow from an analysed picture are out. It is the next frame's after the call. */
  readonly onPublished?: (picture: AnalysedPicture) => void;
  /** Called when the stream starts or stops working; not per frame. */
  readonly onStateChange: (state: StreamHealth) => void;
}

export interface StreamHealth {
  readonly state: 'warming' | 'running' | 'failed';
  readonly code: string;
  readonly message: string;
}

/** After so many failures in a row the tracks are given up, in case they are the reason. */
const failuresMax = 3;

export class MaskStream {
  readonly #options: MaskStreamOptions;
  readonly #port: StreamPort;
  #settings: StreamSettings;
  #health: StreamHealth = { state: 'warming', code: '', message: '' };

  readonly #picture = new AnalysedPicture();
  readonly #facts = this.#picture.facts;
  readonly #tracker = new Tracker();
  readonly #camera = new CameraMotion();
  readonly #cuts = new SceneCutDetector();
  readonly #standstill = new Standstill();
  readonly #looks: FurtherLooks;
  readonly #emitter: MaskEmitter;
  readonly #landmarks: LandmarkLooks;
  readonly #quality: QualityLadder;

  #epoch = -1;
  /** The newest frame that was looked at, with or without success. */
  #readId = 0;
  /** The newest frame of this epoch that was analysed; 0 before the first. */
  #analysedId = 0;
  #analysedMs = 0;
  /** The newest frame whose analysis went well to its end, publishing included; 0 before the first. */
  #vouchedId = 0;
  #vouchedMs = 0;
  /** From one analysed frame to the next, where no thorough look came between. */
  #cycleFrames = 1;
  #wasThorough = false;
  /** From a cut on until a frame of the new scene was analysed to its end. */
  #isSceneNew = false;
  #failures = 0;
  #isEnded = false;

  #analysed = 0;
  #unchanged = 0;
  #skipped = 0;
  readonly #frameToMaskMs = new QuantileWindow();
  readonly #detectMs = new QuantileWindow();

  constructor(options: MaskStreamOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#settings = options.settings;
    this.#quality = options.quality ?? new QualityLadder();
    const nowMs = () => this.#port.nowMs();
    this.#looks = new FurtherLooks({
      picture: this.#picture,
      tracker: this.#tracker,
      finder: options.finder,
      quality: this.#quality,
      nowMs,
    });
    const poses = new PoseTimeline();
    this.#emitter = new MaskEmitter(options.port, this.#tracker, poses);
    this.#landmarks = new LandmarkLooks({
      picture: this.#picture,
      source: options.landmarks,
      quality: this.#quality,
      poses,
      nowMs,
    });
  }

  /** Never throws. */
  setSettings(settings: StreamSettings): void {
    this.#settings = settings;
    try {
      this.#emitter.repaint(settings);
    } catch (error) {
      this.#setHealth({ state: 'failed', ...asReason(error) });
    }
  }

  /** It is not asked for anything any more. */
  end(): void {
    this.#isEnded = true;
    this.#quality.forget(this);
  }

  hasNewFrame(): boolean {
    return this.#port.latestFrameId() > this.#readId;
  }

  /** True while a second look at the newest analysed frame is still to be had. */
  canDeepen(): boolean {
    return this.#looks.canTake || this.#areLandmarksDue;
  }

  /** True when that look must not be put off any more for the sake of newer frames. */
  mustDeepen(): boolean {
    return this.#looks.mustTake;
  }

  /**
   * Analyses the newest frame and publishes the masks that follow from it. Never throws.
   *
   * @returns false if there was no frame to be had after all
   */
  async analyse(): Promise<boolean> {
    try {
      if (!this.#picture.read(this.#port)) return false;
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
      this.#isSceneNew = false;
      this.#setHealth({ state: 'running', code: '', message: '', ...this.#looks.failure });
      this.#options.onPublished?.(this.#picture);
    } catch (error) {
      this.#disownFrame();
      this.#setHealth({ state: 'failed', ...asReason(error) });
    }
    return true;
  }

  /** A further detector pass over the frame analysed last, or a look at a face's landmarks. Never throws. */
  async deepen(): Promise<void> {
    if (this.#looks.canTake) await this.#looks.take();
    else if (this.#areLandmarksDue) await this.#landmarks.take(this.#tracker.facePlaces);
  }

  /** @param rssMb resident memory of the process */
  status(rssMb: number): StreamStatus {
    return {
      type: 'stream.status',
      ...this.#health,
      provider: this.#options.finder.provider,
      faces: this.#emitter.faces,
      faces_masked: this.#tracker.confirmedTracks,
      analysed: this.#analysed,
      unchanged: this.#unchanged,
      skipped: this.#skipped,
      frame_to_mask_ms: this.#frameToMaskMs.quantiles(),
      detect_ms: this.#detectMs.quantiles(),
      paint_ms: this.#emitter.paintMs.quantiles(),
      quality_step: this.#quality.demand.step,
      quality_reason: this.#quality.reason,
      rss_mb: rssMb,
    };
  }

  /** Never for a frame whose analysis failed. */
  get #areLandmarksDue(): boolean {
    if (!maskStyles[this.#settings.mask_type].needsLandmarks) return false;
    if (this.#analysedId === 0 || this.#analysedId !== this.#facts.id) return false;
    return this.#landmarks.isDue(this.#tracker.facePlaces);
  }

  async #analyseFrame(): Promise<void> {
    const facts = this.#facts;
    const isJump = this.#analysedId > 0 && facts.id - this.#analysedId > maskSlots;
    if (facts.epoch !== this.#epoch || isJump) this.#beginEpoch();
    const isFirst = this.#analysedId === 0;
    if (isFirst) this.#emitter.beginAt(facts.id);
    else this.#bridgeGap();
    this.#emitter.enter(facts);

    const { image } = this.#picture;
    const shift = this.#camera.estimate(image);
    const { x, y } = this.#picture.scale;
    this.#tracker.moveCamera(facts.capturedMs, shift.xPx / x, shift.yPx / y);
    const isCut = this.#cuts.isCut(image, facts.capturedMs, isCameraMove(shift));
    if (isCut) {
      this.#tracker.cutBefore(facts.id);
      this.#looks.noteCut();
      this.#isSceneNew = true;
    }

    const detectFromMs = this.#port.nowMs();
    const detections = await this.#options.finder.primary(image);
    if (this.#picture.isUnchanged) this.#unchanged++;
    else this.#detectMs.add(this.#port.nowMs() - detectFromMs);

    this.#tracker.addFrame({
      frameId: facts.id,
      timeMs: facts.capturedMs,
      widthPx: facts.sourceWidthPx,
      heightPx: facts.sourceHeightPx,
      detections: this.#picture.inSourcePixels(detections),
    });
    const { pictures } = this.#camera;
    if (pictures && !isCut) this.#tracker.followUnseen({ ...pictures, scaleX: x, scaleY: y });
    this.#analysedId = facts.id;
    this.#analysedMs = facts.capturedMs;
    this.#analysed++;
    this.#looks.noteAnalysed(this.#camera.brightness);
    const wasLong = this.#wasThorough && this.#looks.isHurried;
    // There is nothing to go by yet: the first mask waits until every pass has had its look.
    this.#wasThorough =
      (isFirst || this.#isSceneNew) && facts.mode !== 'live' && !this.#looks.failure;
    if (this.#wasThorough) {
      await this.#looks.lookThoroughly(isFirst);
      if (this.#isSceneNew) this.#tracker.settleCut();
    } else if (wasLong) {
      await this.#looks.lookForMoved();
    }

    this.#looks.noteMasks(this.#emitter.observe(this.#picture));
    this.#emitter.emit({
      facts,
      cycleFrames: this.#cycleFrames,
      settings: this.#settings,
      unseenFromMs: this.#looks.unseenFromMs,
    });
    const doneMs = this.#port.nowMs();
    this.#frameToMaskMs.add(doneMs - facts.publishedMs);
    if (!this.#wasThorough && !this.#picture.isUnchanged) {
      this.#quality.noteAnalysis(doneMs - detectFromMs);
    }
    const budgetMs = analysisBudgetMs(facts);
    // It may have ended while it was analysed, and shares no time with the others any more.
    if (this.#isEnded) return;
    this.#quality.review({ stream: this, budgetMs, isLate: this.#emitter.isLate, nowMs: doneMs });
  }

  #beginEpoch(): void {
    this.#epoch = this.#facts.epoch;
    this.#tracker.reset();
    this.#camera.reset();
    this.#cuts.reset();
    this.#emitter.beginEpoch();
    this.#cycleFrames = 1;
    this.#wasThorough = false;
    this.#isSceneNew = false;
    this.#analysedId = 0;
    this.#vouchedId = 0;
    this.#looks.beginEpoch();
    this.#landmarks.beginEpoch();
  }

  /**
   * Frames between two analysed ones are interpolated. Too long a gap could hide a face, and so does any
   * gap just after OBS stood still: its sources make up for lost time in leaps.
   */
  #bridgeGap(): void {
    const facts = this.#facts;
    const stepFrames = facts.id - this.#analysedId;
    // After a thorough look, or several, the next step will not be as long, so it need not be waited for.
    const { hasCaughtUp } = this.#looks;
    if (!this.#wasThorough && !hasCaughtUp) {
      this.#cycleFrames = stepFrames;
      this.#looks.isHurried = stepFrames > 1;
    }
    this.#skipped += stepFrames - 1;
    const { capturedMs } = facts;
    const gapMs = capturedMs - this.#analysedMs;
    const expectedMs = stepFrames * facts.frameIntervalMs;
    this.#standstill.note({ capturedMs, gapMs, expectedMs });
    const bridgedMs = this.#wasThorough ? thoroughGapMsMax : interpolatedGapMsMax;
    // Nor does anybody know what came while passes caught up: the picture is withheld then, and stays so for these frames.
    const isTrusted = gapMs <= bridgedMs && !this.#standstill.mayLeapAt(capturedMs) && !hasCaughtUp;
    if (stepFrames > 1 && !isTrusted) {
      this.#emitter.disown(this.#analysedId + 1, facts.id - 1);
    }
  }

  /** The newest frame could not be analysed: neither it nor the frames since the last good one get a mask. */
  #disownFrame(): void {
    this.#looks.forgo();
    this.#failures++;
    if (this.#failures >= failuresMax) {
      this.#beginEpoch();
      return;
    }
    // However far it got: it may have been tracked already when a later step failed.
    this.#analysedId = this.#vouchedId;
    this.#analysedMs = this.#vouchedMs;
    if (this.#analysedId > 0) this.#emitter.disown(this.#analysedId + 1, this.#readId);
  }

  #setHealth(health: StreamHealth): void {
    const isNew = health.state !== this.#health.state || health.code !== this.#health.code;
    this.#health = health;
    if (isNew) this.#options.onStateChange(health);
  }
}
