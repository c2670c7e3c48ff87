// The newest frame that was analysed: what the tracker's parts measure against.

import type { FrameMoment } from './scene-list.ts';

/** Sides are the source's, in pixels: detections are measured in them. */
export interface SizedMoment extends FrameMoment {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Times between frames outside of this range are pauses or disorder. */
const intervalMsMin = 4;
const intervalMsMax = 200;

export class NewestFrame implements SizedMoment {
  frameId = 0;
  timeMs = 0;
  /** Of the analysed frame before it. */
  beforeMs = Number.NEGATIVE_INFINITY;
  widthPx = 1;
  heightPx = 1;
  /** Number of this frame among the analysed ones; 0 before the first. */
  analysed = 0;
  /** Between frames of the source, averaged. */
  frameIntervalMs = 1000 / 30;

  enter(frame: SizedMoment): void {
    if (this.analysed > 0) this.#measureInterval(frame);
    this.analysed++;
    this.beforeMs = this.analysed > 1 ? this.timeMs : Number.NEGATIVE_INFINITY;
    this.frameId = frame.frameId;
    this.timeMs = frame.timeMs;
    this.widthPx = frame.widthPx;
    this.heightPx = frame.heightPx;
  }

  /** Another picture: its first frame is to come. It runs at the same rate, most likely. */
  reset(): void {
    this.analysed = 0;
  }

  #measureInterval(frame: FrameMoment): void {
    const measuredMs = (frame.timeMs - this.timeMs) / (frame.frameId - this.frameId);
    if (!(measuredMs >= intervalMsMin && measuredMs <= intervalMsMax)) return;
    this.frameIntervalMs += (measuredMs - this.frameIntervalMs) * 0.1;
  }
}
