// A headless OBS that plays the test clip, with or without the filter, and what the tests ask of it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { testClip } from '../../scripts/demo-clip/clip-catalog.ts';
import { clipTruth, truthFileOf } from '../../scripts/demo-clip/clip-file.ts';
import { isThere } from '../../scripts/obs-config/profile-files.ts';
import {
  clipSource,
  type MaskFilterSettings,
  maskedSourceName,
  maskFilter,
  type SourceEntry,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { HeadlessObs, type ObsEnd } from '../../scripts/obs-runner/headless-obs.ts';
import type { FilterStatus, GuardianStatus } from '../../scripts/obs-runner/plugin-status.ts';
import type { HomeProcess } from '../../scripts/obs-runner/private-home.ts';
import { built, inRepository } from '../../scripts/repository.ts';
import { type GrayFrame, grayOf } from './gray-frame.ts';
import { type ReferenceClip, referenceClip } from './leak-check.ts';
import { decodeVideo } from './video-frames.ts';

export const testClipOptions = testClip(built.clips);
const { width, height, fps } = testClipOptions;
export const testSceneName = 'Test';
export const canvas = { width, height, fps };

/** What must be there before OBS can be tested; the set-up of `npm test` makes it. */
async function requireBuilt(): Promise<void> {
  const needed = [built.plugin, built.daemon, built.addon, testClipOptions.file];
  for (const file of needed) {
    if (await isThere(file)) continue;
    const name = path.relative(inRepository(), file);
    throw new Error(`${name} is missing: run "npm test", which builds it.`);
  }
  const { PATH = '' } = process.env;
  const folders = PATH.split(path.delimiter);
  for (const program of ['obs', 'Xvfb', 'ffmpeg']) {
    const found = await Promise.all(folders.map((folder) => isThere(path.join(folder, program))));
    if (!found.includes(true)) {
      throw new Error(
        `${program} is not installed: run "npm test", which installs it or names it.`,
      );
    }
  }
}

export async function loadReference(): Promise<ReferenceClip> {
  await requireBuilt();
  const truth = JSON.parse(await readFile(truthFileOf(testClipOptions.file), 'utf8'));
  return referenceClip(await decodeVideo(testClipOptions.file, canvas), clipTruth.parse(truth));
}

export interface SessionOptions {
  readonly withFilter: boolean;
  readonly settings?: MaskFilterSettings;
  /** Behind the clip, first at the bottom. */
  readonly below?: readonly SourceEntry[];
  /** Over the clip, last on top. */
  readonly above?: readonly SourceEntry[];
  /** Instead of the test clip with or without its filter. */
  readonly collection?: object;
  /** Default: true. */
  readonly withPlugin?: boolean;
  /** What the plugin starts instead of the daemon. */
  readonly daemonCommand?: readonly string[];
}

/** One scene, `testSceneName`, that shows these. */
export function collectionOf(...sources: readonly SourceEntry[]): object {
  return sceneCollection({ name: runName, sceneName: testSceneName, sources, canvas });
}

export interface ColorFrame {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8Array;
}

export class MaskedSession {
  readonly obs: HeadlessObs;

  private constructor(obs: HeadlessObs) {
    this.obs = obs;
  }

  static async start(options: SessionOptions): Promise<MaskedSession> {
    await requireBuilt();
    const { withFilter, settings, below = [], above = [], withPlugin = true } = options;
    const clip = clipSource(testClipOptions.file, withFilter ? [maskFilter(settings)] : []);
    const collection = options.collection ?? collectionOf(...below, clip, ...above);
    const { daemonCommand } = options;
    const obs = await HeadlessObs.start({
      canvas,
      collection,
      withPlugin,
      ...(daemonCommand ? { daemonCommand } : {}),
    });
    return new MaskedSession(obs);
  }

  async #findFilter(sourceName: string): Promise<FilterStatus | undefined> {
    const { filters } = await this.obs.status();
    return filters.find(({ source_name: name }) => name === sourceName);
  }

  async filter(sourceName = maskedSourceName): Promise<FilterStatus> {
    const filter = await this.#findFilter(sourceName);
    if (!filter) throw new Error(`OBS has no PlayAlter filter. Its log ends:\n${this.lastLog()}`);
    return filter;
  }

  async guardian(): Promise<GuardianStatus> {
    return (await this.obs.status()).guardian;
  }

  /** The eye in OBS's list of filters. */
  async switchFilter(isEnabled: boolean): Promise<void> {
    await this.obs.call('SetSourceFilterEnabled', {
      sourceName: maskedSourceName,
      filterName: maskFilter().name,
      filterEnabled: isEnabled,
    });
  }

  /** Masks were drawn on more frames than the given count; the filter may be on its way still. */
  async waitForMasked(
    moreThan = 0,
    timeoutMs = 60_000,
    sourceName = maskedSourceName,
  ): Promise<FilterStatus> {
    return await this.obs.waitFor('masked frames', timeoutMs, async () => {
      const status = await this.#findFilter(sourceName);
      return status && status.frames.masked > moreThan ? status : undefined;
    });
  }

  /** Records for the time, or for as long as the work lasts; the frames come as they were stored. */
  async record(forMs: number, during?: () => Promise<void>): Promise<GrayFrame[]> {
    await this.obs.startRecording();
    if (during) await during();
    await delay(forMs);
    // Inside the run's own home, so it is read before OBS is stopped.
    return await decodeVideo(await this.obs.stopRecording(), canvas);
  }

  async screenshot(): Promise<ColorFrame> {
    const {
      width: w,
      height: h,
      data,
    } = PNG.sync.read(await this.obs.screenshot(maskedSourceName));
    return { width: w, height: h, data };
  }

  async change(settings: MaskFilterSettings): Promise<void> {
    await this.obs.call('SetSourceFilterSettings', {
      sourceName: maskedSourceName,
      filterName: maskFilter().name,
      filterSettings: settings,
      overlay: true,
    });
  }

  async daemons(): Promise<HomeProcess[]> {
    const processes = await this.obs.processes();
    return processes.filter(({ commandLine }) => commandLine.includes(built.daemon));
  }

  lastLog(): string {
    return this.obs.log.slice(-3000);
  }

  async stop(): Promise<ObsEnd> {
    return await this.obs.stop();
  }
}

export function grayOfColor(frame: ColorFrame): GrayFrame {
  return grayOf(frame.data, { width: frame.width, height: frame.height, channels: 4 });
}
