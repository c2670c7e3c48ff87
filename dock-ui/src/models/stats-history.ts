// The last two minutes of figures, mask by mask, as columns for the plots: seconds first, then one column a series.

import type { MaskStats } from '../../../protocol/dock-state.ts';

export const historySeconds = 120;
export const historySeries = ['fps', 'p50', 'p99', 'faces', 'covered', 'memory'] as const;
export type HistorySeries = (typeof historySeries)[number];

interface Sample {
  readonly atS: number;
  readonly values: Readonly<Record<HistorySeries, number | null>>;
  readonly coveredTotal: number;
}

export interface StatsSample {
  readonly atMs: number;
  readonly rssMb: number;
  readonly masks: readonly MaskStats[];
}

export class StatsHistory {
  readonly #samples = new Map<string, Sample[]>();

  add({ atMs, rssMb, masks }: StatsSample): void {
    const atS = atMs / 1000;
    for (const stats of masks) {
      const samples = this.#samples.get(stats.filter_uuid) ?? [];
      const last = samples.at(-1);
      // A server's clock that was set back would draw lines to the left.
      if (last && atS <= last.atS) samples.length = 0;
      samples.push(sampleOf({ stats, atS, rssMb, last }));
      while (samples[0] && samples[0].atS < atS - historySeconds) samples.shift();
      this.#samples.set(stats.filter_uuid, samples);
    }
    const there = new Set(masks.map(({ filter_uuid }) => filter_uuid));
    for (const uuid of this.#samples.keys()) if (!there.has(uuid)) this.#samples.delete(uuid);
  }

  /** Nothing known between two connections: a gap in the lines, not a bridge. */
  breakLines(atMs: number): void {
    for (const samples of this.#samples.values()) {
      const last = samples.at(-1);
      if (!last || atMs / 1000 <= last.atS) continue;
      const values = Object.fromEntries(historySeries.map((name) => [name, null]));
      samples.push({
        atS: atMs / 1000,
        values: values as Record<HistorySeries, null>,
        coveredTotal: last.coveredTotal,
      });
    }
  }

  columns(
    filterUuid: string,
    series: readonly HistorySeries[],
  ): [number[], ...(number | null)[][]] {
    const samples = this.#samples.get(filterUuid) ?? [];
    return [
      samples.map(({ atS }) => atS),
      ...series.map((name) => samples.map(({ values }) => values[name])),
    ];
  }
}

function sampleOf({
  stats,
  atS,
  rssMb,
  last,
}: {
  stats: MaskStats;
  atS: number;
  rssMb: number;
  last: Sample | undefined;
}): Sample {
  const hasLatency = stats.frame_to_mask_ms.n > 0;
  const coveredTotal = stats.frames.covered;
  return {
    atS,
    coveredTotal,
    values: {
      fps: stats.fps,
      p50: hasLatency ? stats.frame_to_mask_ms.p50 : null,
      p99: hasLatency ? stats.frame_to_mask_ms.p99 : null,
      faces: stats.faces,
      // Since the last sample; a filter that started anew counts from 0.
      covered: last ? Math.max(0, coveredTotal - last.coveredTotal) : 0,
      memory: rssMb,
    },
  };
}
