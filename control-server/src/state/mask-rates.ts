// Rates from counters that only grow: frames a second, and how often the daemon looks.

export interface MaskCounters {
  readonly drawn: number;
  readonly analysed: number;
  readonly skipped: number;
}

export interface MaskRate {
  readonly fps: number;
  /** 1: every frame is analysed; 3: every third. 0: none was since. */
  readonly framesPerAnalysis: number;
}

interface Sample extends MaskCounters {
  readonly atMs: number;
  readonly rate: MaskRate | undefined;
}

/** Two samples that are closer than this say little. */
const spacingMsMin = 400;

export class MaskRates {
  #samples = new Map<string, Sample>();

  /** Takes all masks there are; those that are gone are forgotten. */
  update(counters: ReadonlyMap<string, MaskCounters>, atMs: number): void {
    const samples = new Map<string, Sample>();
    for (const [uuid, now] of counters) {
      const before = this.#samples.get(uuid);
      // A counter that shrank is another filter's, or another daemon's.
      const isContinued =
        before &&
        now.drawn >= before.drawn &&
        now.analysed >= before.analysed &&
        before.skipped <= now.skipped;
      if (!before || !isContinued) samples.set(uuid, { ...now, atMs, rate: undefined });
      else if (atMs - before.atMs < spacingMsMin) samples.set(uuid, before);
      else samples.set(uuid, { ...now, atMs, rate: rateOf(before, now, atMs) });
    }
    this.#samples = samples;
  }

  /** Undefined until there were two samples. */
  of(uuid: string): MaskRate | undefined {
    return this.#samples.get(uuid)?.rate;
  }
}

function rateOf(before: Sample, now: MaskCounters, atMs: number): MaskRate {
  const analysed = now.analysed - before.analysed;
  const skipped = now.skipped - before.skipped;
  return {
    fps: ((now.drawn - before.drawn) * 1000) / (atMs - before.atMs),
    framesPerAnalysis: analysed === 0 ? 0 : 1 + skipped / analysed,
  };
}
