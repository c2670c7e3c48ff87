// Notices that OBS stood still, as in a system's sleep. Its sources make up for the lost time in leaps,
// so that a frame which was not analysed may show something that neither of its neighbours does.

/** Ticks that come so much later than they should were not late: OBS stood still. */
const standstillMsMin = 250;
/** For so long afterwards a source may leap: a second of video within a few frames was seen. */
const leapsMs = 1500;

export interface AnalysedStep {
  /** Of the frame that is analysed now; the capture clock. */
  readonly capturedMs: number;
  /** Since the frame that was analysed before it. */
  readonly gapMs: number;
  /** What so many ticks take when nothing holds them up. */
  readonly expectedMs: number;
}

export class Standstill {
  #leapsUntilMs = Number.NEGATIVE_INFINITY;

  note({ capturedMs, gapMs, expectedMs }: AnalysedStep): void {
    if (gapMs - expectedMs > standstillMsMin) this.#leapsUntilMs = capturedMs + leapsMs;
  }

  mayLeapAt(capturedMs: number): boolean {
    return capturedMs < this.#leapsUntilMs;
  }
}
