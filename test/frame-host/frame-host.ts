// Drives playalter-frame-host: commands in, one line a tick out (obs-plugin/host/command-loop.hpp).

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { frameCounts } from '../../protocol/messages.ts';
import {
  type AudioDelay,
  type delayInputKeyPrefix,
  type MaskMode,
  maskCarriers,
} from '../../protocol/names.ts';
import { createPrivateHome, type PrivateHome } from '../../scripts/obs-runner/private-home.ts';
import { built, inRepository } from '../../scripts/repository.ts';

const hostProgram = inRepository('build', 'frame-host', 'playalter-frame-host');
const answerTimeoutMs = 30_000;
const tickTimeoutMs = 30_000;
const quitTimeoutMs = 30_000;

const tickLine = z.object({
  type: z.literal('tick'),
  source: z.string(),
  tick: z.number(),
  width: z.number(),
  height: z.number(),
  /** The frame that the source shows in this tick. */
  sourceFrame: z.number(),
  kind: z.enum(['masked', 'raw', 'covered', 'blank', 'other', 'hidden', 'empty', 'undrawn']),
  /** Before the first and after the last draw of the tick. */
  beganMs: z.number().optional(),
  drawnMs: z.number().optional(),
  secretPixels: z.number().optional(),
  sameOnSecondDraw: z.boolean().optional(),
  /** The frame that the output shows, if it can be read. */
  frame: z.number().optional(),
  maskId: z.number().optional(),
  isKept: z.boolean().optional(),
  /** From the kept frame, outside of the mask. */
  difference: z.number().optional(),
});
export type Tick = z.infer<typeof tickLine>;

const line = z.discriminatedUnion('type', [
  tickLine,
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('answer'),
    number: z.number(),
    data: z.unknown().optional(),
    error: z.string().optional(),
  }),
  z.object({ type: z.literal('end'), leaks: z.number() }),
]);

const filterReport = z.object({
  kind: z.enum(maskCarriers),
  state: z.string(),
  reason: z.string(),
  is_covered: z.boolean(),
  mode: z.string(),
  delay_frames: z.number(),
  delay_ms: z.number(),
  look_ahead_frames: z.number(),
  look_ahead_shortened: z.boolean(),
  frames: frameCounts,
  channel_state: z.string(),
  channel_code: z.string(),
});
export type FilterReport = z.infer<typeof filterReport>;

export type SourceKind =
  | 'plain'
  | 'custom_draw'
  | 'async'
  | 'alpha'
  | 'premultiplied'
  | 'voiced'
  | 'srgb_16f'
  | 'extended';

export interface FilterSettings {
  mode?: MaskMode;
  look_ahead_ms?: number;
  delay_audio?: AudioDelay;
  is_covered?: boolean;
  [delayedInput: `${typeof delayInputKeyPrefix}${string}`]: boolean;
}

export interface CameraSettings extends FilterSettings {
  wrapped_source?: string;
  camera_kind?: SourceKind | 'no_such_kind';
  camera_settings?: { width: number; height: number };
}

export interface SourceOptions {
  name: string;
  kind?: SourceKind;
  width?: number;
  height?: number;
  /** Without them there is no filter. */
  settings?: FilterSettings;
}

export interface HostEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Allocations that libobs held after its end; undefined if it did not come that far. */
  leaks: number | undefined;
}

interface PendingAnswer {
  resolve(data: unknown): void;
  reject(error: Error): void;
}

interface TickWatcher {
  isWanted(tick: Tick): boolean;
  resolve(tick: Tick): void;
  reject(error: Error): void;
}

export class FrameHost {
  readonly home: PrivateHome;
  /** All so far, of all sources, oldest first. */
  readonly ticks: Tick[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<HostEnd>;
  readonly #answers = new Map<number, PendingAnswer>();
  readonly #watchers = new Set<TickWatcher>();
  #nextNumber = 1;
  #leaks: number | undefined;
  #failure: Error | undefined;
  #log = '';
  #ready: () => void = () => undefined;

  static async start(options: { display: string; fps?: number }): Promise<FrameHost> {
    for (const needed of [hostProgram, built.plugin]) {
      if (!existsSync(needed)) throw new Error(`${needed} is not built; run the build first.`);
    }
    const home = await createPrivateHome();
    const host = new FrameHost(home, options.display, options.fps ?? 30);
    await Promise.race([
      new Promise<void>((resolve) => {
        host.#ready = resolve;
      }),
      host.#ended.then(() => {
        throw host.#unexpectedEnd();
      }),
    ]);
    return host;
  }

  private constructor(home: PrivateHome, display: string, fps: number) {
    this.home = home;
    const words = [built.plugin, inRepository('obs-plugin', 'data'), home.configFolder, `${fps}`];
    this.#process = spawn(hostProgram, words, {
      env: { ...home.environment, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    // Writing to a host that has just ended is reported by its end.
    this.#process.stdin?.on('error', (error) => this.#fail(error));
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('The frame host has no output.');
    createInterface({ input: stdout }).on('line', (text) => this.#onLine(text));
    this.#ended = new Promise((resolve) => {
      this.#process.on('error', (error) => this.#fail(error));
      this.#process.on('close', (exitCode, signal) => {
        this.#fail(this.#unexpectedEnd());
        resolve({ exitCode, signal, leaks: this.#leaks });
      });
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('The frame host does not run.');
    return pid;
  }

  get log(): string {
    return this.#log;
  }

  /** Where the daemon's socket belongs. */
  get runtimeFolder(): string {
    const { XDG_RUNTIME_DIR: folder } = this.home.environment;
    if (folder === undefined) throw new Error('The home has no runtime folder.');
    return path.join(folder, 'playalter');
  }

  command(...words: readonly (string | number)[]): Promise<unknown> {
    const number = this.#nextNumber++;
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.#failure) reject(this.#failure);
      this.#answers.set(number, { resolve, reject });
      this.#process.stdin?.write(`${number} ${words.join(' ')}\n`);
    });
    return this.#inTime(answer, answerTimeoutMs, `the answer to "${words.join(' ')}"`);
  }

  async addSource(options: SourceOptions): Promise<void> {
    const { name, kind = 'plain', width = 320, height = 180, settings } = options;
    const words = ['source', name, kind, width, height];
    await this.command(...words, ...(settings === undefined ? [] : [JSON.stringify(settings)]));
  }

  /** A Private Camera that is shown. */
  async addCamera(name: string, settings: CameraSettings): Promise<void> {
    await this.command('camera', name, JSON.stringify(settings));
  }

  async status(name: string): Promise<FilterReport> {
    return filterReport.parse(await this.command('status', name));
  }

  /** The first tick from now on that is wanted. */
  nextTick(what: string, isWanted: (tick: Tick) => boolean): Promise<Tick> {
    let watcher: TickWatcher | undefined;
    const tick = new Promise<Tick>((resolve, reject) => {
      if (this.#failure) reject(this.#failure);
      watcher = { isWanted, resolve, reject };
      this.#watchers.add(watcher);
    });
    return this.#inTime(tick, tickTimeoutMs, what).finally(() => {
      if (watcher) this.#watchers.delete(watcher);
    });
  }

  /** `count` more ticks of that source; resolves with them. */
  async nextTicks(name: string, count: number): Promise<Tick[]> {
    const from = this.ticks.length;
    let left = count;
    await this.nextTick(`${count} ticks of ${name}`, (tick) => tick.source === name && --left <= 0);
    return this.ticks.slice(from).filter((tick) => tick.source === name);
  }

  nextOfKind(name: string, kind: Tick['kind']): Promise<Tick> {
    return this.nextTick(`${name} ${kind}`, (tick) => tick.source === name && tick.kind === kind);
  }

  /** Descriptors and threads of the host's process. */
  resources(): { descriptors: number; threads: number } {
    const count = (folder: string) => readdirSync(`/proc/${this.pid}/${folder}`).length;
    return { descriptors: count('fd'), threads: count('task') };
  }

  async quit(): Promise<HostEnd> {
    this.#process.stdin?.end();
    return await this.#end();
  }

  /** Ends the host whatever state it is in and removes its home. */
  async dispose(): Promise<void> {
    this.#process.stdin?.end();
    await this.#end();
    await this.home.remove();
  }

  async #end(): Promise<HostEnd> {
    const slow = setTimeout(() => this.#process.kill('SIGKILL'), quitTimeoutMs);
    const end = await this.#ended;
    clearTimeout(slow);
    return end;
  }

  #onLine(text: string): void {
    let read: z.infer<typeof line>;
    try {
      read = line.parse(JSON.parse(text));
    } catch (cause) {
      this.#fail(
        new Error(`The frame host printed what is no line of its own: ${text}`, { cause }),
      );
      return;
    }
    switch (read.type) {
      case 'ready':
        this.#ready();
        break;
      case 'end':
        this.#leaks = read.leaks;
        break;
      case 'answer': {
        const pending = this.#answers.get(read.number);
        this.#answers.delete(read.number);
        if (read.error === undefined) pending?.resolve(read.data);
        else pending?.reject(new Error(`The frame host refused: ${read.error}`));
        break;
      }
      case 'tick':
        this.#onTick(read);
        break;
      default:
        read satisfies never;
    }
  }

  #onTick(tick: Tick): void {
    this.ticks.push(tick);
    for (const watcher of this.#watchers) {
      if (!watcher.isWanted(tick)) continue;
      this.#watchers.delete(watcher);
      watcher.resolve(tick);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#answers.values()) pending.reject(error);
    for (const watcher of this.#watchers) watcher.reject(error);
    this.#answers.clear();
    this.#watchers.clear();
  }

  #unexpectedEnd(): Error {
    return new Error(`The frame host ended. Its log: ${this.#log.slice(-4000)}`);
  }

  async #inTime<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const last = JSON.stringify(this.ticks.slice(-3));
        reject(
          new Error(
            `Waited ${timeoutMs} ms for ${what}. Last ticks: ${last}\n${this.#log.slice(-2000)}`,
          ),
        );
      }, timeoutMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
