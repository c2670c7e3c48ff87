// A real OBS under Xvfb with software GL, a home of its own and obs-websocket on a free port. Used by
// `npm start -- --headless`, by the tests against OBS and by the benchmarks.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { OBSRequestTypes, OBSResponseTypes, OBSWebSocket } from 'obs-websocket-js';
import { PlayAlterClient } from '../../client/playalter-client.ts';
import { runtimeFolderName, vendorName, vendorRequest } from '../../protocol/names.ts';
import type { CanvasSize } from '../obs-config/profile-files.ts';
import { installPlugin } from '../plugin-install.ts';
import { exitStatus, UserError } from '../user-error.ts';
import { Child, type ChildExit } from './child-process.ts';
import { freePort, runName, writeHeadlessConfig } from './headless-config.ts';
import { connect, within } from './obs-connection.ts';
import { close, endSurvivors } from './obs-end.ts';
import { type PluginStatus, pluginStatus } from './plugin-status.ts';
import { createPrivateHome, type HomeProcess, type PrivateHome } from './private-home.ts';
import { startVirtualDisplay, type VirtualDisplay } from './virtual-display.ts';

export interface HeadlessObsOptions {
  readonly canvas: CanvasSize;
  /** From `sceneCollection`, named `runName`. */
  readonly collection: object;
  /** Where recordings go. Default: the run's own home, gone at its end. */
  readonly recordingFolder?: string;
  readonly withPlugin: boolean;
  /** What the plugin starts instead of the daemon. */
  readonly daemonCommand?: readonly string[];
  /** Of obs-websocket. Default: a new one. */
  readonly password?: 'none';
  /** For pictures of OBS's window. */
  readonly showsPreview?: boolean;
  /** For OBS, and so for the daemon that the plugin starts. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ObsEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

export interface ObsEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: string;
  /** From the log's last line; undefined where OBS did not come to it. */
  readonly memoryLeaks: number | undefined;
  /** Processes of the run that outlived OBS and did not end when asked to. */
  readonly survivors: readonly HomeProcess[];
}

const callTimeoutMs = 30_000;
const screenPictureTimeoutMs = 15_000;

interface Parts {
  readonly home: PrivateHome;
  readonly display: VirtualDisplay;
  readonly obs: Child;
  readonly socket: OBSWebSocket;
}

export class HeadlessObs {
  /** The plugin's own events, by their own names, and the ends of recordings, oldest first. */
  readonly events: ObsEvent[] = [];
  /** Of the plugin's requests, with types. */
  readonly client: PlayAlterClient;
  #parts: Parts;
  #end: Promise<ObsEnd> | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.client = new PlayAlterClient(parts.socket);
    parts.socket.on('VendorEvent', (event) => {
      if (event.vendorName !== vendorName) return;
      this.events.push({ name: event.eventType, data: { ...event.eventData } });
    });
    parts.socket.on('RecordStateChanged', (data) => {
      if (data.outputState !== 'OBS_WEBSOCKET_OUTPUT_STOPPED') return;
      this.events.push({ name: 'RecordStopped', data: { ...data } });
    });
  }

  static async start(options: HeadlessObsOptions): Promise<HeadlessObs> {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const home = await createPrivateHome();
      undo.push(async () => {
        await endSurvivors(home);
        await home.remove();
      });
      const port = await freePort();
      const password = options.password === 'none' ? undefined : randomBytes(16).toString('hex');
      await writeHeadlessConfig({
        configFolder: home.configFolder,
        canvas: options.canvas,
        collection: options.collection,
        recordingFolder: options.recordingFolder ?? home.folder,
        port,
        password,
        showsPreview: options.showsPreview ?? false,
      });
      if (options.withPlugin) {
        const { daemonCommand } = options;
        await installPlugin({
          configFolder: home.configFolder,
          ...(daemonCommand ? { daemonCommand } : {}),
        });
      }
      const display = await startVirtualDisplay();
      undo.push(() => display.stop());
      const obs = new Child({
        program: 'obs',
        arguments: [
          ...['--multi', '--profile', runName, '--collection', runName],
          ...['--disable-shutdown-check', '--disable-missing-files-check'],
        ],
        environment: {
          ...home.environment,
          DISPLAY: display.name,
          LIBGL_ALWAYS_SOFTWARE: '1',
          QT_QPA_PLATFORM: 'xcb',
          ...options.environment,
        },
        folder: home.folder,
      });
      undo.push(() => close(obs, display));
      const socket = await connect(obs, port, password);
      undo.push(() => socket.disconnect());
      return new HeadlessObs({ home, display, obs, socket });
    } catch (error) {
      for (const step of undo.reverse()) await step();
      throw error;
    }
  }

  /** Everything that OBS and the plugin have written so far. */
  get log(): string {
    return this.#parts.obs.output;
  }

  /** Of OBS itself; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#parts.obs.pid;
  }

  /** Where the daemon of this OBS has its socket and its log. */
  get runtimeFolder(): string {
    const { XDG_RUNTIME_DIR: folder = '' } = this.#parts.home.environment;
    return path.join(folder, runtimeFolderName);
  }

  /** The run's own home, gone at its end. */
  get homeFolder(): string {
    return this.#parts.home.folder;
  }

  get isRunning(): boolean {
    return this.#parts.obs.isRunning;
  }

  /** Of this run; gone when it is stopped. */
  get configFolder(): string {
    return this.#parts.home.configFolder;
  }

  async call<T extends keyof OBSRequestTypes>(
    request: T,
    data?: OBSRequestTypes[T],
  ): Promise<OBSResponseTypes[T]> {
    return await within(callTimeoutMs, request, this.#parts.socket.call(request, data));
  }

  async status(): Promise<PluginStatus> {
    const reply = await this.call('CallVendorRequest', {
      vendorName,
      requestType: vendorRequest.getStatus,
    });
    return pluginStatus.parse(reply.responseData);
  }

  /** A request without arguments to the plugin. */
  async request(requestType: string): Promise<unknown> {
    return (await this.call('CallVendorRequest', { vendorName, requestType })).responseData;
  }

  /** The first such event after `from` others of any kind. */
  async waitForEvent(name: string, from = 0, timeoutMs = 30_000): Promise<ObsEvent> {
    return await this.waitFor(`the event ${name}`, timeoutMs, async () =>
      this.events.slice(from).find((event) => event.name === name),
    );
  }

  /** A PNG of the source as it leaves its filters. */
  async screenshot(sourceName: string): Promise<Buffer> {
    const { imageData } = await this.call('GetSourceScreenshot', {
      sourceName,
      imageFormat: 'png',
    });
    return Buffer.from(imageData.slice(imageData.indexOf(',') + 1), 'base64');
  }

  /** Writes a picture of the whole virtual screen, OBS's window in it. */
  async screenPicture(file: string): Promise<void> {
    await promisify(execFile)(
      'ffmpeg',
      [
        ...[
          '-hide_banner',
          '-loglevel',
          'error',
          '-y',
          '-f',
          'x11grab',
          '-video_size',
          '1920x1080',
        ],
        ...['-i', this.#parts.display.name, '-frames:v', '1', file],
      ],
      { timeout: screenPictureTimeoutMs },
    );
  }

  async startRecording(): Promise<void> {
    await this.call('StartRecord');
    await this.waitFor('the recording to begin', 30_000, async () => {
      const { outputActive, outputDuration } = await this.call('GetRecordStatus');
      return outputActive && outputDuration > 0 ? true : undefined;
    });
  }

  /** The finished file's path. */
  async stopRecording(): Promise<string> {
    const { outputActive } = await this.call('GetRecordStatus');
    if (!outputActive) {
      throw new UserError({
        code: 'recording_ended',
        message: 'The recording has ended by itself, or was stopped by somebody else.',
        status: exitStatus.temporary,
        cause: new Error(this.log.slice(-4000)),
      });
    }
    const { outputPath } = await this.call('StopRecord');
    await this.waitFor('the recording to be finished', 30_000, async () => {
      const { outputActive } = await this.call('GetRecordStatus');
      return outputActive ? undefined : true;
    });
    return outputPath;
  }

  async waitFor<T>(
    what: string,
    timeoutMs: number,
    condition: () => Promise<T | undefined>,
  ): Promise<T> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const result = await condition();
      if (result !== undefined) return result;
      if (!this.isRunning) throw new Error(`OBS ended while waiting for ${what}.`);
      if (performance.now() > until) {
        throw new UserError({
          code: 'obs_timeout',
          message: `OBS was waited for in vain: ${what} took more than ${timeoutMs / 1000} s.`,
          status: exitStatus.temporary,
          cause: new Error(this.log.slice(-4000)),
        });
      }
      await delay(100);
    }
  }

  /** What runs in this OBS's home, the daemon among it. */
  async processes(): Promise<HomeProcess[]> {
    return await this.#parts.home.processes();
  }

  /** OBS alone, as a user does it; what it leaves behind can still be looked at. */
  async close(): Promise<ChildExit> {
    return await close(this.#parts.obs, this.#parts.display);
  }

  /** Orderly, with a time-out. May be called more than once. */
  stop(): Promise<ObsEnd> {
    this.#end ??= this.#stop();
    return this.#end;
  }

  async #stop(): Promise<ObsEnd> {
    const { home, display, obs, socket } = this.#parts;
    await socket.disconnect();
    const { code, signal } = await close(obs, display);
    const survivors = await endSurvivors(home);
    await display.stop();
    await home.remove();
    const leaks = /Number of memory leaks: (\d+)/.exec(obs.output)?.[1];
    return {
      code,
      signal,
      log: obs.output,
      memoryLeaks: leaks === undefined ? undefined : Number(leaks),
      survivors,
    };
  }
}
