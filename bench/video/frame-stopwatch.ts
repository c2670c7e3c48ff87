// What the daemon's work on each frame takes in real time, while the clip is played in virtual time: from the frame's
// pixels to its masks, without the benchmark's own work and without second looks, which no mask waits for.
// Detection counts with the time that it took when it really ran.

import type { DetectionSchedule } from '../../control-server/src/detection/detection-schedule.ts';
import type { StreamPort } from '../../control-server/src/stream/stream-port.ts';
import type { CachedDetection } from '../leak/cached-detection.ts';

export type WatchedDetection = Pick<CachedDetection, 'schedule' | 'setFrame' | 'onPass'>;

export class FrameStopwatch {
  readonly #detection: WatchedDetection;
  /** One a frame. */
  readonly frameMs: number[] = [];
  #spentMs = 0;
  #runningSinceMs: number | undefined;
  #isAtFrame = false;
  #isDetectionCounted = false;

  constructor(detection: WatchedDetection) {
    this.#detection = detection;
  }

  start(): void {
    this.frameMs.length = 0;
    this.#detection.onPass((ms) => {
      if (this.#isDetectionCounted) this.#spentMs += ms;
    });
  }

  stop(): void {
    this.#pause();
    this.#endFrame();
    this.#detection.onPass(undefined);
  }

  /** What the benchmark does itself, in the middle of a frame. */
  aside<Result>(work: () => Result): Result {
    const wasRunning = this.#pause();
    try {
      return work();
    } finally {
      if (wasRunning) this.#resume();
    }
  }

  around(port: StreamPort): StreamPort {
    return {
      latestFrameId: () => port.latestFrameId(),
      nowMs: () => port.nowMs(),
      send: (message) => port.send(message),
      publishMask: (publication) => this.aside(() => port.publishMask(publication)),
      readFrame: (pixels, facts) => {
        this.#pause();
        const isRead = port.readFrame(pixels, facts);
        if (isRead) {
          this.#endFrame();
          this.#isAtFrame = true;
          this.#resume();
        }
        return isRead;
      },
    };
  }

  /** The schedule's passes; those before `noteMasksOut` are counted. */
  timed(): Pick<CachedDetection, 'schedule' | 'setFrame'> {
    const { schedule } = this.#detection;
    const timed: DetectionSchedule = {
      provider: schedule.provider,
      refusals: schedule.refusals,
      furtherPasses: schedule.furtherPasses.map((pass) => ({
        ...pass,
        detect: (image) => this.#detecting(() => pass.detect(image)),
      })),
      primary: (image) => this.#detecting(() => schedule.primary(image)),
      closely: (image, square) => this.#detecting(() => schedule.closely(image, square)),
      dispose: () => schedule.dispose(),
    };
    return { schedule: timed, setFrame: (index) => this.#detection.setFrame(index) };
  }

  /** The masks that follow from the frame are out: what comes now nobody waits for. */
  noteMasksOut(): void {
    this.#pause();
    this.#endFrame();
  }

  async #detecting<Result>(look: () => Promise<Result>): Promise<Result> {
    const wasRunning = this.#pause();
    this.#isDetectionCounted = wasRunning;
    try {
      return await look();
    } finally {
      this.#isDetectionCounted = false;
      if (wasRunning) this.#resume();
    }
  }

  /** Whether it was running. */
  #pause(): boolean {
    if (this.#runningSinceMs === undefined) return false;
    this.#spentMs += performance.now() - this.#runningSinceMs;
    this.#runningSinceMs = undefined;
    return true;
  }

  #resume(): void {
    this.#runningSinceMs = performance.now();
  }

  #endFrame(): void {
    if (this.#isAtFrame) this.frameMs.push(this.#spentMs);
    this.#spentMs = 0;
    this.#isAtFrame = false;
  }
}
