// What a stream looks at besides the main pass: a thorough look at a new scene, then, in spare time, the further pass that
// has something to see, and close looks where a face is in doubt or something has changed that nobody has looked at.
// And it says up to which moment all that has changed was looked at, for guard mode vouches for nothing else.

import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { Detection } from '../detection/detection.ts';
import { coarsened, type FurtherPass } from '../detection/further-passes.ts';
import type { BrightnessGrid } from '../tracking/brightness-pyramid.ts';
import type { HeadRegion } from '../tracking/head-region.ts';
import { PictureChanges } from '../tracking/picture-changes.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { AnalysedPicture } from './analysed-picture.ts';
import { interpolatedGapMsMax, thoroughGapMsMax } from './emission-plan.ts';
import type { FaceFinder } from './face-finder.ts';
import { FurtherTurns } from './further-turns.ts';
import { fullQuality, type QualityLadder } from './quality-ladder.ts';
import { SecondLooks } from './second-looks.ts';
import { squareAroundSpot } from './spot-square.ts';
import { asReason, type StreamReason } from './stream-reason.ts';

/** Close looks at one frame at most that its mask waits for. */
const movedLooksMax = 8;
/** No look is given up for so long after a face was in doubt. */
const doubtMs = 5000;
/**
 * What has changed in the picture is looked at by one further pass before guard mode lets it out, and by all whose part
 * of the picture it lies in within this time, or within so many frames where that is longer: twice what a round takes
 * with a look a frame.
 */
const unseenMsMax = 3000;
const unseenFramesMax = 90;
/** Passes that have fallen behind by a whole round catch up until they are behind by this share of it. */
const caughtUpShare = 0.5;
export interface FurtherLooksOptions {
  readonly picture: AnalysedPicture;
  readonly tracker: Tracker;
  readonly finder: FaceFinder;
  readonly quality: QualityLadder;
  readonly nowMs: () => number;
}

export class FurtherLooks {
  readonly #options: FurtherLooksOptions;
  readonly #changes = new PictureChanges();
  readonly #turns = new FurtherTurns(this.#changes);
  readonly #seconds = new SecondLooks();
  /** A face that the newest frame should show was not seen in it, or one pass alone saw one; the capture clock. */
  #inDoubtMs = Number.NEGATIVE_INFINITY;
  /** Around the largest spot that has changed and that nobody has looked at. */
  #spot: SquareRegion | undefined;
  /** It was what the last close look was for. */
  #wasSpot = false;
  /** Passes have fallen so far behind that guard mode withholds the picture. */
  #isBehind = false;
  /** So more than one look was had at the newest frame, and those that came meanwhile were not looked at at all. */
  hasCaughtUp = false;
  /** Frames are skipped: close looks come too seldom to wait for. */
  isHurried = false;

  constructor(options: FurtherLooksOptions) {
    this.#options = options;
  }

  beginEpoch(): void {
    this.#changes.reset();
    this.#turns.reset();
    this.#seconds.beginEpoch();
    this.#spot = undefined;
    this.#isBehind = false;
    this.hasCaughtUp = false;
    this.isHurried = false;
  }

  /** Why there are none in this epoch any more. */
  get failure(): StreamReason | undefined {
    return this.#seconds.failure;
  }

  /** The newest picture shows another scene than the one before. */
  noteCut(): void {
    this.#changes.reset();
    this.#turns.reset();
  }

  /** The newest picture, which was analysed by the main pass. */
  noteAnalysed(brightness: BrightnessGrid): void {
    const { picture, tracker, quality } = this.#options;
    const { capturedMs } = picture.facts;
    this.hasCaughtUp = false;
    this.#changes.read(brightness, capturedMs);
    if (tracker.needsLook) this.#inDoubtMs = capturedMs;
    this.#seconds.demand = this.#isInDoubt ? fullQuality : quality.demand;
    this.#seconds.noteAnalysed();
  }

  /** What is masked in the newest picture; after all looks that its mask waits for. */
  noteMasks(regions: readonly HeadRegion[]): void {
    const { picture, finder } = this.#options;
    this.#changes.mask(regions, picture.scale);
    this.#turns.review(finder.furtherPasses, picture.image, picture.facts.capturedMs);
    this.#findSpot();
    this.#seconds.isIdle = !this.#isInDoubt && !this.#turns.isAnyDue(finder.furtherPasses);
    this.#catchUp(this.#options.quality.lookMs);
  }

  /**
   * What has come into the picture at or after this moment has not been looked at as it should be. At a lower quality step,
   * which is told, some looks are waited for longer, and not all of them.
   */
  get unseenFromMs(): number {
    if (this.#seconds.failure) return Number.POSITIVE_INFINITY;
    const { finder, picture } = this.#options;
    const patienceMs = this.#isFull
      ? 0
      : 2 * this.#seconds.demand.framesPerLook * picture.facts.frameIntervalMs;
    const unseenMs = this.#changes.oldestUnseenMs + patienceMs;
    if (!this.#isFull) return unseenMs;
    return Math.min(unseenMs, this.#turns.oldestUnseenMs(finder.furtherPasses) + this.#roundMs);
  }

  /** True while one at the newest analysed frame is still to be had. */
  get canTake(): boolean {
    return this.#seconds.canTake(this.#needsClose);
  }

  /** True when it must not be put off any more for the sake of newer frames. */
  get mustTake(): boolean {
    return this.#seconds.mustTake(this.#needsClose);
  }

  /** The next look at the newest analysed frame. Never throws: no mask depends on it. */
  async take(): Promise<void> {
    const { picture, quality, nowMs } = this.#options;
    const kind = this.#seconds.take(this.#needsClose);
    const fromMs = nowMs();
    try {
      await (kind === 'close' ? this.#lookClosely() : this.#lookRound());
      const tookMs = nowMs() - fromMs;
      if (!picture.isUnchanged) quality.noteLook(tookMs);
      this.#catchUp(tookMs);
    } catch (error) {
      // What further looks add is missing from here on, and said so.
      this.#seconds.noteFailure(asReason(error));
    }
  }

  /** The newest frame is none that could be looked at again. */
  forgo(): void {
    this.#seconds.forgo();
  }

  /**
   * One pass over all of a picture whose thorough look is put off to a later one: a face that is gone by then has been looked
   * for. Never throws: as after a thorough look at a beginning, the main pass alone is better than a cover for good.
   */
  async lookBriefly(): Promise<void> {
    const { picture, finder } = this.#options;
    const [pass] = finder.furtherPasses;
    if (!pass || this.failure) return;
    try {
      this.#noteFound(pass, await pass.detect(picture.image));
    } catch (error) {
      this.#seconds.noteFailure(asReason(error));
    }
  }

  /**
   * All awaited passes over a picture that nothing is known of; the others follow with the next frames. Throws what a
   * pass throws, but not at a beginning: the main pass alone is better than a cover for good.
   */
  async lookThoroughly(isFirst: boolean): Promise<void> {
    const { picture, finder, quality, nowMs } = this.#options;
    const passes = finder.furtherPasses;
    const awaited = passes.filter(({ isAwaited }) => isAwaited);
    this.#seconds.noteNewScene(passes.length - awaited.length);
    const fromMs = nowMs();
    try {
      const found: Detection[][] = [];
      for (const pass of awaited) found.push(await pass.detect(picture.image));
      const tookMs = nowMs() - fromMs;
      this.isHurried = tookMs > thoroughGapMsMax;
      for (const [at, pass] of awaited.entries()) this.#noteFound(pass, found[at] ?? []);
      if (!picture.isUnchanged && awaited.length > 0) {
        quality.noteLook(tookMs / awaited.length);
      }
      // The frames up to the next analysis are lost in any case then: the rest of the passes come at once.
      while (this.isHurried && this.#seconds.isRoundDue) {
        this.#seconds.take(false);
        await this.#lookRound();
      }
      if (this.isHurried) await this.lookForMoved();
    } catch (error) {
      if (!isFirst) throw error;
      this.#seconds.noteFailure(asReason(error));
    }
  }

  /** A thorough look took long: what it found has moved since, and is shown again only where it is known to be. */
  async lookForMoved(): Promise<void> {
    for (let look = 0; look < movedLooksMax && this.#options.tracker.needsLook; look++) {
      if (this.#seconds.failure) return;
      await this.#lookClosely();
    }
  }

  get #isFull(): boolean {
    return this.#seconds.demand.step === fullQuality.step;
  }

  /** In which every pass is to have seen what has changed. */
  get #roundMs(): number {
    const { frameIntervalMs } = this.#options.picture.facts;
    return Math.max(unseenMsMax, unseenFramesMax * frameIntervalMs);
  }

  /** Asks for another look at the newest frame where passes have fallen behind, and there is time for one more. */
  #catchUp(lookMs: number): void {
    this.#isBehind = this.#hasFallenBehind();
    if (!this.#isBehind || !this.#hasTimeFor(lookMs)) return;
    this.#seconds.takeAnother();
    this.hasCaughtUp = true;
  }

  /** By a whole round at the frames that are to go out next; from then on until it is half a round. */
  #hasFallenBehind(): boolean {
    const { picture, finder } = this.#options;
    const { mode, capturedMs, lookAheadFrames, frameIntervalMs } = picture.facts;
    if (mode !== 'guard' || !this.#isFull) return false;
    const oldestMs = this.#turns.oldestUnseenMs(finder.furtherPasses);
    if (this.#isBehind) return capturedMs - oldestMs > this.#roundMs * caughtUpShare;
    return capturedMs - lookAheadFrames * frameIntervalMs - oldestMs > this.#roundMs;
  }

  /** For another pass over the newest frame, before its stream or another one should have had its next analysis. */
  #hasTimeFor(lookMs: number): boolean {
    const { picture, quality, nowMs } = this.#options;
    const spentMs = nowMs() - picture.facts.publishedMs;
    return spentMs + lookMs <= Math.min(interpolatedGapMsMax, quality.shareMs);
  }

  get #isInDoubt(): boolean {
    return this.#options.picture.facts.capturedMs - this.#inDoubtMs < doubtMs;
  }

  get #needsClose(): boolean {
    return this.#options.tracker.needsLook || this.#spot !== undefined;
  }

  /** The pass whose turn it is. */
  async #lookRound(): Promise<void> {
    const { picture, finder } = this.#options;
    const isMoving = this.#spot !== undefined;
    const pass = this.#turns.next(finder.furtherPasses, picture.facts.capturedMs, isMoving);
    if (pass) this.#noteFound(pass, await pass.detect(picture.image));
  }

  #noteFound(pass: FurtherPass, detections: readonly Detection[]): void {
    const { picture } = this.#options;
    this.#addEvidence(detections.map((face) => coarsened(face, pass.grainPx(picture.image))));
    this.#turns.noteLook(pass, picture.image, picture.facts.capturedMs);
    this.#findSpot();
  }

  /** At the face that is in doubt, or else at what has changed. */
  async #lookClosely(): Promise<void> {
    const { picture, tracker, finder } = this.#options;
    // Tracks that coast must not keep everybody from looking at what moves, nor the other way round.
    const isSpot = this.#spot !== undefined && (!this.#wasSpot || !tracker.needsLook);
    this.#wasSpot = isSpot;
    const place = isSpot ? undefined : tracker.takeLookPlace();
    const square = place ? picture.squareAround(place) : this.#spot;
    if (!square) return;
    this.#addEvidence(await finder.closely(picture.image, square), place !== undefined);
    const { xPx, yPx, sidePx } = square;
    this.#changes.see({ xPx, yPx, widthPx: sidePx, heightPx: sidePx });
    this.#findSpot();
  }

  #findSpot(): void {
    this.#spot = squareAroundSpot(this.#changes.largestUnseenSpot(), this.#options.picture);
  }

  #addEvidence(detections: readonly Detection[], isClose = false): void {
    const { picture, tracker } = this.#options;
    tracker.addEvidence({
      frameId: picture.facts.id,
      timeMs: picture.facts.capturedMs,
      detections: picture.inSourcePixels(detections),
      isClose,
      isFinal: this.isHurried,
    });
  }
}
