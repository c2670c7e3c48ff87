// Asks a filter for previews through a fake daemon, and says what each of them shows.

import {
  createPreviewMeta,
  type FrameChannel,
  previewMetaIndex,
} from '../../control-server/src/channel/frame-channel.ts';
import { limit, type OutputState, outputStates } from '../../protocol/names.ts';
import type { FakeDaemon } from './fake-daemon.ts';
import { maskColor, patchBox, readFrameNumber, type Size } from './test-picture.ts';

/** Red and blue above green by more than this is the secret (obs-plugin/host/picture-reader.cpp). */
const secretChroma = 90;

export interface SeenPreview {
  peerId: number;
  number: number;
  frameId: number;
  newestId: number;
  drawnMs: number;
  publishedMs: number;
  state: OutputState;
  size: Size;
  rgba: Uint8Array;
  /** The frame that the picture says it is; 0: it says none. */
  frame: number;
  secretPixels: number;
  isOpaque: boolean;
}

export class PreviewWatcher {
  readonly seen: SeenPreview[] = [];
  readonly #daemon: FakeDaemon;
  readonly #pixels = new Uint8Array(limit.previewSide * limit.previewSide * 4);
  readonly #meta = createPreviewMeta();
  readonly #read = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(daemon: FakeDaemon) {
    this.#daemon = daemon;
    daemon.onBell = (peerId, channel) => this.#onBell(peerId, channel);
  }

  /** Once; the filter stops by itself after `limit.previewLeaseMs`. */
  ask(fps: number): void {
    this.#daemon.send({ type: 'stream.preview', fps });
  }

  /** Until `stop`. */
  keepAsking(fps: number): void {
    this.ask(fps);
    this.#timer = setInterval(() => this.ask(fps), limit.previewLeaseMs / 3);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #onBell(peerId: number, channel: FrameChannel): void {
    const after = this.#read.get(peerId) ?? 0;
    const status = channel.readPreview(peerId, after, this.#pixels, this.#meta);
    if (status.startsWith('invalid:')) throw new Error(`A preview is ${status}.`);
    if (status !== 'ok') return;
    const get = (name: keyof typeof previewMetaIndex) => this.#meta[previewMetaIndex[name]] ?? 0;
    const size = { width: get('width'), height: get('height') };
    const rgba = this.#pixels.slice(0, size.width * size.height * 4);
    this.#read.set(peerId, get('number'));
    this.seen.push({
      peerId,
      number: get('number'),
      frameId: get('frameId'),
      newestId: get('newestId'),
      drawnMs: get('drawnMs'),
      publishedMs: get('publishedMs'),
      state: outputStates[get('state')] ?? 'covered',
      size,
      rgba,
      frame: readFrameNumber(rgba, size) ?? 0,
      ...countPixels(rgba),
    });
  }
}

function countPixels(rgba: Uint8Array): { secretPixels: number; isOpaque: boolean } {
  let secretPixels = 0;
  let isOpaque = true;
  for (let at = 0; at < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
    if (Math.min(red, blue) - green > secretChroma) secretPixels++;
    isOpaque &&= alpha === 255;
  }
  return { secretPixels, isOpaque };
}

/** How far the colour in the middle of the mask is from the one that says `frameId`, per channel at most. */
export function maskColorDifference(preview: SeenPreview): number {
  const { size, rgba, frame, frameId } = preview;
  const box = patchBox(size, frame);
  const x = Math.floor((box.left + box.right) / 2);
  const y = Math.floor((box.top + box.bottom) / 2);
  const at = (y * size.width + x) * 4;
  const expected = maskColor(frameId);
  return Math.max(...expected.map((value, index) => Math.abs(value - (rgba[at + index] ?? 0))));
}
