// What the filter costs a real OBS: the same source with and without it, software GL.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FrameCounts, Quantiles } from '../protocol/messages.ts';
import { clipSource, maskFilter, sceneCollection } from '../scripts/obs-config/scene-collection.ts';
import { runName } from '../scripts/obs-runner/headless-config.ts';
import { HeadlessObs } from '../scripts/obs-runner/headless-obs.ts';
import { built } from '../scripts/repository.ts';
import { bringUpToDate } from '../scripts/setup/stamps.ts';
import { clipStep } from '../scripts/setup/steps.ts';
import { fps, type PictureSize, pipelineClip } from './pipeline-clip.ts';

export interface ObsLoad {
  readonly skippedFrames: number;
  readonly renderedFrames: number;
  readonly activeFps: number;
  readonly averageFrameMs: number;
}

export interface FilterLoad {
  readonly frames: FrameCounts;
  readonly graphicsThreadCpuMs: Quantiles;
  readonly graphicsThreadWithGlCpuMs: Quantiles;
  readonly frameToMaskMs: Quantiles;
  readonly rssMb: number;
  readonly obsVersion: string;
}

const warmUpMs = 4000;

export interface ObsRun {
  readonly seconds: number;
  readonly size: PictureSize;
  readonly withFilter: boolean;
}

export async function measureObs({
  seconds,
  size,
  withFilter,
}: ObsRun): Promise<{ load: ObsLoad; filter: FilterLoad | undefined }> {
  const clip = pipelineClip(path.join(built.clips, `pipeline-${size.height}.nut`), size);
  await bringUpToDate(clipStep(`pipeline-clip-${size.height}`, clip));
  const canvas = { ...size, fps };
  const filters = withFilter ? [maskFilter()] : [];
  const obs = await HeadlessObs.start({
    canvas,
    withPlugin: withFilter,
    collection: sceneCollection({
      name: runName,
      sceneName: 'Benchmark',
      canvas,
      sources: [clipSource(clip.file, filters)],
    }),
  });
  try {
    await delay(warmUpMs);
    const before = await obs.call('GetStats');
    await delay(seconds * 1000);
    const after = await obs.call('GetStats');
    const load = {
      skippedFrames: after.renderSkippedFrames - before.renderSkippedFrames,
      renderedFrames: after.renderTotalFrames - before.renderTotalFrames,
      activeFps: after.activeFps,
      averageFrameMs: after.averageFrameRenderTime,
    };
    return { load, filter: withFilter ? await filterLoad(obs) : undefined };
  } finally {
    await obs.stop();
  }
}

async function filterLoad(obs: HeadlessObs): Promise<FilterLoad> {
  const { obsVersion } = await obs.call('GetVersion');
  const filter = (await obs.status()).filters[0];
  const none = { p50: 0, p99: 0, n: 0 };
  if (!filter) throw new Error('OBS has no filter.');
  return {
    frames: filter.frames,
    graphicsThreadCpuMs: filter.graphics_cpu_ms ?? none,
    graphicsThreadWithGlCpuMs: filter.graphics_total_cpu_ms ?? none,
    frameToMaskMs: filter.daemon?.frame_to_mask_ms ?? none,
    rssMb: filter.daemon?.rss_mb ?? 0,
    obsVersion,
  };
}
