// From a dock's command to the picture, in frames: a real OBS in live mode, a page that changes a mask's colour, and the
// first frame that OBS put out in the new one.

import { setTimeout as delay } from 'node:timers/promises';
import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';
import { type PreviewFrame, readPreviewFrame } from '../../protocol/preview-frame.ts';
import { testClip } from '../../scripts/demo-clip/clip-catalog.ts';
import {
  clipSource,
  maskFilter,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { runName } from '../../scripts/obs-runner/headless-config.ts';
import { HeadlessObs } from '../../scripts/obs-runner/headless-obs.ts';
import { built } from '../../scripts/repository.ts';
import { bringUpToDate } from '../../scripts/setup/stamps.ts';
import { testClipStep } from '../../scripts/setup/steps.ts';
import { DockClient } from '../../test/support/dock-client.ts';
import { type Change, type ChangeToPicture, judgeChanges, type Shown } from './change-judgement.ts';
import { type BlockColor, blockColors, readColorFrame, readRecording } from './color-frames.ts';
import { accessOfObs } from './control-access.ts';

const warmUpMs = 3000;
/** From one change to the next, at least; more by chance, so that commands come at any time between two frames. */
const betweenMs = 500;
const chanceMs = 200;
const patienceMs = 5000;
export async function measureChangeToPicture(changes: number): Promise<ChangeToPicture> {
  const clip = testClip(built.clips);
  await bringUpToDate(testClipStep);
  const { width, height, fps } = clip;
  const canvas = { width, height, fps };
  const settings = {
    mode: 'live',
    mask_type: 'color_block',
    mask_color: blockColors.green,
    go_live_guard: 'off',
  };
  const obs = await HeadlessObs.start({
    canvas,
    withPlugin: true,
    collection: sceneCollection({
      name: runName,
      sceneName: 'Benchmark',
      canvas,
      sources: [clipSource(clip.file, [maskFilter(settings)])],
    }),
  });
  try {
    const session = await PageSession.open(obs, canvas);
    await delay(warmUpMs);
    await obs.startRecording();
    const made = await session.change(changes);
    await delay(betweenMs);
    const recording = await readRecording(await obs.stopRecording(), canvas);
    session.close();
    return judgeChanges({ made, shown: session.shown, recording, replyMs: session.replyMs, fps });
  } finally {
    await obs.stop();
  }
}

/** A page that watches the mask's preview and changes its colour. */
class PageSession {
  readonly shown: Shown[] = [];
  readonly replyMs = new QuantileWindow();
  readonly #page: DockClient;
  readonly #filterUuid: string;

  static async open(
    obs: HeadlessObs,
    codeSize: { width: number; height: number },
  ): Promise<PageSession> {
    const { port, token } = await accessOfObs(obs);
    const page = await DockClient.open(port, token);
    page.send({ type: 'watch', topics: ['state'], preview: null });
    const { masks } = await page.state((state) => state.masks.length > 0);
    const filterUuid = masks[0]?.filter_uuid ?? '';
    const session = new PageSession(page, filterUuid);
    page.socket.on('message', (data: unknown, isBinary: boolean) => {
      if (!isBinary || !(data instanceof ArrayBuffer)) return;
      const receivedMs = performance.now();
      const frame = readPreviewFrame(data);
      if (frame?.state === 'extrapolated') session.#take(frame, receivedMs, codeSize);
    });
    const preview = { filter_uuid: filterUuid, with_original: false, tag: 0 };
    page.send({ type: 'watch', topics: [], preview });
    return session;
  }

  private constructor(page: DockClient, filterUuid: string) {
    this.#page = page;
    this.#filterUuid = filterUuid;
  }

  async change(count: number): Promise<Change[]> {
    const made: Change[] = [];
    let to: BlockColor = 'green';
    await this.#untilShown('green');
    for (let index = 0; index < count; index++) {
      await delay(betweenMs + Math.random() * chanceMs);
      to = to === 'green' ? 'magenta' : 'green';
      const sentMs = performance.now();
      const reply = await this.#page.command('SetMask', {
        filter_uuid: this.#filterUuid,
        settings: { mask_color: blockColors[to] },
      });
      if (!reply.ok) throw new Error(`The mask could not be changed: ${reply.message}`);
      this.replyMs.add(performance.now() - sentMs);
      made.push({ sentMs, to });
      await this.#untilShown(to);
    }
    return made;
  }

  close(): void {
    this.#page.close();
  }

  #take(
    frame: PreviewFrame,
    receivedMs: number,
    codeSize: { width: number; height: number },
  ): void {
    const { widthPx: width, heightPx: height, rgba: data, frameId, ageMs } = frame;
    const read = readColorFrame({ width, height, data, step: 4 }, codeSize);
    this.shown.push({ ...read, frameId, drawnMs: receivedMs - ageMs });
  }

  async #untilShown(color: BlockColor): Promise<void> {
    const until = performance.now() + patienceMs;
    while (this.shown.at(-1)?.color !== color) {
      if (performance.now() > until) throw new Error(`The masks did not become ${color}.`);
      await delay(5);
    }
  }
}
