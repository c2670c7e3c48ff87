// OBS's outputs, for pages and programs: their state, kept fresh, and what can be done with them. The truth is in OBS; what
// is here is what it has told last.

import { z } from 'zod';
import type { Destination } from '../../../protocol/destinations.ts';
import { liveOutputs, vendorEvent, vendorName } from '../../../protocol/names.ts';
import type {
  ChoosablePlatform,
  OutputResult,
  OutputsState,
  setPlatformInput,
  setPlatformOutput,
  setQualityInput,
  setQualityOutput,
  startAllInput,
} from '../../../protocol/outputs.ts';
import { CodedError, errorCode, errorMessage } from '../coded-error.ts';
import { statusOf } from '../egress/obs-connection.ts';
import type { ObsGate } from '../egress/obs-gate.ts';
import type { PluginEvent } from '../link/link-peer.ts';
import type { AskPlugin } from '../link/plugin-link.ts';
import type { ServerLog } from '../server-log.ts';
import { ObsClient, type ObsClientOptions } from './obs-client.ts';
import { vendorEventMessage } from './obs-replies.ts';
import { OutputMonitor, type OutputName } from './output-monitor.ts';
import { OutputSwitch, problemOf, type SwitchTimes } from './output-switch.ts';
import { outputsState, runningError } from './outputs-state.ts';
import { platformTable, unknownService } from './platforms.ts';
import { readService, setPlatform } from './stream-service.ts';
import { type ProfileVideo, readVideo, setQuality } from './video-quality.ts';

export interface OutputsOptions {
  readonly gate: ObsGate;
  readonly ask: AskPlugin;
  readonly log: Pick<ServerLog, 'info' | 'warn'>;
  /** Something is different from before; called often. */
  readonly onChange: () => void;
  readonly locate?: ObsClientOptions['locate'];
  readonly retryMs?: ObsClientOptions['retryMs'];
  readonly switchTimes?: SwitchTimes;
}

/** Figures while something runs. */
const runningEveryMs = 1000;
/** Of what OBS sends no events: service and video settings, changed in its own windows. */
const allEvery = 10;

const guardStop = z.object({ output: z.enum(liveOutputs), message: z.string() });

export class Outputs {
  readonly #options: OutputsOptions;
  readonly #client: ObsClient;
  readonly #monitor = new OutputMonitor();
  readonly #switch: OutputSwitch;
  #service = unknownService;
  #video: ProfileVideo | undefined;
  /** As the profile had it when OBS made its outputs. */
  #encoderInUse: string | null = null;
  #destinations: readonly Destination[] | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #looking: Promise<void> | undefined;

  constructor(options: OutputsOptions) {
    this.#options = options;
    const { gate, log, locate, retryMs } = options;
    this.#client = new ObsClient({
      gate,
      log,
      ...(locate && { locate }),
      ...(retryMs && { retryMs }),
      onState: () => this.#changedState(),
      onConnected: () => void this.#refresh({ isNewObs: true }),
      onEvent: (name, data) => this.#apply(name, data),
    });
    this.#switch = new OutputSwitch(this.#client.call, this.#monitor, options.switchTimes);
  }

  start(): void {
    this.#client.start();
    this.#timer = setInterval(() => void this.#tick(), runningEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#client.stop();
  }

  /** The plugin of an OBS is connected, or none is. */
  setPlugin(isThere: boolean): void {
    this.#destinations = null;
    this.#options.onChange();
    if (!isThere) return;
    this.#client.wake();
    void this.#askDestinations();
  }

  applyPlugin(event: PluginEvent): void {
    if (event.event !== vendorEvent.destinationsChanged) return;
    this.#destinations = event.data.destinations;
    this.#options.onChange();
  }

  get state(): OutputsState {
    return outputsState({
      client: this.#client,
      monitor: this.#monitor,
      service: this.#service,
      video: this.#video,
      encoderInUse: this.#encoderInUse,
      platforms: this.#platforms,
      destinations: this.#destinations,
    });
  }

  async setPlatform(
    input: z.output<typeof setPlatformInput>,
  ): Promise<z.input<typeof setPlatformOutput>> {
    const set = await setPlatform(this.#client.call, input);
    await this.#refresh();
    return set;
  }

  async setQuality(
    input: z.output<typeof setQualityInput>,
  ): Promise<z.input<typeof setQualityOutput>> {
    await this.#look('all');
    const running = this.#monitor.running;
    if (running.length > 0) throw runningError(running);
    try {
      return await setQuality({
        call: this.#client.call,
        input,
        platforms: this.#platforms,
        encoders: await this.#encoders(),
        encoderInUse: this.#encoderInUse,
      });
    } finally {
      await this.#refresh();
    }
  }

  async startOutput(output: OutputName): Promise<void> {
    if (output === 'stream') await this.#requireKey();
    try {
      await this.#switch.start(output);
    } finally {
      await this.#refresh();
    }
  }

  async stopOutput(output: OutputName): Promise<void> {
    try {
      await this.#switch.stop(output);
    } finally {
      await this.#refresh();
    }
  }

  /** The recording and the camera first: the stream is what cannot be taken back. */
  async startAll(wanted: z.output<typeof startAllInput>): Promise<OutputResult[]> {
    const outputs = (['record', 'virtual_camera', 'stream'] as const).filter(
      (output) => wanted[output],
    );
    return await this.#each(outputs, (output) => this.startOutput(output));
  }

  /** The stream first. */
  async stopAll(): Promise<OutputResult[]> {
    await this.#look('all');
    const outputs = (['stream', 'virtual_camera', 'record'] as const).filter((output) =>
      this.#monitor.isActive(output),
    );
    return await this.#each(outputs, (output) => this.stopOutput(output));
  }

  async #each(
    outputs: readonly OutputName[],
    work: (output: OutputName) => Promise<void>,
  ): Promise<OutputResult[]> {
    const results: OutputResult[] = [];
    for (const output of outputs) {
      const problem = await work(output).then(() => undefined, problemOf);
      results.push({
        output,
        ok: problem === undefined,
        code: problem?.code ?? '',
        message: problem?.message ?? '',
      });
    }
    return results;
  }

  /** OBS would open a window about it, where nobody may be looking. */
  async #requireKey(): Promise<void> {
    this.#service = await readService(this.#client.call);
    const { platform, hasKey } = this.#service;
    const needsKey = platformTable.some((entry) => entry.platform === platform && entry.needsKey);
    if (platform === 'none') {
      throw new CodedError('server_missing', 'Choose where to stream to first.');
    }
    if (needsKey && !hasKey) {
      throw new CodedError('stream_key_missing', 'Enter the stream key first.');
    }
  }

  /** Whose limits the shared encoder has to keep. */
  get #platforms(): ChoosablePlatform[] {
    const own = platformTable.filter(({ platform }) => platform === this.#service.platform);
    const further = (this.#destinations ?? []).filter((destination) => destination.is_enabled);
    return [...own, ...further].map(({ platform }) => platform);
  }

  async #encoders(): Promise<string[] | undefined> {
    try {
      const { encoders } = await this.#options.ask('ListEncoders', {});
      return encoders.map(({ encoder_id: id }) => id);
    } catch (error) {
      this.#options.log.info({ code: errorCode(error) }, 'encoders not known');
      return undefined;
    }
  }

  async #askDestinations(): Promise<void> {
    try {
      this.#destinations = (await this.#options.ask('ListDestinations', {})).destinations;
      this.#options.onChange();
    } catch (error) {
      this.#options.log.warn({ code: errorCode(error) }, 'destinations not known');
    }
  }

  #changedState(): void {
    if (this.#client.state !== 'connected') {
      this.#monitor.forget();
      this.#service = unknownService;
      this.#video = undefined;
    }
    this.#options.onChange();
  }

  #apply(name: string, data: unknown): void {
    try {
      if (name === 'VendorEvent') this.#applyVendor(data);
      else if (name === 'CurrentProfileChanged') void this.#refresh({ isNewObs: true });
      else this.#monitor.apply(name, data, performance.now());
      this.#options.onChange();
    } catch (error) {
      this.#options.log.warn(
        { event: name, code: errorCode(error) },
        'event of OBS not understood',
      );
    }
  }

  #applyVendor(data: unknown): void {
    const { vendorName: vendor, eventType, eventData } = vendorEventMessage.parse(data);
    if (vendor !== vendorName || eventType !== vendorEvent.goLiveStopped) return;
    const { output, message } = guardStop.parse(eventData);
    if (output !== 'replay_buffer') this.#switch.noteGuardStop(output, message);
  }

  async #tick(): Promise<void> {
    if (this.#client.state !== 'connected') return;
    const isTurnOfAll = ++this.#ticks % allEvery === 0;
    if (isTurnOfAll) await this.#refresh();
    else if (this.#monitor.isAnyRunning) await this.#look('running');
    else return;
    this.#options.onChange();
  }

  /** One look at a time; whoever comes meanwhile waits for a further one. */
  async #look(of: 'running' | 'all'): Promise<void> {
    while (this.#looking) await this.#looking;
    this.#looking = this.#monitor.look(this.#client.call, performance.now(), of).finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Never throws: what OBS does not tell now it tells next time, and its going is told by the connection. */
  async #refresh({ isNewObs = false } = {}): Promise<void> {
    const { call } = this.#client;
    try {
      await this.#look('all');
      this.#service = await readService(call);
      this.#video = await readVideo(call);
      if (isNewObs) this.#encoderInUse = this.#video.encoder;
    } catch (error) {
      if (this.#client.state === 'connected') {
        this.#options.log.warn(
          { code: statusOf(error) ?? errorCode(error), reason: errorMessage(error) },
          'outputs of OBS not known',
        );
      }
    }
    this.#options.onChange();
  }
}
