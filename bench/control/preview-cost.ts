// What a page that watches the preview costs OBS's graphics thread: the same source with and without one, software GL.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Quantiles } from '../../protocol/messages.ts';
import {
  clipSource,
  maskFilter,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import { built } from '../../scripts/repository.ts';
import { bringUpToDate } from '../../scripts/setup/stamps.ts';
import { clipStep } from '../../scripts/setup/steps.ts';
import { DockClient } from '../../test/support/dock-client.ts';
import { fps, pipelineClip } from '../pipeline-clip.ts';
import { accessOfObs } from './control-access.ts';

const size = { width: 640, height: 360 };

export interface PreviewCost {
  /** CPU time a frame: the filter's own work. */
  readonly graphicsThreadCpuMs: Quantiles;
  /** With the calls into libobs, which draws in software here. */
  readonly graphicsThreadWithGlCpuMs: Quantiles;
  readonly previews: number;
}

/** The meters begin with the filter, so each side is a run of its own. */
export async function measurePreviewCost(
  seconds: number,
  isWatched: boolean,
): Promise<PreviewCost> {
  const clip = pipelineClip(path.join(built.clips, `pipeline-${size.height}.nut`), size);
  await bringUpToDate(clipStep(`pipeline-clip-${size.height}`, clip));
  const canvas = { ...size, fps };
  const obs = await HeadlessObs.start({
    canvas,
    withPlugin: true,
    collection: sceneCollection({
      name: runName,
      sceneName: 'Benchmark',
      canvas,
      sources: [clipSource(clip.file, [maskFilter()])],
    }),
  });
  try {
    const { port, token } = await accessOfObs(obs);
    const page = await DockClient.open(port, token);
    page.send({ type: 'watch', topics: ['state'], preview: null });
    const { masks } = await page.state((state) => state.masks.length > 0);
    const preview = { filter_uuid: masks[0]?.filter_uuid ?? '', with_original: false, tag: 0 };
    page.send({ type: 'watch', topics: [], preview: isWatched ? preview : null });
    await delay(seconds * 1000);
    const filter = (await obs.status()).filters[0];
    const previews = page.pictures.length;
    page.close();
    if (!filter?.graphics_cpu_ms || !filter.graphics_total_cpu_ms) {
      throw new Error('The filter has no figures.');
    }
    return {
      graphicsThreadCpuMs: filter.graphics_cpu_ms,
      graphicsThreadWithGlCpuMs: filter.graphics_total_cpu_ms,
      previews,
    };
  } finally {
    await obs.stop();
  }
}
