// The same question put to a real OBS: clips are written as files, played through the filter, recorded, and
// every recorded frame is compared with the original whose number it carries.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type MaskMode, settingKey } from '../../protocol/names.ts';
import { progress } from '../../scripts/command-line.ts';
import { encodeClip } from '../../scripts/demo-clip/clip-file.ts';
import type { Box } from '../../scripts/demo-clip/photo-manifest.ts';
import { createFrame } from '../../scripts/demo-clip/raster.ts';
import {
  clipSource,
  maskedSourceName,
  maskFilter,
  maskFilterName,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import { checkLeaks, type ReferenceClip, referenceClip } from '../../test/support/leak-check.ts';
import { decodeVideo } from '../../test/support/video-frames.ts';
import { Cast } from './cast.ts';
import type { ClipSpec } from './clip-spec.ts';
import { sampleTruth } from './clip-truth.ts';
import { analysisSize, createGeneratedClip } from './generated-clip.ts';
import type { HeadTruth, LeakClip } from './leak-clip.ts';

export interface ObsFigures {
  readonly facesCompared: number;
  readonly leaks: number;
  readonly shownFrames: number;
  readonly comparedFrames: number;
  readonly coveredFrames: number;
  /** Frames whose number was under a mask; compared with all that may have been due. */
  readonly codeHiddenFrames: number;
  /** How much of a face was ever to be seen: 1 for an untouched one, about 0 for a masked one. */
  readonly resemblanceHighest: number | null;
}

export interface ObsReport {
  readonly obsVersion: string;
  readonly recordedSeconds: number;
  readonly clips: readonly {
    readonly name: string;
    readonly modes: Partial<Record<MaskMode, ObsFigures>>;
  }[];
}

export interface ObsOptions {
  readonly specs: readonly ClipSpec[];
  readonly modes: readonly MaskMode[];
}

const recordMs = 7000;
const settleMs = 1500;
const maskedTimeoutMs = 60_000;
/** A picture as wide as the canvas, which is the source's size. */
const { widthPx: width, heightPx: height } = analysisSize;

export async function runInObs({ specs, modes }: ObsOptions): Promise<ObsReport> {
  const cast = await Cast.load();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-leak-obs-'));
  const clips: ObsReport['clips'][number][] = [];
  let obsVersion = '';
  try {
    for (const spec of specs) {
      const file = path.join(folder, `${spec.name}.mp4`);
      const reference = await writeClip(spec, cast, file);
      const played = await playClip({ spec, file, reference, modes });
      obsVersion = played.obsVersion;
      clips.push({ name: spec.name, modes: played.figures });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { obsVersion, recordedSeconds: recordMs / 1000, clips };
}

/** Writes the clip and returns what a recording of it is compared with. */
async function writeClip(spec: ClipSpec, cast: Cast, file: string): Promise<ReferenceClip> {
  const clip = createGeneratedClip(spec, cast);
  const { fps } = spec;
  const { frameCount } = clip;
  const frame = createFrame(width, height);
  await encodeClip(
    {
      options: { width, height, fps, frameCount },
      render(index) {
        const rgba = clip.picture(index);
        for (let pixel = 0; pixel < width * height; pixel++) {
          frame.data.set(rgba.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
        }
        return frame;
      },
    },
    file,
  );
  cast.forgetSprites();
  const frames = facesOf(clip);
  const truth = { file: path.basename(file), width, height, fps, frames, people: frames };
  return referenceClip(await decodeVideo(file, { width, height }), { clips: [truth] });
}

/** The counted heads of each frame as upright boxes inside the picture, in its pixels. */
function facesOf(clip: LeakClip): [number, number, number, number][][] {
  const scale = clip.analysisWidthPx / clip.widthPx;
  return sampleTruth(clip).map(({ counted }) =>
    counted.map(({ head }) => {
      const [x, y, boxWidth, boxHeight] = uprightBox(head, scale);
      const left = Math.max(0, x);
      const top = Math.max(0, y);
      return [
        left,
        top,
        Math.min(width, x + boxWidth) - left,
        Math.min(height, y + boxHeight) - top,
      ];
    }),
  );
}

/** Of a turned head the largest upright square that holds nothing but head. */
function uprightBox(head: HeadTruth, scale: number): Box {
  const isTurned = Math.abs(Math.sin(head.angleRad)) > 0.17;
  const shorter = Math.min(head.halfWidthPx, head.halfHeightPx);
  const halfWidth = (isTurned ? shorter * 0.85 : head.halfWidthPx) * scale;
  const halfHeight = (isTurned ? shorter * 0.85 : head.halfHeightPx) * scale;
  const x = head.centreXPx * scale;
  const y = head.centreYPx * scale;
  return [x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight];
}

interface Playing {
  readonly spec: ClipSpec;
  readonly file: string;
  readonly reference: ReferenceClip;
  readonly modes: readonly MaskMode[];
}

async function playClip({ spec, file, reference, modes }: Playing) {
  const canvas = { width, height, fps: spec.fps };
  const [firstMode = 'guard'] = modes;
  const obs = await HeadlessObs.start({
    canvas,
    withPlugin: true,
    collection: sceneCollection({
      name: runName,
      sceneName: 'Benchmark',
      canvas,
      sources: [clipSource(file, [maskFilter({ [settingKey.mode]: firstMode })])],
    }),
  });
  try {
    const { obsVersion } = await obs.call('GetVersion');
    const figures: Partial<Record<MaskMode, ObsFigures>> = {};
    for (const mode of modes) {
      const result = await recordMode(obs, mode, reference);
      figures[mode] = result;
      progress(
        `OBS, ${spec.name}, ${mode}: ${result.leaks} of ${result.facesCompared} faces leaked`,
      );
    }
    return { obsVersion, figures };
  } finally {
    await obs.stop();
  }
}

async function recordMode(
  obs: HeadlessObs,
  mode: MaskMode,
  reference: ReferenceClip,
): Promise<ObsFigures> {
  await obs.call('SetSourceFilterSettings', {
    sourceName: maskedSourceName,
    filterName: maskFilterName,
    filterSettings: { [settingKey.mode]: mode },
    overlay: true,
  });
  await delay(settleMs);
  const before = await shownMasked(obs);
  await obs.waitFor('masked frames', maskedTimeoutMs, async () =>
    (await shownMasked(obs)) > before ? true : undefined,
  );
  await obs.startRecording();
  await delay(recordMs);
  const recording = await decodeVideo(await obs.stopRecording(), { width, height });
  const check = checkLeaks(recording, reference);
  return {
    facesCompared: check.facesCompared,
    leaks: check.leaks.length,
    shownFrames: check.shown,
    comparedFrames: check.compared,
    coveredFrames: check.covered,
    codeHiddenFrames: check.codeHidden,
    resemblanceHighest: Number.isNaN(check.resemblanceHighest)
      ? null
      : Math.round(check.resemblanceHighest * 1e3) / 1e3,
  };
}

async function shownMasked(obs: HeadlessObs): Promise<number> {
  const [filter] = (await obs.status()).filters;
  if (!filter)
    throw new Error(`OBS has no PlayAlter filter. Its log ends:\n${obs.log.slice(-3000)}`);
  return filter.frames.masked + filter.frames.extrapolated;
}
