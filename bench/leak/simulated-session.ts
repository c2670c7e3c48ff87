// One stream in virtual time: the daemon's own MaskStream and StreamScheduler on one side, a model of the
// filter on the other. Ticks come when the clip says, detector passes take as long as the load says,
// and nothing else takes any time; so a run is the same on every machine.
//
// A tick, as in mask-pipeline.cpp: the copy staged in the tick before is published, the frame is
// captured and staged, the due frame's mask is looked up and one of four things goes out.

import type { FaceFinder } from '../../control-server/src/stream/face-finder.ts';
import { MaskStream } from '../../control-server/src/stream/mask-stream.ts';
import type { QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import {
  createFrameFacts,
  type FrameFacts,
  type MaskPublication,
  type StreamPort,
} from '../../control-server/src/stream/stream-port.ts';
import { StreamScheduler } from '../../control-server/src/stream/stream-scheduler.ts';
import { type MaskMode, settingDefault } from '../../protocol/names.ts';
import type { CachedDetection } from './cached-detection.ts';
import { copyPatches } from './coverage.ts';
import {
  type DelayPlan,
  dueMask,
  type OutputKind,
  OutputPolicy,
  planDelay,
  type RecordedMask,
} from './filter-model.ts';
import type { LeakClip } from './leak-clip.ts';
import type { Load, PassCosts } from './timelines.ts';

/** What one tick put out. */
export interface TickOutput {
  readonly timeMs: number;
  readonly kind: OutputKind;
  /** The frame that was due: the one shown if masked or extrapolated. */
  readonly frameIndex: number;
  readonly mask: RecordedMask | undefined;
}

export interface SimulationOptions {
  readonly clip: LeakClip;
  /** RGBA of a frame; drawn once and kept by the caller. */
  readonly picture: (index: number) => Uint8Array;
  readonly mode: MaskMode;
  readonly load: Load;
  readonly detection: Pick<CachedDetection, 'schedule' | 'setFrame'>;
  readonly onOutput: (output: TickOutput) => void;
  /** Instead of the stream's own: to look at what it does. */
  readonly quality?: QualityLadder;
  /** Lets a test come between the stream and the channel. */
  readonly aroundPort?: (port: StreamPort) => StreamPort;
  /** Called when the masks that follow from an analysed frame are out. */
  readonly onMasksOut?: () => void;
}

const streamId = 1;
const epoch = 1;

/** Every frame of the clip is due once; resolves when the last one was. */
export async function simulate(options: SimulationOptions): Promise<void> {
  const session = new SimulatedSession(options);
  await session.run();
}

class SimulatedSession implements StreamPort {
  readonly #options: SimulationOptions;
  readonly #plan: DelayPlan;
  /** With this tick the clip's last frame goes out; nothing is published after it. */
  readonly #lastId: number;
  readonly #policy = new OutputPolicy();
  readonly #masks = new Map<number, RecordedMask>();
  #nowMs = 0;
  /** Id of the frame that the next tick captures. */
  #nextId = 1;
  /** Newest published frame. */
  #latestId = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#plan = planDelay(options.mode, settingDefault.lookAheadMs, options.clip.intervalMs);
    this.#lastId = options.clip.frameCount + this.#plan.delayFrames;
  }

  async run(): Promise<void> {
    const { aroundPort, quality, onMasksOut } = this.#options;
    const stream = new MaskStream({
      port: aroundPort ? aroundPort(this) : this,
      finder: this.#finder(),
      ...(quality ? { quality } : {}),
      ...(onMasksOut ? { onPublished: onMasksOut } : {}),
      settings: {
        mask_type: settingDefault.maskType,
        intensity: settingDefault.intensity,
        mask_color: settingDefault.maskColor,
        mode: this.#options.mode,
        look_ahead_ms: settingDefault.lookAheadMs,
      },
      onStateChange: ({ code, message }) => {
        if (code) throw new Error(`The stream failed: ${code}: ${message}`);
      },
    });
    const scheduler = new StreamScheduler();
    scheduler.add(streamId, stream);
    while (this.#nextId <= this.#lastId) {
      this.#passTime(this.#timeOf(this.#nextId));
      await scheduler.wake(streamId);
    }
  }

  latestFrameId(): number {
    return this.#latestId;
  }

  readFrame(pixels: Uint8Array, facts: FrameFacts): boolean {
    if (this.#latestId === 0) return false;
    const { clip, mode, picture, detection } = this.#options;
    const index = this.#indexOf(this.#latestId);
    detection.setFrame(index);
    pixels.set(picture(index));
    Object.assign(facts, createFrameFacts(), {
      id: this.#latestId,
      epoch,
      capturedMs: this.#timeOf(this.#latestId),
      publishedMs: this.#timeOf(this.#latestId + 1),
      sourceWidthPx: clip.widthPx,
      sourceHeightPx: clip.heightPx,
      widthPx: clip.analysisWidthPx,
      heightPx: clip.analysisHeightPx,
      mode,
      ...this.#plan,
      frameIntervalMs: clip.intervalMs,
    } satisfies FrameFacts);
    return true;
  }

  publishMask(publication: MaskPublication): void {
    const { frameId, basedOnId, isExtrapolated, isCover, batch } = publication;
    // Too late: the filter never looks it up any more.
    if (frameId < this.#nextId - this.#plan.delayFrames) return;
    const patches = copyPatches(batch);
    this.#masks.set(frameId, { frameId, basedOnId, isExtrapolated, isCover, patches });
  }

  send(): void {}

  nowMs(): number {
    return this.#nowMs;
  }

  /** The real detectors; what they cost here is what the load says. */
  #finder(): FaceFinder {
    const { schedule } = this.#options.detection;
    return {
      provider: schedule.provider,
      furtherPasses: schedule.furtherPasses.map((pass) => ({
        ...pass,
        detect: async (image) => {
          const found = await pass.detect(image);
          this.#work(this.#costs.secondaryMs);
          return found;
        },
      })),
      primary: async (image) => {
        const detections = await schedule.primary(image);
        this.#work(this.#costs.primaryMs);
        return detections;
      },
      closely: async (image, square) => {
        const found = await schedule.closely(image, square);
        this.#work(this.#costs.secondaryMs);
        return found;
      },
    };
  }

  get #costs(): PassCosts {
    const { costs, slowdown } = this.#options.load;
    if (!slowdown || this.#nowMs < slowdown.fromMs || this.#nowMs > slowdown.untilMs) return costs;
    return slowdown.costs;
  }

  /** The daemon is busy; each stall that begins meanwhile, or is under way, comes on top. */
  #work(costMs: number): void {
    let untilMs = this.#nowMs + costMs;
    for (const { fromMs, lengthMs } of this.#options.load.stalls) {
      const endMs = fromMs + lengthMs;
      if (fromMs < untilMs && endMs > this.#nowMs) untilMs += endMs - Math.max(fromMs, this.#nowMs);
    }
    this.#passTime(untilMs);
  }

  #passTime(untilMs: number): void {
    while (this.#nextId <= this.#lastId && this.#timeOf(this.#nextId) <= untilMs) {
      this.#nowMs = this.#timeOf(this.#nextId);
      this.#tick();
    }
    this.#nowMs = untilMs;
  }

  #tick(): void {
    const { clip, mode, onOutput } = this.#options;
    const id = this.#nextId++;
    const stagedId = id - 1;
    const isStanding = stagedId > clip.frameCount;
    if (stagedId > 0 && (isStanding || clip.isPublished(stagedId - 1))) this.#latestId = stagedId;
    const dueId = id - this.#plan.delayFrames;
    const mask = dueId > 0 ? this.#masks.get(dueId) : undefined;
    const kind = this.#policy.decide(this.#nowMs, dueMask(mask, mode, this.#latestId));
    this.#masks.delete(dueId);
    if (dueId < 1 || dueId > clip.frameCount) return;
    onOutput({ timeMs: this.#nowMs, kind, frameIndex: dueId - 1, mask });
  }

  /** After its end the clip's last picture stands, so that its last frames have their look-ahead. */
  #indexOf(frameId: number): number {
    return Math.min(frameId, this.#options.clip.frameCount) - 1;
  }

  #timeOf(frameId: number): number {
    const { clip } = this.#options;
    const index = this.#indexOf(frameId);
    return clip.timeMs(index) + (frameId - 1 - index) * clip.intervalMs;
  }
}
