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
import { AnalysisProgress } from './analysis-progress.ts';
import { interpolatedGapMsMax, thoroughGapMsMax } from './emission-plan.ts';
import type { FaceFinder } from './face-finder.ts';
import { FurtherLooks } from './further-looks.ts';
import { LandmarkLooks } from './landmark-looks.ts';
import { MaskEmitter } from './mask-emitter.ts';
import { analysisBudgetMs, QualityLadder } from './quality-ladder.ts';
import { Standstill } from './standstill.ts';
import { HealthTeller, type StreamHealth } from './stream-health.ts';
import type { StreamPort } from './stream-port.ts';
import { StreamTally } from './stream-tally.ts';

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

export class MaskStream {
  readonly #options: MaskStreamOptions;
  readonly #port: StreamPort;
  #settings: StreamSettings;

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

  readonly #health: HealthTeller;
  readonly #progress = new AnalysisProgress();
  readonly #tally = new StreamTally();

  #epoch = -1;
  /** From one analysed frame to the next, where no thorough look came between. */
  #cycleFrames = 1;
  #wasThorough = false;
  /** From a cut on until a frame of the new scene was analysed to its end. */
  #isSceneNew = false;
  #isEnded = false;

  constructor(options: MaskStreamOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#settings = options.settings;
    this.#health = new HealthTeller(options.onStateChange);
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
      this.#health.fail(error);
    }
  }

  /** It is not asked for anything any more. */
  end(): void {
    this.#isEnded = true;
    this.#quality.forget(this);
  }

  hasNewFrame(): boolean {
    return this.#port.latestFrameId() > this.#progress.readId;
  }

  /** True while a second look at the newest analysed frame is still to be had. */
  canDeepen(): boolean {
    return this.#looks.canTake || this.#areLandmarksDue;
  }

  /** True when that look must not be put off any more for the sake of newer frames. */
  mustDeepen(): boolean {
    return this.#looks.mustTake && !this.#progress.isPressed;
  }

  /**
   * Analyses the newest frame, at first the next in turn, and publishes the masks that follow from it. Never throws.
   *
   * @returns false if there was no frame to be had after all
   */
  async analyse(): Promise<boolean> {
    try {
      if (!this.#picture.read(this.#port, this.#progress.nextAfter)) return false;
    } catch (error) {
      this.#health.fail(error);
      return false;
    }
    if (this.#facts.id <= this.#progress.readId && this.#facts.epoch === this.#epoch) {
      return false;
    }
    this.#progress.noteRead(this.#facts.id, this.#port.latestFrameId());
    try {
      await this.#analyseFrame();
      this.#progress.vouch();
      this.#isSceneNew = false;
      this.#health.set({ state: 'running', code: '', message: '', ...this.#looks.failure });
      this.#options.onPublished?.(this.#picture);
    } catch (error) {
      this.#disownFrame();
      this.#health.fail(error);
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
      ...this.#health.now,
      provider: this.#options.finder.provider,
      faces: this.#emitter.faces,
      faces_masked: this.#tracker.confirmedTracks,
      ...this.#tally.figures,
      paint_ms: this.#emitter.paintMs.quantiles(),
      quality_step: this.#quality.demand.step,
      quality_reason: this.#quality.reason,
      rss_mb: rssMb,
    };
  }

  /** Never for a frame whose analysis failed. */
  get #areLandmarksDue(): boolean {
    if (!maskStyles[this.#settings.mask_type].needsLandmarks) return false;
    const { analysedId } = this.#progress;
    if (analysedId === 0 || analysedId !== this.#facts.id) return false;
    return this.#landmarks.isDue(this.#tracker.facePlaces);
  }

  async #analyseFrame(): Promise<void> {
    const facts = this.#facts;
    const progress = this.#progress;
    if (facts.epoch !== this.#epoch || progress.isJump(facts.id)) this.#beginEpoch();
    const isFirst = progress.analysedId === 0;
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
    this.#tally.noteDetection(this.#port.nowMs() - detectFromMs, this.#picture.isUnchanged);

    this.#tracker.addFrame({
      frameId: facts.id,
      timeMs: facts.capturedMs,
      widthPx: facts.sourceWidthPx,
      heightPx: facts.sourceHeightPx,
      detections: this.#picture.inSourcePixels(detections),
    });
    const { pictures } = this.#camera;
    if (pictures && !isCut) this.#tracker.followUnseen({ ...pictures, scaleX: x, scaleY: y });
    progress.noteAnalysed(facts.id, facts.capturedMs);
    this.#tally.noteAnalysed();
    this.#looks.noteAnalysed(this.#camera.brightness);
    const isPutOff = progress.isFirstLookPutOff && !this.#isSceneNew;
    if (isPutOff && facts.mode !== 'live') return this.#looks.lookBriefly();
    const wasLong = this.#wasThorough && this.#looks.isHurried;
    // The first mask waits until every pass has had its look.
    this.#wasThorough =
      (progress.isFirstLookDue || this.#isSceneNew) &&
      facts.mode !== 'live' &&
      !this.#looks.failure;
    if (this.#wasThorough) {
      await this.#looks.lookThoroughly(progress.isFirstLookDue);
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
    // A frame that waited for the daemon says nothing of how quick it is.
    const isPrompt = !progress.isCatchingUp;
    if (isPrompt) this.#tally.noteFrameToMask(doneMs - facts.publishedMs);
    if (!this.#wasThorough && !this.#picture.isUnchanged) {
      this.#quality.noteAnalysis(doneMs - detectFromMs);
    }
    // It may have ended while it was analysed, and shares no time with the others any more.
    if (this.#isEnded) return;
    const budgetMs = analysisBudgetMs(facts);
    const isLate = isPrompt && this.#emitter.isLate;
    this.#quality.review({ stream: this, budgetMs, isLate, nowMs: doneMs });
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
    this.#progress.beginEpoch();
    this.#looks.beginEpoch();
    this.#landmarks.beginEpoch();
  }

  /**
   * Frames between two analysed ones are interpolated. Too long a gap could hide a face, and so does any
   * gap just after OBS stood still: its sources make up for lost time in leaps.
   */
  #bridgeGap(): void {
    const facts = this.#facts;
    const { analysedId, analysedMs } = this.#progress;
    const stepFrames = facts.id - analysedId;
    // After a thorough look, or several, the next step will not be as long, so it need not be waited for.
    const { hasCaughtUp } = this.#looks;
    if (!this.#wasThorough && !hasCaughtUp && !this.#progress.isCatchingUp) {
      this.#cycleFrames = stepFrames;
      this.#looks.isHurried = stepFrames > 1;
    }
    this.#tally.noteSkipped(stepFrames - 1);
    const { capturedMs, frameIntervalMs } = facts;
    const gapMs = capturedMs - analysedMs;
    this.#standstill.note({ capturedMs, gapMs, expectedMs: stepFrames * frameIntervalMs });
    const bridgedMs = this.#wasThorough ? thoroughGapMsMax : interpolatedGapMsMax;
    // Nor does anybody know what came while passes caught up: the picture is withheld then, and stays so for these frames.
    const isTrusted = gapMs <= bridgedMs && !this.#standstill.mayLeapAt(capturedMs) && !hasCaughtUp;
    if (stepFrames > 1 && !isTrusted) this.#emitter.disown(analysedId + 1, facts.id - 1);
  }

  /** The newest frame could not be analysed: neither it nor the frames since the last good one get a mask. */
  #disownFrame(): void {
    this.#looks.forgo();
    if (this.#progress.disown()) {
      this.#beginEpoch();
      return;
    }
    const { analysedId, readId } = this.#progress;
    if (analysedId > 0) this.#emitter.disown(analysedId + 1, readId);
  }
}
