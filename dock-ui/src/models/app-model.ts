// All that the page knows: the last snapshot and whether it is fresh, edits on their way, figures of the last two minutes,
// what is to be said. Components read its signals and call its methods; it knows nothing of the page's elements.

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { DockState, MaskState } from '../../../protocol/dock-state.ts';
import type {
  CommandPort,
  ConnectionStatus,
  DockListener,
  EventMessage,
  Outcome,
  StateMessage,
  StatsMessage,
} from '../connection/command-port.ts';
import type { Clock } from '../connection/latest-sender.ts';
import { sentenceOf } from '../strings/sentence-of.ts';
import type { CommandInput, CommandName } from './commands.ts';
import { DetectionModels } from './detection-models.ts';
import { MaskEdits, withPatch } from './mask-edits.ts';
import { Notices } from './notices.ts';
import { PreviewModel } from './preview-model.ts';
import { StatsHistory } from './stats-history.ts';
import { verdictOf } from './verdict.ts';

export interface AppModelOptions {
  readonly clock: Clock;
  readonly isPageVisible: ReadonlySignal<boolean>;
}

export class AppModel {
  readonly #clock: Clock;
  readonly #isPageVisible: ReadonlySignal<boolean>;
  readonly #port = signal<CommandPort | undefined>(undefined);
  readonly #state = signal<DockState | undefined>(undefined);
  readonly #figures = signal<StatsMessage | undefined>(undefined);
  readonly #heardAtMs = signal(0);
  readonly #edits = new Map<string, MaskEdits>();
  readonly history = new StatsHistory();
  readonly preview = new PreviewModel();
  readonly detection = new DetectionModels({
    list: () => this.#ask('ListModels', {}),
    use: (name) => this.#ask('UseModel', { name }),
  });
  readonly notices: Notices;

  constructor({ clock, isPageVisible }: AppModelOptions) {
    this.#clock = clock;
    this.#isPageVisible = isPageVisible;
    this.notices = new Notices(clock);
  }

  readonly status = computed<ConnectionStatus>(
    () => this.#port.value?.status.value ?? { kind: 'connecting' },
  );

  readonly isOpen = computed(() => this.status.value.kind === 'open');

  readonly verdict = computed(() => verdictOf(this.status.value, this.#state.value));

  /** With the user's own changes laid over it. */
  readonly masks = computed<readonly MaskState[]>(() => {
    const state = this.#state.value;
    const fresh = new Map(this.#figures.value?.masks.map((stats) => [stats.filter_uuid, stats]));
    return (state?.masks ?? []).map((mask) => {
      const stats = fresh.get(mask.filter_uuid) ?? mask.stats;
      return withPatch({ ...mask, stats }, this.editsOf(mask.filter_uuid).draft.value);
    });
  });

  get state(): ReadonlySignal<DockState | undefined> {
    return this.#state;
  }

  get figures(): ReadonlySignal<StatsMessage | undefined> {
    return this.#figures;
  }

  get heardAtMs(): ReadonlySignal<number> {
    return this.#heardAtMs;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** What the connection tells its messages to. */
  get listener(): DockListener {
    return {
      onState: (message) => this.#takeState(message),
      onStats: (message) => this.#takeStats(message),
      onEvent: (message) => this.#takeEvent(message),
      onPicture: (frame) => this.preview.take(frame),
    };
  }

  /** From here on the page lives. */
  use(port: CommandPort): void {
    this.#port.value = port;
    effect(() => {
      port.watch({
        topics: ['state', 'stats', 'events'],
        preview: this.preview.wish(this.#isPageVisible.value),
      });
    });
    effect(() => {
      if (this.isOpen.value) return;
      this.preview.hideOriginal();
      this.preview.forget();
      this.history.breakLines(Date.now());
    });
  }

  editsOf(filterUuid: string): MaskEdits {
    const there = this.#edits.get(filterUuid);
    if (there) return there;
    const edits = new MaskEdits({
      clock: this.#clock,
      send: (patch) => this.#ask('SetMask', { filter_uuid: filterUuid, ...patch }),
      onFailure: (outcome) => this.notices.say('failure', sentenceOf(outcome)),
    });
    this.#edits.set(filterUuid, edits);
    return edits;
  }

  hasCommand(name: string): boolean {
    const status = this.status.value;
    return status.kind === 'open' && status.commands.includes(name);
  }

  /** A failure is said to the user; the caller only needs to know whether it worked. */
  async run<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<Extract<Outcome, { ok: true }> | undefined> {
    const outcome = await this.#ask(name, input);
    if (outcome.ok) return outcome;
    this.notices.say('failure', sentenceOf(outcome));
    return undefined;
  }

  #ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Outcome> {
    return (
      this.#port.value?.command(name, input) ??
      Promise.resolve({ ok: false, code: 'not_connected', message: '' })
    );
  }

  #takeState({ state }: StateMessage): void {
    this.#heardAtMs.value = this.#clock.nowMs();
    this.#state.value = state;
    const there = new Set(state.masks.map(({ filter_uuid }) => filter_uuid));
    for (const uuid of this.#edits.keys()) if (!there.has(uuid)) this.#edits.delete(uuid);
    const chosen = this.preview.filterUuid.peek();
    if (chosen === undefined || !there.has(chosen)) {
      this.preview.choose(state.masks[0]?.filter_uuid);
    }
  }

  /** What an event tells is in the next snapshot too, but for a start that was refused: it is over by then. */
  #takeEvent({ event, data }: EventMessage): void {
    if (event !== 'GoLiveStopped' && event !== 'GoLiveWarning') return;
    const { message } = data as { message?: unknown };
    if (typeof message === 'string') this.notices.say('failure', message);
  }

  #takeStats(message: StatsMessage): void {
    this.#heardAtMs.value = this.#clock.nowMs();
    this.history.add({
      atMs: Date.parse(message.at),
      rssMb: message.rss_mb,
      masks: message.masks,
    });
    this.#figures.value = message;
  }
}
