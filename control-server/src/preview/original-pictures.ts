// What the source showed, made small, for as long as a masked frame takes to leave: so that the two can be shown side by
// side. Kept only while somebody asked for the original.

import { limit } from '../../../protocol/names.ts';
import type { AnalysisImage } from '../detection/detection.ts';
import type { FrameFacts } from '../stream/stream-port.ts';

export interface OriginalPicture {
  frameId: number;
  capturedMs: number;
  widthPx: number;
  heightPx: number;
  /** As large as the picture, or larger. */
  rgba: Uint8Array<ArrayBuffer>;
}

/** NativeAddon's. */
export type ScalePicture = (
  from: Uint8Array,
  fromWidth: number,
  fromHeight: number,
  firstX: number,
  lastX: number,
  firstY: number,
  lastY: number,
  to: Uint8Array,
  toWidth: number,
  toHeight: number,
) => void;

/** More than previews need a second, so that there is one near each of them. */
const keepEveryMs = 30;
/** Seconds of look-ahead at that rate, with room. */
const picturesMax = 48;
/** Besides those that are on their way out. */
const spare = 3;

export class OriginalPictures {
  readonly #scale: ScalePicture;
  #pictures: OriginalPicture[] = [];
  #next = 0;
  #keptMs = Number.NEGATIVE_INFINITY;

  constructor(scale: ScalePicture) {
    this.#scale = scale;
  }

  get bytes(): number {
    return this.#pictures.reduce((sum, { rgba }) => sum + rgba.byteLength, 0);
  }

  /** A frame that was analysed; ids rise. */
  keep(image: AnalysisImage, facts: Readonly<FrameFacts>): void {
    if (facts.capturedMs - this.#keptMs < keepEveryMs) return;
    this.#keptMs = facts.capturedMs;
    const { widthPx, heightPx } = sizeWithin(image, limit.previewSide);
    const slot = this.#slot(facts, widthPx * heightPx * 4);
    const stepX = image.widthPx / widthPx;
    const stepY = image.heightPx / heightPx;
    // The middle of the first sample's share, and of the last one's.
    const firstX = (stepX - 1) / 2;
    const firstY = (stepY - 1) / 2;
    this.#scale(
      image.data,
      image.widthPx,
      image.heightPx,
      firstX,
      image.widthPx - 1 - firstX,
      firstY,
      image.heightPx - 1 - firstY,
      slot.rgba,
      widthPx,
      heightPx,
    );
    slot.frameId = facts.id;
    slot.capturedMs = facts.capturedMs;
    slot.widthPx = widthPx;
    slot.heightPx = heightPx;
  }

  /** The one nearest to that frame; 0: the newest. */
  near(frameId: number): Readonly<OriginalPicture> | undefined {
    let best: OriginalPicture | undefined;
    for (const picture of this.#pictures) {
      if (picture.frameId === 0) continue;
      const isBetter =
        best === undefined ||
        (frameId === 0
          ? picture.frameId > best.frameId
          : Math.abs(picture.frameId - frameId) < Math.abs(best.frameId - frameId));
      if (isBetter) best = picture;
    }
    return best;
  }

  /** The oldest of as many as a frame's delay needs. */
  #slot({ delayFrames, frameIntervalMs }: Readonly<FrameFacts>, bytes: number): OriginalPicture {
    const everyMs = Math.max(keepEveryMs, frameIntervalMs);
    const wanted = Math.ceil((delayFrames * frameIntervalMs) / everyMs) + spare;
    const count = Math.min(wanted, picturesMax);
    if (this.#pictures.length > count) {
      this.#pictures = [];
      this.#next = 0;
    }
    const at = this.#next % count;
    this.#next = at + 1;
    let slot = this.#pictures[at];
    if (slot === undefined || slot.rgba.byteLength < bytes) {
      slot = { frameId: 0, capturedMs: 0, widthPx: 0, heightPx: 0, rgba: new Uint8Array(bytes) };
      this.#pictures[at] = slot;
    }
    return slot;
  }
}

/** The long side is `sideMax` at most; never scaled up. */
function sizeWithin({ widthPx, heightPx }: AnalysisImage, sideMax: number) {
  const scale = Math.min(1, sideMax / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(widthPx * scale)),
    heightPx: Math.max(1, Math.round(heightPx * scale)),
  };
}
