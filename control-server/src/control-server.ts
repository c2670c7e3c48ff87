// The control server: puts its parts together. It runs on the daemon's main thread, beside the frame path and never in its way:
// whatever fails here, faces stay masked.

import path from 'node:path';
import type { DockState } from '../../protocol/dock-state.ts';
import { controlSocketName } from '../../protocol/names.ts';
import { errorCode, errorMessage } from './coded-error.ts';
import { modelCommands } from './control/commands/model-commands.ts';
import { outputCommands } from './control/commands/output-commands.ts';
import { pluginCommands } from './control/commands/plugin-commands.ts';
import { serverCommands } from './control/commands/server-commands.ts';
import { CommandRegistry } from './control/registry.ts';
import { DockHub } from './docks/dock-hub.ts';
import { checkEgress, type EgressReport } from './egress/egress-report.ts';
import { ObsGate } from './egress/obs-gate.ts';
import { writeFirstPages } from './http/first-page.ts';
import { HttpServer } from './http/http-server.ts';
import { Metrics } from './http/metrics.ts';
import { ensureOwnFolder } from './http/own-folder.ts';
import { readOrMakeToken } from './http/token-file.ts';
import type { LinkTimes } from './link/link-peer.ts';
import { PluginLink } from './link/plugin-link.ts';
import { Outputs, type OutputsOptions } from './outputs/outputs.ts';
import { PreviewRelay, systemMonotonicMs } from './preview/preview-relay.ts';
import { removeAddress, writeAddress } from './server-address.ts';
import type { ServerLog } from './server-log.ts';
import { EgressWatch, type EgressWatchOptions } from './state/egress-watch.ts';
import { ModelChooser, type ModelChooserOptions } from './state/model-chooser.ts';
import { ObsView } from './state/obs-view.ts';
import { repeatByTimer } from './state/repeat.ts';
import { Snapshot } from './state/snapshot.ts';
import { StateFeed } from './state/state-feed.ts';
import type { WorkerView } from './state/worker-view.ts';

export interface ControlServerOptions {
  readonly runtimeFolder: string;
  /** For the token and the dock's first page. */
  readonly ownFolder: string;
  /** 0: any. */
  readonly port: number;
  readonly pagesFolder: string;
  /** The first page's script, bundled. */
  readonly firstPageScript: string;
  readonly worker: WorkerView;
  readonly log: ServerLog;
  /** How many OBS are connected changed. */
  readonly peersChanged: (count: number) => void;
  readonly egress?: Pick<EgressWatchOptions, 'check' | 'times'>;
  readonly linkTimes?: LinkTimes;
  /** Where the user's detection models lie; default: as the environment says. */
  readonly modelPlaces?: ModelChooserOptions['places'];
  /** How OBS's outputs are reached; default: as OBS's own files say. */
  readonly outputs?: Pick<OutputsOptions, 'locate' | 'retryMs' | 'switchTimes'>;
}

const statsEveryMs = 500;
/** Changes of these are changes of what could leak. */
const leakEvents: readonly string[] = ['MaskChanged', 'MaskLost', 'GoLiveWarning', 'GoLiveStopped'];

export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #gate = new ObsGate();
  readonly #link: PluginLink;
  readonly #obs: ObsView;
  readonly #outputs: Outputs;
  readonly #egress: EgressWatch;
  readonly #snapshot: Snapshot;
  readonly #feed: StateFeed;
  readonly registry: CommandRegistry;
  #hub: DockHub | undefined;
  #http: HttpServer | undefined;
  #previews: PreviewRelay | undefined;
  #stopStats: () => void = () => undefined;
  #port = 0;

  constructor(options: ControlServerOptions) {
    const { runtimeFolder, log, worker, linkTimes, modelPlaces } = options;
    this.#options = options;
    const changed = () => this.#feed.changed();
    this.#egress = new EgressWatch({
      check: () => checkEgress({ gate: this.#gate }),
      onChange: changed,
      log,
      ...options.egress,
    });
    this.#link = new PluginLink({
      socketPath: path.join(runtimeFolder, controlSocketName),
      ...(linkTimes && { times: linkTimes }),
      handlers: {
        steeredChanged: (identity) => {
          log.info({ obs: identity ?? null }, identity ? 'OBS connected' : 'OBS disconnected');
          this.#snapshot.refusal = undefined;
          this.#egress.forget();
          this.#obs.setObs(identity);
          this.#outputs.setPlugin(identity !== undefined);
          if (identity) this.#egress.changed();
        },
        came: ({ pid }) => this.#gate.open(pid),
        leaves: ({ pid }) => this.#gate.close(pid),
        peersChanged: (count) => {
          options.peersChanged(count);
          changed();
        },
        event: (event) => {
          this.#obs.apply(event);
          this.#outputs.applyPlugin(event);
          this.#hub?.broadcastEvent(event.event, event.data);
          if (leakEvents.includes(event.event)) this.#egress.changed();
        },
        refused: (code, message) => {
          log.warn({ code, message }, 'plugin turned away');
          this.#snapshot.refusal = { code, message };
          changed();
        },
      },
    });
    this.#obs = new ObsView({
      ask: this.#link.ask,
      onChange: changed,
      onStats: () => this.#snapshot.updateRates(performance.now()),
      repeat: repeatByTimer,
      nowMs: () => performance.now(),
    });
    this.#outputs = new Outputs({
      gate: this.#gate,
      ask: this.#link.ask,
      log,
      onChange: changed,
      ...options.outputs,
    });
    this.#snapshot = new Snapshot({
      obs: this.#obs,
      outputs: this.#outputs,
      egress: this.#egress,
      worker,
      peerCount: () => this.#link.peerCount,
      connections: () => this.#hub?.openCount ?? 0,
    });
    this.#feed = new StateFeed({
      build: (revision) => this.#snapshot.build(revision),
      onState: (text) => this.#hub?.broadcastState(text),
    });
    worker.onChange = changed;
    this.registry = new CommandRegistry(
      [
        ...pluginCommands(this.#link.ask),
        ...outputCommands(this.#outputs),
        ...modelCommands(
          new ModelChooser({ worker, log, ...(modelPlaces && { places: modelPlaces }) }),
        ),
        ...serverCommands({ state: () => this.state(), checkEgress: () => this.#check() }),
      ],
      log,
    );
  }

  /** 0 while nobody can reach it. */
  get port(): number {
    return this.#port;
  }

  get hub(): DockHub | undefined {
    return this.#hub;
  }

  state(): DockState {
    return this.#feed.current();
  }

  /** Each part that can't start is logged, and missing; the others go on. */
  async start(): Promise<void> {
    const { log } = this.#options;
    this.#outputs.start();
    await this.#link
      .start()
      .catch((error: unknown) =>
        log.error({ code: errorCode(error), reason: errorMessage(error) }, 'no plugin link'),
      );
    await this.#startPages().catch((error: unknown) =>
      log.error({ code: errorCode(error), reason: errorMessage(error) }, 'no control server'),
    );
  }

  stop(): void {
    this.#stopStats();
    this.#feed.stop();
    this.#egress.stop();
    this.#obs.stop();
    void this.#outputs.stop();
    this.#options.worker.onChange = () => undefined;
    this.#previews?.stop();
    if (this.#port !== 0) removeAddress(this.#options.runtimeFolder);
    this.#hub?.stop();
    this.#http?.stop();
    this.#link.stop();
  }

  async #startPages(): Promise<void> {
    const { runtimeFolder, ownFolder, pagesFolder, log, worker } = this.#options;
    ensureOwnFolder(ownFolder);
    const { token, isReplaced } = readOrMakeToken(ownFolder);
    if (isReplaced) log.warn('the token could be read by others and is replaced');
    this.#hub = new DockHub({
      token,
      registry: this.registry,
      log,
      nowMs: () => performance.now(),
      repeat: repeatByTimer,
      currentState: () => this.#feed.currentText(),
    });
    this.#previews = new PreviewRelay({
      hub: this.#hub,
      watch: (demands) => worker.post({ type: 'worker.watch', demands }),
      repeat: repeatByTimer,
      monotonicMs: systemMonotonicMs,
    });
    worker.onPicture = (picture) => this.#previews?.receive(picture);
    this.#http = new HttpServer({
      port: this.#options.port,
      token,
      pagesFolder,
      registry: this.registry,
      hub: this.#hub,
      metrics: new Metrics(() => ({
        state: this.state(),
        heldBytes: this.#hub?.heldBytes ?? 0,
      })),
      health: () => ({
        isWorkerReady: worker.isReady,
        isWorkerHeard: worker.isHeard,
        state: this.state(),
      }),
      log,
    });
    this.#port = await this.#http.start();
    const { port: wanted } = this.#options;
    if (wanted !== 0 && this.#port !== wanted) {
      log.warn({ wanted, port: this.#port }, 'the port is taken by another program');
    }
    writeFirstPages(ownFolder, {
      port: this.#port,
      token,
      script: this.#options.firstPageScript,
    });
    // Last: who finds it finds everything else.
    writeAddress(runtimeFolder, this.#port);
    this.#stopStats = repeatByTimer(statsEveryMs, () => this.#tick());
    log.info({ port: this.#port }, 'control server ready');
  }

  /** Figures; and what changes by nothing but time, such as an OBS that has fallen silent. */
  #tick(): void {
    this.#hub?.broadcastStats(this.#snapshot.stats(new Date()));
    this.#feed.changed();
  }

  async #check(): Promise<EgressReport> {
    return await this.#egress.check();
  }
}
