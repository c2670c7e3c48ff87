// Watches the filter while a fault runs: asks GetStatus again and again, and keeps what it said.

import { setTimeout as delay } from 'node:timers/promises';
import { maskedSourceName } from '../../scripts/obs-config/scene-collection.ts';
import type { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';

export interface MaskSample {
  /** performance.now, when the answer came. */
  readonly atMs: number;
  readonly masked: number;
  readonly state: string;
  readonly daemonPid: number;
  /** Of this filter to a daemon, so far. */
  readonly connections: number;
  readonly widthPx: number;
  /** The longest gap between two ticks in this second and the one before. */
  readonly tickGapMs: number;
}

const pollMs = 12;
const recoveryTimeoutMs = 60_000;

export class MaskMonitor {
  readonly samples: MaskSample[] = [];
  readonly #obs: HeadlessObs;
  #isStopping = false;
  #error: unknown;
  #running: Promise<void> | undefined;

  constructor(obs: HeadlessObs) {
    this.#obs = obs;
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => {
      this.#error = error;
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** The last answer, taken after `sinceMs`. */
  async fresh(sinceMs = performance.now()): Promise<MaskSample> {
    return await this.#until('an answer of OBS', (sample) => sample.atMs > sinceMs, 0);
  }

  /** When the first frame was seen to be masked anew, of those that count. */
  async nextMasked(
    afterMs: number,
    isBack: (sample: MaskSample) => boolean = () => true,
  ): Promise<number> {
    const before = this.samples.findLast(({ atMs }) => atMs <= afterMs);
    let counted = before?.masked ?? 0;
    const back = await this.#until(
      'the masks to be back',
      (sample) => {
        const isNew = sample.masked > counted;
        counted = sample.masked;
        return isNew && sample.atMs > afterMs && sample.state === 'masked' && isBack(sample);
      },
      before ? this.samples.indexOf(before) + 1 : 0,
    );
    return back.atMs;
  }

  /** When an answer after that time first said so. */
  async firstSeen(
    what: string,
    afterMs: number,
    holds: (sample: MaskSample) => boolean,
  ): Promise<number> {
    return (await this.#until(what, (sample) => sample.atMs > afterMs && holds(sample), 0)).atMs;
  }

  /** Of OBS's graphics thread, from one time to another; milliseconds. Sleep is taken off. */
  worstTickGapMs(fromMs: number, toMs: number, sleptMs = 0): number {
    const awake = ({ tickGapMs }: MaskSample) =>
      tickGapMs > sleptMs ? tickGapMs - sleptMs : tickGapMs;
    const samples = this.samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    return Math.max(0, ...samples.map(awake));
  }

  async #until(
    what: string,
    holds: (sample: MaskSample) => boolean,
    fromIndex: number,
  ): Promise<MaskSample> {
    const until = performance.now() + recoveryTimeoutMs;
    for (let index = fromIndex; ; ) {
      const sample = this.samples[index];
      if (sample) {
        index++;
        if (holds(sample)) return sample;
        continue;
      }
      if (this.#error) throw this.#error;
      if (performance.now() > until) {
        throw new Error(`${what} took more than ${recoveryTimeoutMs / 1000} s.`, {
          cause: new Error(this.#obs.log.slice(-4000)),
        });
      }
      await delay(pollMs / 2);
    }
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const { filters } = await this.#obs.status();
      const filter = filters.find(({ source_name: name }) => name === maskedSourceName);
      if (filter) {
        this.samples.push({
          atMs: performance.now(),
          masked: filter.frames.masked,
          state: filter.state,
          daemonPid: filter.daemon_pid ?? 0,
          connections: filter.connections ?? 0,
          widthPx: filter.width ?? 0,
          tickGapMs: filter.tick_gap_ms_recent ?? 0,
        });
      }
      await delay(pollMs);
    }
  }
}
