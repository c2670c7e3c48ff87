// What a fault is: something that goes wrong on purpose, and when its cause is gone.

import type { GrayFrame } from '../support/gray-frame.ts';
import type { FaultScene } from './fault-scene.ts';
import type { MaskMonitor, MaskSample } from './mask-monitor.ts';

export interface Fault {
  readonly name: string;
  /** One sentence: what is done, and what is simulated where it is not the thing itself. */
  readonly what: string;
  /** Cheap and repeatable enough for `npm test`. */
  readonly isShort?: boolean;
  /** In `--quick`. */
  readonly isQuick?: boolean;
  /** The daemon must have lived long enough for its end to count as an accident. */
  readonly needsHealthyDaemon?: boolean;
  /** Once: the picture is recorded while it runs. */
  run(trial: Trial): Promise<void>;
}

export interface Recovery {
  /** When the fault began, on performance.now's clock. */
  readonly causeMs: number;
  /** When its cause was gone; for a kill, the kill. */
  readonly goneMs: number;
  /**
   * Of samples with a newly masked frame: whether it counts. Left out: any that comes after the cause
   * is gone.
   */
  readonly isBack?: (sample: MaskSample) => boolean;
}

/** One run of a fault, and what it leaves to judge. */
export class Trial {
  readonly scene: FaultScene;
  readonly monitor: MaskMonitor;
  readonly recoveriesMs: number[] = [];
  /** Videos that were sent elsewhere while the fault ran; judged like the recording. */
  readonly videos: string[] = [];
  /** Other ways to look at the recording, where the source did not fill the picture. */
  readonly views: ((frame: GrayFrame) => GrayFrame)[] = [];
  /** What the fault itself found left behind. */
  readonly leftBehind: string[] = [];
  firstCauseMs: number | undefined;
  /** All processes were stopped for so long: no stall of OBS's own. */
  sleptMs = 0;

  constructor(scene: FaultScene, monitor: MaskMonitor) {
    this.scene = scene;
    this.monitor = monitor;
  }

  /** Waits for the first newly masked frame and notes how long it took. */
  async recovered({ causeMs, goneMs, isBack }: Recovery): Promise<void> {
    this.firstCauseMs = Math.min(this.firstCauseMs ?? causeMs, causeMs);
    const backMs = await this.monitor.nextMasked(goneMs, isBack);
    this.recoveriesMs.push(backMs - goneMs);
  }
}
