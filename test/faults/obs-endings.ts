// Faults that OBS does not survive: they have one of their own, and are judged by what is left of it.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import type { FaultScene } from './fault-scene.ts';
import { filesIn } from './left-behind.ts';

export interface EndingOutcome {
  readonly videos: readonly string[];
  readonly leftBehind: readonly string[];
}

export interface ObsEnding {
  readonly name: string;
  readonly what: string;
  run(scene: FaultScene): Promise<EndingOutcome>;
}

const recordedMs = 2_500;
/** A daemon without filters ends after five seconds. */
const afterlifeMs = 12_000;
const pollMs = 100;
/** The only file that is meant to stay. */
const keptFiles = new Set(['daemon.log']);

async function remains(obs: HeadlessObs): Promise<string[]> {
  const until = performance.now() + afterlifeMs;
  for (;;) {
    const processes = await obs.processes();
    const files = (await filesIn(obs.runtimeFolder)).filter((file) => !keptFiles.has(file));
    const left = [
      ...processes.map(({ pid, commandLine }) => `process ${pid} ${commandLine.join(' ')}`),
      ...files.map((file) => `file ${file}`),
    ];
    if (left.length === 0 || performance.now() > until) return left;
    await delay(pollMs);
  }
}

async function killed(scene: FaultScene): Promise<EndingOutcome> {
  const { obs, obsPid } = scene;
  await obs.startRecording();
  await delay(recordedMs);
  process.kill(obsPid, 'SIGKILL');
  const leftBehind = await remains(obs);
  return { videos: await recordingsIn(obs), leftBehind };
}

async function ended(scene: FaultScene): Promise<EndingOutcome> {
  const { obs } = scene;
  await obs.startRecording();
  await delay(recordedMs);
  // While an output runs, OBS asks before it ends.
  const recording = await obs.stopRecording();
  const { code, signal } = await obs.close();
  const leftBehind = await remains(obs);
  if (code !== 0) leftBehind.push(`an OBS that ended by ${signal ?? `code ${code}`}`);
  return { leftBehind, videos: [recording] };
}

async function recordingsIn(obs: HeadlessObs): Promise<string[]> {
  const names = await filesIn(obs.homeFolder);
  const videos = names.filter((name) => name.endsWith('.mkv'));
  if (videos.length === 0) throw new Error('OBS left no recording.');
  return videos.map((name) => path.join(obs.homeFolder, name));
}

export const obsEndings: readonly ObsEnding[] = [
  {
    name: 'obs-killed',
    what: 'OBS gets SIGKILL while it records; there is nothing to recover, only to tidy up.',
    run: killed,
  },
  {
    name: 'obs-ended',
    what: 'OBS ends in order (its window is closed) after a recording.',
    run: ended,
  },
];
