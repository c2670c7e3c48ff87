// Injects faults one after another into one OBS, records each, and judges every frame of the
// recordings.

import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { report } from '../../scripts/command-line.ts';
import { inRepository } from '../../scripts/repository.ts';
import {
  checkLeaks,
  type LeakReport,
  quantile,
  type ReferenceClip,
} from '../support/leak-check.ts';
import { canvas } from '../support/masked-session.ts';
import { decodeVideo } from '../support/video-frames.ts';
import { type Fault, Trial } from './fault.ts';
import { FaultScene } from './fault-scene.ts';
import { leftBehind, takeInventory } from './left-behind.ts';
import { MaskMonitor } from './mask-monitor.ts';
import type { ObsEnding } from './obs-endings.ts';
import { RtmpSink } from './rtmp-sink.ts';

export interface FaultResult {
  readonly fault: string;
  readonly what: string;
  readonly unmaskedFrames: number;
  readonly frames: number;
  readonly facesCompared: number;
  readonly coveredFrames: number;
  /** Beyond the frame interval; of OBS's graphics thread. Null where OBS is gone. */
  readonly worstStallMs: number | null;
  /** The same while nothing was wrong, in the same session. */
  readonly baselineStallMs: number | null;
  readonly recoveryMs: { readonly p50: number; readonly p99: number; readonly n: number } | null;
  readonly leftBehind: readonly string[];
  /** Why it could not be judged to its end; absent where it was. */
  readonly failure?: string;
}

export interface RunOptions {
  readonly faults: readonly Fault[];
  readonly endings: readonly ObsEnding[];
  readonly reference: ReferenceClip;
  readonly repeat: number;
  /** Undisturbed, before each fault; 0 where nobody asks what OBS does then. */
  readonly leadMs: number;
  /** Waits until the end of a daemon counts as an accident: ten seconds each. */
  readonly awaitsHealth: boolean;
  onResult(result: FaultResult): void;
}

const tailMs = 700;
/** After a recording began, until its beginning is no part of the longest gap. */
const gapMemoryMs = 2_000;
const frameIntervalMs = 1000 / canvas.fps;
/** Where recordings go that show a face. */
export const evidenceFolder = inRepository('build', 'faults');

export async function runFaults(options: RunOptions): Promise<FaultResult[]> {
  const results: FaultResult[] = [];
  const add = (result: FaultResult) => {
    results.push(result);
    options.onResult(result);
  };
  if (options.faults.length > 0) {
    let scene = await FaultScene.start();
    try {
      for (const fault of options.faults) {
        const result = await runFault(scene, fault, options);
        add(result);
        if (result.failure === undefined) continue;
        // Whatever state it is in now, the next fault is not to blame.
        await scene.stop();
        scene = await FaultScene.start();
      }
    } finally {
      await scene.stop();
    }
  }
  for (const ending of options.endings) add(await runEnding(ending, options));
  return results;
}

async function runFault(
  scene: FaultScene,
  fault: Fault,
  options: RunOptions,
): Promise<FaultResult> {
  const tally = new Tally(fault.name, options.reference);
  const stalls: number[] = [];
  const baselines: number[] = [];
  const recoveries: number[] = [];
  const timings = { stalls, baselines, recoveries };
  try {
    for (let repetition = 0; repetition < options.repeat; repetition++) {
      await scene.settle(options.awaitsHealth && fault.needsHealthyDaemon);
      const before = await takeInventory(scene.obs);
      const monitor = new MaskMonitor(scene.obs);
      const trial = new Trial(scene, monitor);
      await scene.obs.startRecording();
      monitor.start();
      const leadFromMs = performance.now() + gapMemoryMs;
      if (options.leadMs > 0) await delay(gapMemoryMs + options.leadMs);
      const leadToMs = performance.now();
      await fault.run(trial);
      await delay(tailMs);
      await monitor.stop();
      const recording = await scene.obs.stopRecording();
      await tally.add(recording, trial.views);
      for (const file of trial.videos) await tally.add(file);
      for (const file of trial.videos) await RtmpSink.remove(file);
      const causeMs = trial.firstCauseMs ?? leadToMs;
      stalls.push(
        monitor.worstTickGapMs(causeMs, performance.now(), trial.sleptMs) - frameIntervalMs,
      );
      if (options.leadMs > 0)
        baselines.push(monitor.worstTickGapMs(leadFromMs, leadToMs) - frameIntervalMs);
      recoveries.push(...trial.recoveriesMs);
      tally.leftBehind.push(...trial.leftBehind, ...(await leftBehind(scene.obs, before)));
    }
  } catch (error) {
    report(error);
    return { ...tally.result(fault.what, timings), failure: String(error) };
  }
  return tally.result(fault.what, timings);
}

async function runEnding(ending: ObsEnding, options: RunOptions): Promise<FaultResult> {
  const tally = new Tally(ending.name, options.reference);
  for (let repetition = 0; repetition < options.repeat; repetition++) {
    const scene = await FaultScene.start();
    try {
      const outcome = await ending.run(scene);
      for (const file of outcome.videos) await tally.add(file);
      tally.leftBehind.push(...outcome.leftBehind);
    } finally {
      await scene.stop();
    }
  }
  return tally.result(ending.what, { stalls: [], baselines: [], recoveries: [] });
}

interface Timings {
  readonly stalls: readonly number[];
  readonly baselines: readonly number[];
  readonly recoveries: readonly number[];
}

/** Sums up what the videos of a fault show. */
class Tally {
  readonly leftBehind: string[] = [];
  readonly #name: string;
  readonly #reference: ReferenceClip;
  #videos = 0;
  #unmasked = 0;
  #frames = 0;
  #faces = 0;
  #covered = 0;

  constructor(name: string, reference: ReferenceClip) {
    this.#name = name;
    this.#reference = reference;
  }

  async add(file: string, views: Trial['views'] = []): Promise<void> {
    const frames = await decodeVideo(file, canvas);
    const asItIs = checkLeaks(frames, this.#reference);
    const viewed = views.map((view) => checkLeaks(frames.map(view), this.#reference));
    const unmasked = unmaskedFrames({ leaks: [asItIs, ...viewed].flatMap(({ leaks }) => leaks) });
    this.#videos++;
    this.#unmasked += unmasked;
    this.#frames += asItIs.shown;
    for (const { facesCompared } of [asItIs, ...viewed]) this.#faces += facesCompared;
    // A frame that one view reads is nothing but a cover to the others.
    const elsewhere = viewed.reduce((sum, { compared }) => sum + compared, 0);
    this.#covered += Math.max(0, asItIs.covered - elsewhere);
    if (unmasked === 0) return;
    await mkdir(evidenceFolder, { recursive: true });
    const evidence = `${this.#name}-${this.#videos}${path.extname(file)}`;
    await copyFile(file, path.join(evidenceFolder, evidence));
  }

  result(what: string, { stalls, baselines, recoveries }: Timings): FaultResult {
    return {
      fault: this.#name,
      what,
      unmaskedFrames: this.#unmasked,
      frames: this.#frames,
      facesCompared: this.#faces,
      coveredFrames: this.#covered,
      worstStallMs: longest(stalls),
      baselineStallMs: longest(baselines),
      recoveryMs:
        recoveries.length === 0
          ? null
          : {
              p50: rounded(quantile(recoveries, 0.5)),
              p99: rounded(quantile(recoveries, 0.99)),
              n: recoveries.length,
            },
      leftBehind: this.leftBehind,
    };
  }
}

export function unmaskedFrames(report: Pick<LeakReport, 'leaks'>): number {
  return new Set(report.leaks.map(({ shownIndex }) => shownIndex)).size;
}

function longest(values: readonly number[]): number | null {
  return values.length === 0 ? null : rounded(Math.max(0, ...values));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
