// What the steered OBS has told: its masks, sources, presets and guardian. Events keep it fresh; what no event tells is
// asked for every so often. Nothing in here is ours to decide: the truth is in OBS.

import type {
  GuardianReport,
  MaskInfo,
  MaskReport,
  MaskStats,
} from '../../../protocol/mask-info.ts';
import type { Preset } from '../../../protocol/presets.ts';
import type { MaskableSource, PluginRequestName } from '../../../protocol/requests.ts';
import { errorCode, errorMessage } from '../coded-error.ts';
import type { PluginEvent, PluginIdentity } from '../link/link-peer.ts';
import type { AskPlugin } from '../link/plugin-link.ts';
import type { Repeat } from './repeat.ts';

export interface ViewedMask {
  readonly info: MaskInfo;
  /** Both undefined until OBS has told. */
  readonly report: MaskReport | undefined;
  readonly stats: MaskStats | undefined;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface ObsViewOptions {
  readonly ask: AskPlugin;
  /** Something of it is different from before; called often, so that it should do little. */
  readonly onChange: () => void;
  /** New figures are there. */
  readonly onStats: () => void;
  readonly repeat: Repeat;
  readonly nowMs: () => number;
}

const neededForVerdict: readonly PluginRequestName[] = ['GetStatus', 'GetStats', 'ListMasks'];
const statsEveryMs = 500;
const statusEveryMs = 2000;
const listsEveryMs = 5000;
/** Without an answer for this long, nothing that is shown can be taken for true. */
const silentMs = 4000;

export class ObsView {
  readonly #options: ObsViewOptions;
  #identity: PluginIdentity | undefined;
  /** Grows with each OBS: an answer of an earlier one is not this one's. */
  #generation = 0;
  #stops: (() => void)[] = [];
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #infos = new Map<string, MaskInfo>();
  #reports = new Map<string, MaskReport>();
  #stats = new Map<string, MaskStats>();
  readonly #problems = new Map<PluginRequestName, Problem>();
  readonly #told = new Set<PluginRequestName>();
  #asked = new Map<PluginRequestName, 'once' | 'again'>();

  sources: readonly MaskableSource[] = [];
  presets: readonly Preset[] = [];
  guardian: GuardianReport | undefined;

  constructor(options: ObsViewOptions) {
    this.#options = options;
  }

  get identity(): PluginIdentity | undefined {
    return this.#identity;
  }

  /** All that safety is judged by has been told, and OBS still speaks. */
  get isAnswering(): boolean {
    const isComplete = neededForVerdict.every((request) => this.#told.has(request));
    return isComplete && this.#options.nowMs() - this.#heardAtMs < silentMs;
  }

  /** Of a request that failed last time; undefined while OBS answers. */
  get problem(): Problem | undefined {
    return this.#problems.values().next().value;
  }

  get masks(): readonly ViewedMask[] {
    return [...this.#infos.values()].map((info) => ({
      info,
      report: this.#reports.get(info.filter_uuid),
      stats: this.#stats.get(info.filter_uuid),
    }));
  }

  /** Forgets the OBS before, and asks this one for everything. */
  setObs(identity: PluginIdentity | undefined): void {
    this.stop();
    this.#generation++;
    this.#identity = identity;
    this.#infos = new Map();
    this.#reports = new Map();
    this.#stats = new Map();
    this.#problems.clear();
    this.#told.clear();
    this.#asked = new Map();
    this.sources = [];
    this.presets = [];
    this.guardian = undefined;
    this.#options.onChange();
    if (!identity) return;
    void this.#askAll();
    const { repeat } = this.#options;
    this.#stops = [
      repeat(statsEveryMs, () => this.#askStats()),
      repeat(statusEveryMs, () => this.#askStatus()),
      repeat(listsEveryMs, () => this.#askLists()),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  apply({ event, data }: PluginEvent): void {
    switch (event) {
      case 'MaskChanged':
        this.#applyMask(data.change === 'removed' ? undefined : data.mask, data.mask.filter_uuid);
        if (data.change !== 'changed') void this.#askSources();
        break;
      case 'StatusChanged': {
        const before = this.#stats.get(data.filter_uuid);
        if (before) this.#stats.set(data.filter_uuid, { ...before, ...data });
        // The first one of a mask, whose figures are not known yet; or a size may have changed with it.
        else void this.#askStats();
        void this.#askStatus();
        break;
      }
      case 'FacesChanged': {
        const before = this.#stats.get(data.filter_uuid);
        if (before) this.#stats.set(data.filter_uuid, { ...before, faces: data.faces });
        break;
      }
      case 'PresetsChanged':
        this.presets = data.presets;
        break;
      case 'PanicChanged':
        if (this.guardian) this.guardian = { ...this.guardian, is_panicked: data.is_panicked };
        void this.#askStatus();
        break;
      case 'GoLiveStopped':
      case 'GoLiveWarning':
      case 'MaskLost':
        void this.#askStatus();
        break;
    }
    this.#options.onChange();
  }

  #applyMask(info: MaskInfo | undefined, uuid: string): void {
    if (info) {
      this.#infos.set(uuid, info);
      return;
    }
    this.#infos.delete(uuid);
    this.#reports.delete(uuid);
    this.#stats.delete(uuid);
  }

  async #askAll(): Promise<void> {
    await Promise.all([this.#askStatus(), this.#askStats(), this.#askLists()]);
  }

  async #askLists(): Promise<void> {
    await Promise.all([this.#askMasks(), this.#askSources(), this.#askPresets()]);
  }

  #askStatus(): Promise<void> {
    return this.#asking('GetStatus', async () => {
      const { guardian, filters } = await this.#options.ask('GetStatus', {});
      return () => {
        this.guardian = guardian;
        this.#reports = byUuid(filters);
      };
    });
  }

  #askStats(): Promise<void> {
    return this.#asking('GetStats', async () => {
      const { masks } = await this.#options.ask('GetStats', {});
      return () => {
        this.#stats = byUuid(masks);
        this.#options.onStats();
      };
    });
  }

  #askMasks(): Promise<void> {
    return this.#asking('ListMasks', async () => {
      const { masks } = await this.#options.ask('ListMasks', {});
      return () => {
        this.#infos = byUuid(masks);
      };
    });
  }

  #askSources(): Promise<void> {
    return this.#asking('ListSources', async () => {
      const { sources } = await this.#options.ask('ListSources', {});
      return () => {
        this.sources = sources;
      };
    });
  }

  #askPresets(): Promise<void> {
    return this.#asking('ListPresets', async () => {
      const { presets } = await this.#options.ask('ListPresets', {});
      return () => {
        this.presets = presets;
      };
    });
  }

  /** One of a kind at a time; who comes meanwhile has it done once more. `work` gives what to do with the answer. */
  async #asking(request: PluginRequestName, work: () => Promise<() => void>): Promise<void> {
    const asked = this.#asked;
    if (asked.has(request)) {
      asked.set(request, 'again');
      return;
    }
    asked.set(request, 'once');
    const generation = this.#generation;
    let take: () => void;
    try {
      const answer = await work();
      take = () => {
        answer();
        this.#told.add(request);
        this.#heardAtMs = this.#options.nowMs();
        this.#problems.delete(request);
      };
    } catch (error) {
      const problem = { code: errorCode(error), message: errorMessage(error) };
      take = () => this.#problems.set(request, problem);
    }
    if (generation !== this.#generation) return;
    take();
    this.#options.onChange();
    const isAgain = asked.get(request) === 'again';
    asked.delete(request);
    if (isAgain) await this.#asking(request, work);
  }
}

function byUuid<Item extends { readonly filter_uuid: string }>(
  items: readonly Item[],
): Map<string, Item> {
  return new Map(items.map((item) => [item.filter_uuid, item]));
}
