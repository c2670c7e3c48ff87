// The OBS that faults are injected into: the masked test clip on top of a plain picture, and what faults
// do to its scene.

import { setTimeout as delay } from 'node:timers/promises';
import { testClip } from '../../scripts/demo-clip/clip-catalog.ts';
import { maskedSourceName, maskFilter } from '../../scripts/obs-config/scene-collection.ts';
import type { HeadlessObs, ObsEnd } from '../../scripts/obs-runner/headless-obs.ts';
import { built } from '../../scripts/repository.ts';
import { MaskedSession, testSceneName } from '../support/masked-session.ts';

/** Behind the clip, without a filter and without faces. */
export const plainSourceName = 'Plain picture';
const plainSource = {
  id: 'color_source_v3',
  name: plainSourceName,
  settings: { color: 0xff405060, width: 320, height: 180 },
  filters: [],
};

/** Frames newly masked before a fault begins. */
const settledFrames = 20;
/** A daemon that lived so long is started again without a pause (SupervisorTiming). */
const healthyAfterMs = 10_500;

export class FaultScene {
  readonly session: MaskedSession;
  #daemonPid = 0;
  #daemonSinceMs = 0;

  private constructor(session: MaskedSession) {
    this.session = session;
  }

  static async start(): Promise<FaultScene> {
    const session = await MaskedSession.start({ withFilter: true, below: [plainSource] });
    try {
      // What is recorded until OBS is killed can be read.
      await session.obs.call('SetProfileParameter', {
        parameterCategory: 'SimpleOutput',
        parameterName: 'RecFormat',
        parameterValue: 'mkv',
      });
      await session.obs.call('SetProfileParameter', {
        parameterCategory: 'SimpleOutput',
        parameterName: 'RecFormat2',
        parameterValue: 'mkv',
      });
      const scene = new FaultScene(session);
      await scene.settle();
      return scene;
    } catch (error) {
      await session.stop();
      throw error;
    }
  }

  get obs(): HeadlessObs {
    return this.session.obs;
  }

  get obsPid(): number {
    const { pid } = this.obs;
    if (pid === undefined) throw new Error('OBS does not run.');
    return pid;
  }

  /** Masks come steadily, and the daemon is healthy if asked for. */
  async settle(needsHealthyDaemon = false): Promise<void> {
    const { frames } = await this.session.filter();
    const { daemon_pid: pid = 0 } = await this.session.waitForMasked(frames.masked + settledFrames);
    if (pid !== this.#daemonPid) {
      this.#daemonPid = pid;
      this.#daemonSinceMs = performance.now();
    }
    if (needsHealthyDaemon) {
      await delay(Math.max(0, this.#daemonSinceMs + healthyAfterMs - performance.now()));
    }
  }

  async daemonPid(): Promise<number> {
    const [daemon, ...more] = await this.session.daemons();
    if (!daemon || more.length > 0) throw new Error(`${more.length + 1} daemons run, not one.`);
    return daemon.pid;
  }

  async show(sourceName: string, isShown: boolean): Promise<void> {
    await this.obs.call('SetSceneItemEnabled', {
      sceneName: testSceneName,
      sceneItemId: await this.itemOf(sourceName),
      sceneItemEnabled: isShown,
    });
  }

  async itemOf(sourceName: string): Promise<number> {
    const { sceneItemId } = await this.obs.call('GetSceneItemId', {
      sceneName: testSceneName,
      sourceName,
    });
    return sceneItemId;
  }

  /** In front of all others. */
  async raise(sourceName: string): Promise<void> {
    const { sceneItems } = await this.obs.call('GetSceneItemList', { sceneName: testSceneName });
    await this.obs.call('SetSceneItemIndex', {
      sceneName: testSceneName,
      sceneItemId: await this.itemOf(sourceName),
      sceneItemIndex: sceneItems.length - 1,
    });
  }

  /** Another source of the same clip, masked before it is shown. */
  async addMaskedClip(inputName: string): Promise<void> {
    await this.obs.call('CreateInput', {
      sceneName: testSceneName,
      inputName,
      inputKind: 'ffmpeg_source',
      inputSettings: { is_local_file: true, local_file: testClip(built.clips).file, looping: true },
      sceneItemEnabled: false,
    });
    await this.addFilter(inputName);
    await this.show(inputName, true);
  }

  async addFilter(sourceName: string): Promise<void> {
    const { id, name, settings } = maskFilter();
    await this.obs.call('CreateSourceFilter', {
      sourceName,
      filterName: name,
      filterKind: id,
      filterSettings: settings as Record<string, string | number>,
    });
  }

  async removeFilter(sourceName: string): Promise<void> {
    await this.obs.call('RemoveSourceFilter', { sourceName, filterName: maskFilter().name });
  }

  async remove(inputName: string): Promise<void> {
    await this.obs.call('RemoveInput', { inputName });
  }

  async playFile(file: string): Promise<void> {
    await this.obs.call('SetInputSettings', {
      inputName: maskedSourceName,
      inputSettings: { local_file: file },
    });
  }

  async stop(): Promise<ObsEnd> {
    return await this.session.stop();
  }
}
