// Puts the snapshot together from what OBS, the worker and the egress check have told.

import type { ToDock } from '../../../protocol/dock-messages.ts';
import type { DockState } from '../../../protocol/dock-state.ts';
import { daemonVersion } from '../daemon-version.ts';
import type { Outputs } from '../outputs/outputs.ts';
import type { StreamStatus } from '../worker-messages.ts';
import { judgedMask } from './dock-masks.ts';
import type { EgressWatch } from './egress-watch.ts';
import { type MaskCounters, MaskRates } from './mask-rates.ts';
import type { ObsView, Problem } from './obs-view.ts';
import { type JudgedMask, judgeSafety } from './safety.ts';
import type { WorkerView } from './worker-view.ts';

export interface SnapshotSources {
  readonly obs: ObsView;
  readonly outputs: Outputs;
  readonly egress: EgressWatch;
  readonly worker: WorkerView;
  /** OBS processes that are connected. */
  readonly peerCount: () => number;
  /** Pages that are connected. */
  readonly connections: () => number;
}

const bytesPerMb = 1024 * 1024;

export class Snapshot {
  readonly #sources: SnapshotSources;
  readonly #rates = new MaskRates();
  readonly #startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

  /** Of the last plugin that was sent away. */
  refusal: Problem | undefined;

  constructor(sources: SnapshotSources) {
    this.#sources = sources;
  }

  /** New figures have come from OBS. */
  updateRates(nowMs: number): void {
    const counters = new Map<string, MaskCounters>();
    for (const { info, stats } of this.#sources.obs.masks) {
      if (!stats) continue;
      const { analysed, skipped } = this.#statusOf(info.filter_uuid) ?? stats;
      counters.set(info.filter_uuid, { drawn: stats.frames.drawn, analysed, skipped });
    }
    this.#rates.update(counters, nowMs);
  }

  build(revision: number): DockState {
    const { obs, outputs, egress, worker, peerCount, connections } = this.#sources;
    const masks = this.#masks();
    const { identity, guardian } = obs;
    return {
      revision,
      safety: judgeSafety({
        refusal: this.refusal?.message,
        isObsConnected: identity !== undefined,
        isObsAnswering: obs.isAnswering,
        masks,
        guardian: guardian ?? null,
        findings: egress.findings,
      }),
      daemon: {
        version: daemonVersion,
        pid: process.pid,
        started_at: this.#startedAt,
        uptime_s: uptimeS(),
        provider: worker.provider,
        refused_providers: worker.refused.map(({ provider, reason }) => ({ provider, reason })),
        model: worker.model,
        refused_model: worker.refusedModel ?? null,
        rss_mb: rssMb(),
        connections: connections(),
      },
      obs: {
        is_connected: identity !== undefined,
        plugin_version: identity?.pluginVersion ?? '',
        obs_version: identity?.obsVersion ?? '',
        pid: identity?.pid ?? 0,
        others: Math.max(0, peerCount() - 1),
        problem: (identity ? obs.problem : this.refusal) ?? null,
      },
      masks: masks.map(({ mask }) => mask),
      sources: [...obs.sources],
      presets: [...obs.presets],
      guardian: guardian ?? null,
      outputs: outputs.state,
      egress: egress.section,
    };
  }

  stats(at: Date): Extract<ToDock, { type: 'stats' }> {
    return {
      type: 'stats',
      at: at.toISOString(),
      uptime_s: uptimeS(),
      rss_mb: rssMb(),
      connections: this.#sources.connections(),
      masks: this.#masks().map(({ mask }) => mask.stats),
    };
  }

  #masks(): JudgedMask[] {
    return this.#sources.obs.masks.map((viewed) => {
      const { filter_uuid: uuid } = viewed.info;
      return judgedMask(viewed, this.#statusOf(uuid), this.#rates.of(uuid));
    });
  }

  #statusOf(filterUuid: string): StreamStatus | undefined {
    return this.#sources.worker.streams.find((stream) => stream.filterUuid === filterUuid)?.status;
  }
}

function uptimeS(): number {
  return Math.round(process.uptime());
}

function rssMb(): number {
  return Math.round(process.memoryUsage.rss() / bytesPerMb);
}
