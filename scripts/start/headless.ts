// `npm start -- --headless`: a private OBS without a screen records the masked source for a while.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Quantiles } from '../../protocol/messages.ts';
import { progress } from '../command-line.ts';
import { demoClip } from '../demo-clip/clip-catalog.ts';
import {
  cameraSource,
  clipSource,
  maskFilter,
  sceneCollection,
} from '../obs-config/scene-collection.ts';
import { runName } from '../obs-runner/headless-config.ts';
import { HeadlessObs } from '../obs-runner/headless-obs.ts';
import type { FilterStatus } from '../obs-runner/plugin-status.ts';
import { built } from '../repository.ts';
import { prepare, toRun } from '../setup/prepare.ts';
import { demoClipStep } from '../setup/steps.ts';
import { exitStatus, UserError, writing } from '../user-error.ts';
import { findCamera } from './camera.ts';

export interface HeadlessRun {
  readonly seconds: number;
  readonly recordingFolder: string;
}

export interface HeadlessReport {
  readonly recording: string;
  readonly seconds: number;
  readonly facesMasked: number;
  readonly frames: FilterStatus['frames'];
  readonly frameToMaskMs: Quantiles;
  readonly detectMs: Quantiles;
  readonly paintMs: Quantiles;
  readonly provider: string;
  readonly obs: {
    readonly version: string;
    readonly fps: number;
    readonly renderFrames: number;
    readonly renderSkipped: number;
    readonly outputFrames: number;
    readonly outputSkipped: number;
    readonly memoryLeaks: number | null;
  };
}

const canvas = { width: 640, height: 360, fps: 30 };
const maskTimeoutMs = 60_000;
const none: Quantiles = { p50: 0, p99: 0, n: 0 };

export async function runHeadless({
  seconds,
  recordingFolder,
}: HeadlessRun): Promise<HeadlessReport> {
  await writing(recordingFolder, () => mkdir(recordingFolder, { recursive: true }));
  await prepare([...toRun, demoClipStep]);
  const { device } = await findCamera();
  progress(device ? `the camera is ${device}` : 'there is no camera; a demo clip is shown instead');
  const filters = [maskFilter()];
  const source = device
    ? cameraSource(device, filters)
    : clipSource(demoClip(built.clips).file, filters);
  const collection = sceneCollection({
    name: runName,
    sceneName: 'PlayAlter',
    sources: [source],
    canvas,
  });
  progress('starting OBS without a screen');
  const obs = await HeadlessObs.start({ canvas, collection, recordingFolder, withPlugin: true });
  const stopObs = () => {
    void obs.stop();
  };
  process.once('SIGINT', stopObs);
  process.once('SIGTERM', stopObs);
  try {
    await waitForMasks(obs);
    progress(`recording for ${seconds} s`);
    await obs.startRecording();
    await delay(seconds * 1000);
    const filter = await filterStatus(obs);
    const stats = await obs.call('GetStats');
    const { obsVersion } = await obs.call('GetVersion');
    const recording = await obs.stopRecording();
    const end = await obs.stop();
    return {
      recording,
      seconds,
      facesMasked: filter.daemon?.faces_masked ?? 0,
      frames: filter.frames,
      frameToMaskMs: filter.daemon?.frame_to_mask_ms ?? none,
      detectMs: filter.daemon?.detect_ms ?? none,
      paintMs: filter.daemon?.paint_ms ?? none,
      provider: filter.daemon?.provider ?? '',
      obs: {
        version: obsVersion,
        fps: stats.activeFps,
        renderFrames: stats.renderTotalFrames,
        renderSkipped: stats.renderSkippedFrames,
        outputFrames: stats.outputTotalFrames,
        outputSkipped: stats.outputSkippedFrames,
        memoryLeaks: end.memoryLeaks ?? null,
      },
    };
  } finally {
    await obs.stop();
    process.off('SIGINT', stopObs);
    process.off('SIGTERM', stopObs);
  }
}

/** The picture is covered until then; a recording of that would show nothing. */
async function waitForMasks(obs: HeadlessObs): Promise<void> {
  progress('waiting for the first mask');
  try {
    await obs.waitFor('the first masked frame', maskTimeoutMs, async () => {
      const { frames } = await filterStatus(obs);
      return frames.masked > 0 ? true : undefined;
    });
  } catch (cause) {
    const ownLines = obs.log.split('\n').filter((line) => line.includes('[playalter]'));
    throw new UserError({
      code: 'no_mask',
      message: `No frame was masked; the picture stayed covered. The plugin's last line: ${ownLines.at(-1) ?? 'none'}`,
      status: exitStatus.software,
      cause,
    });
  }
}

async function filterStatus(obs: HeadlessObs): Promise<FilterStatus> {
  const [filter] = (await obs.status()).filters;
  if (!filter) throw new Error('OBS has no PlayAlter filter, though its scene collection does.');
  return filter;
}

/** For people; the JSON report has the same figures. */
export function describeReport(report: HeadlessReport): string {
  const { frames, frameToMaskMs, detectMs, paintMs, obs } = report;
  const times = (label: string, { p50, p99, n }: Quantiles) =>
    `${label}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (${n} measured)`;
  return [
    `Recording: ${report.recording}`,
    `Faces masked: ${report.facesMasked}`,
    `Frames: ${frames.masked} masked, ${frames.repeated} repeated, ${frames.extrapolated} extrapolated, ${frames.covered} covered, ${frames.drawn} drawn`,
    times('Frame to mask', frameToMaskMs),
    times('Detection', detectMs),
    times('Painting', paintMs),
    `Provider: ${report.provider || 'unknown'}`,
    `OBS ${obs.version}: ${obs.renderSkipped} of ${obs.renderFrames} frames skipped in rendering, ${obs.outputSkipped} of ${obs.outputFrames} in encoding`,
  ].join('\n');
}
