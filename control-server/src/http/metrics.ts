// /metrics for Prometheus. Everything is taken from the snapshot when it is asked for; nothing is counted twice.

import { Counter, Gauge, Registry } from 'prom-client';
import { type DockState, type MaskState, safetyLevels } from '../../../protocol/dock-state.ts';
import { qualitySteps } from '../../../protocol/messages.ts';

const maskLabels = ['filter_uuid', 'filter', 'source'] as const;
const frameStates = ['masked', 'repeated', 'extrapolated', 'covered'] as const;

export interface MetricsFacts {
  readonly state: DockState;
  /** Unsent bytes held for slow pages. */
  readonly heldBytes: number;
}

export class Metrics {
  readonly #facts: () => MetricsFacts;
  readonly #registry = new Registry();

  constructor(facts: () => MetricsFacts) {
    this.#facts = facts;
    this.#addProcess();
    this.#addMasks();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #addProcess(): void {
    this.#gauge('up', 'The daemon runs.', () => 1);
    this.#gauge('uptime_seconds', 'Since the start.', ({ state }) => state.daemon.uptime_s);
    this.#gauge(
      'resident_memory_bytes',
      'Of the daemon.',
      ({ state }) => state.daemon.rss_mb * 1024 * 1024,
    );
    this.#gauge('connections', 'Pages connected.', ({ state }) => state.daemon.connections);
    this.#gauge('unsent_bytes', 'Held for pages that read slowly.', ({ heldBytes }) => heldBytes);
    this.#gauge('obs_connected', 'OBS is connected.', ({ state }) =>
      Number(state.obs.is_connected),
    );
    this.#gauge('masks', 'Masks in OBS.', ({ state }) => state.masks.length);
    this.#labelled('safety', 'The verdict: 1 at the one that holds.', ['level'], (state, set) => {
      for (const level of safetyLevels) set({ level }, Number(state.safety.level === level));
    });
    this.#labelled('info', 'Versions and the execution provider.', infoLabels, (state, set) => {
      const { daemon, obs } = state;
      const labels = {
        version: daemon.version,
        provider: daemon.provider,
        plugin_version: obs.plugin_version,
        obs_version: obs.obs_version,
      };
      set(labels, 1);
    });
  }

  #addMasks(): void {
    this.#counter('frames_total', 'Frames that a filter put out.', ['state'], (mask, set) => {
      for (const state of frameStates) set({ state }, mask.stats.frames[state]);
    });
    this.#counter('faces_masked_total', 'Distinct faces.', [], (mask, set) =>
      set({}, mask.stats.faces_masked),
    );
    this.#counter('analyses_total', 'Frames analysed.', [], (mask, set) =>
      set({}, mask.stats.analysed),
    );
    this.#counter(
      'unchanged_total',
      'Analysed frames with the pixels of the one before.',
      [],
      (mask, set) => set({}, mask.stats.unchanged),
    );
    this.#counter('interpolated_total', 'Frames between analyses.', [], (mask, set) =>
      set({}, mask.stats.skipped),
    );
    this.#perMask('faces', 'Faces now.', [], (mask, set) => set({}, mask.stats.faces));
    this.#perMask('fps', 'Frames a second.', [], (mask, set) => set({}, mask.stats.fps));
    this.#perMask('enabled', 'The filter is on.', [], (mask, set) =>
      set({}, Number(mask.is_enabled)),
    );
    this.#perMask('covered', 'The source is covered.', [], (mask, set) =>
      set({}, Number(mask.state === 'covered')),
    );
    this.#perMask('delay_seconds', 'Of the picture.', [], (mask, set) =>
      set({}, mask.delay_ms / 1000),
    );
    this.#perMask(
      'quality',
      'The quality step: 1 at the one that holds.',
      ['step'],
      (mask, set) => {
        if (!mask.stream) return;
        for (const step of qualitySteps) set({ step }, Number(mask.stream.quality_step === step));
      },
    );
    for (const [name, help, key] of latencies) {
      this.#perMask(name, help, ['quantile'], (mask, set) => {
        set({ quantile: '0.5' }, mask.stats[key].p50 / 1000);
        set({ quantile: '0.99' }, mask.stats[key].p99 / 1000);
      });
    }
  }

  #gauge(name: string, help: string, value: (facts: MetricsFacts) => number): void {
    const facts = this.#facts;
    new Gauge({
      name: `playalter_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value(facts()));
      },
    });
  }

  #labelled(
    name: string,
    help: string,
    labelNames: readonly string[],
    fill: (state: DockState, set: (labels: Record<string, string>, value: number) => void) => void,
  ): void {
    const facts = this.#facts;
    new Gauge({
      name: `playalter_${name}`,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        // Masks that are gone leave nothing behind.
        this.reset();
        fill(facts().state, (labels, value) => this.set(labels, value));
      },
    });
  }

  #perMask(name: string, help: string, more: readonly string[], fill: FillMask): void {
    this.#labelled(`mask_${name}`, help, [...maskLabels, ...more], (state, set) => {
      for (const mask of state.masks) {
        fill(mask, (labels, value) => set({ ...labelsOf(mask), ...labels }, value));
      }
    });
  }

  #counter(name: string, help: string, more: readonly string[], fill: FillMask): void {
    const facts = this.#facts;
    new Counter({
      name: `playalter_${name}`,
      help,
      labelNames: [...maskLabels, ...more],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const mask of facts().state.masks) {
          fill(mask, (labels, value) => this.inc({ ...labelsOf(mask), ...labels }, value));
        }
      },
    });
  }
}

type FillMask = (
  mask: MaskState,
  set: (labels: Record<string, string>, value: number) => void,
) => void;

const infoLabels = ['version', 'provider', 'plugin_version', 'obs_version'] as const;

const latencies = [
  ['frame_to_mask_seconds', 'From a frame to its mask.', 'frame_to_mask_ms'],
  ['detect_seconds', 'Of one detection.', 'detect_ms'],
  ['paint_seconds', "Of painting one frame's masks.", 'paint_ms'],
] as const;

function labelsOf(mask: MaskState): Record<(typeof maskLabels)[number], string> {
  return { filter_uuid: mask.filter_uuid, filter: mask.filter_name, source: mask.source_name };
}
