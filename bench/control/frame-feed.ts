// A filter's stand-in that publishes frames at a steady rate and times each mask, for as long as a benchmark changes things
// around it.

import { setTimeout as delay } from 'node:timers/promises';
import { FilterPeer, helloText } from '../../test/channel/filter-peer.ts';
import type { DaemonProcess } from '../daemon-process.ts';
import {
  analysisFrames,
  analysisHeightPx,
  analysisWidthPx,
  facesMax,
  fps,
  sourceHeightPx,
  sourceWidthPx,
} from '../pipeline-clip.ts';

const exactMode = 1;
const delayFrames = 4;
const previewWidthPx = 320;
const previewHeightPx = 180;
/** Frames from one preview to the next, as the filter has it at this rate. */
const framesPerPreview = 2;

/** As FilterPeer introduces itself. */
export const feedFilterUuid = 'test';

export interface FeedSample {
  readonly frameToMaskMs: number;
  /** Its mask was not there within the pipeline's four ticks. */
  readonly isLate: boolean;
}

export class FrameFeed {
  /** Where samples go; nowhere while things settle. */
  onSample: ((sample: FeedSample) => void) | undefined;
  readonly #peer: FilterPeer;
  readonly #frames: readonly Uint8Array[];
  readonly #preview = new Uint8Array(previewWidthPx * previewHeightPx * 4).fill(90);
  readonly #done: Promise<void>;
  #isStopped = false;

  static async start(daemon: DaemonProcess): Promise<FrameFeed> {
    const hello = helloText.replace('"mode":"guard"', '"mode":"exact"');
    return new FrameFeed(
      FilterPeer.connect(daemon.socketPath, hello),
      await analysisFrames(facesMax),
    );
  }

  private constructor(peer: FilterPeer, frames: readonly Uint8Array[]) {
    this.#peer = peer;
    this.#frames = frames;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
    this.#peer.close();
  }

  async #run(): Promise<void> {
    const intervalMs = 1000 / fps;
    const beganMs = performance.now();
    const publishedMs = new Map<number, number>();
    for (let id = 1; !this.#isStopped; id++) {
      await delay(Math.max(0, beganMs + id * intervalMs - performance.now()));
      this.#publish(id, intervalMs);
      publishedMs.set(id, this.#peer.monotonicMs());
      const dueId = id - delayFrames;
      if (!publishedMs.has(dueId)) continue;
      const isLate = this.#peer.readMask(dueId) !== 'ok';
      // From the newest frame that the mask rests on: it may have waited for some after its own.
      const { mask } = this.#peer;
      const frameToMaskMs = isLate
        ? delayFrames * intervalMs
        : mask.publishedMs - (publishedMs.get(mask.basedOnId) ?? 0);
      publishedMs.delete(dueId);
      this.onSample?.({ frameToMaskMs, isLate });
      this.#readMessages();
    }
  }

  #publish(id: number, frameIntervalMs: number): void {
    const pixels = this.#frames[id % this.#frames.length];
    if (!pixels) throw new Error('The clip has no frames.');
    this.#peer.publishFrame(
      {
        id,
        width: analysisWidthPx,
        height: analysisHeightPx,
        sourceWidth: sourceWidthPx,
        sourceHeight: sourceHeightPx,
        mode: exactMode,
        delayFrames,
        lookAheadFrames: 0,
        frameIntervalMs,
      },
      pixels,
    );
    if (id % framesPerPreview !== 0) return;
    const number = id / framesPerPreview;
    const size = { width: previewWidthPx, height: previewHeightPx };
    this.#peer.publishPreview({ number, ...size, frameId: id, newestId: id }, this.#preview);
  }

  #readMessages(): void {
    for (let text = this.#peer.receive(); text !== undefined; text = this.#peer.receive()) {
      if (text === null) throw new Error('The daemon closed the connection.');
    }
  }
}
