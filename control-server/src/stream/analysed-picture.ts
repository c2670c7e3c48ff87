// The analysis copy of one frame with what came with it, and the way from its pixels to the source's.

import { limit } from '../../../protocol/names.ts';
import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';
import { PassMemory } from '../detection/pass-memory.ts';
import type { LookPlace } from '../tracking/look-places.ts';
import { createFrameFacts, type FrameFacts, type StreamPort } from './stream-port.ts';

const analysisBytesMax = limit.analysisSide * limit.analysisSide * 4;
/** Pixels of the image. Enlarging it further shows nothing more. */
const squareSideMin = 112;
const squareGrid = 8;

export class AnalysedPicture {
  /** Of the frame that was read last. */
  readonly facts: Readonly<FrameFacts>;
  readonly #facts = createFrameFacts();
  readonly #pixels = Buffer.alloc(analysisBytesMax);
  /** Read into, so that a frame which can't be had leaves the one before as it is. */
  readonly #incoming = Buffer.alloc(analysisBytesMax);
  readonly #memory = new PassMemory();
  #size = { widthPx: 0, heightPx: 0 };
  #isUnchanged = false;

  constructor() {
    this.facts = this.#facts;
  }

  /**
   * The newest frame in the channel, or the oldest there is after `after`; false if there is none to be had. Throws what the
   * port throws.
   */
  read(port: StreamPort, after?: number): boolean {
    if (!port.readFrame(this.#incoming, this.#facts, after)) return false;
    const { widthPx, heightPx } = this.#facts;
    const bytes = widthPx * heightPx * 4;
    const isSameSize = widthPx === this.#size.widthPx && heightPx === this.#size.heightPx;
    // Every byte: nothing less may decide that a picture need not be looked at.
    this.#isUnchanged =
      isSameSize && this.#pixels.compare(this.#incoming, 0, bytes, 0, bytes) === 0;
    if (this.#isUnchanged) return true;
    this.#memory.forget();
    this.#size = { widthPx, heightPx };
    this.#incoming.copy(this.#pixels, 0, 0, bytes);
    return true;
  }

  /** Whether the frame read last shows, to the last bit, what the one read before it showed. */
  get isUnchanged(): boolean {
    return this.#isUnchanged;
  }

  /** Its bytes, and what was found in them, are those of the next frame once that is read. */
  get image(): AnalysisImage {
    return { data: this.#pixels, ...this.#size, memory: this.#memory };
  }

  /** Pixels of the image per pixel of the source. */
  get scale(): { x: number; y: number } {
    const { widthPx, heightPx, sourceWidthPx, sourceHeightPx } = this.facts;
    return { x: widthPx / sourceWidthPx, y: heightPx / sourceHeightPx };
  }

  /** A square around a place, `sidePx` of the source wide, on a coarse grid of the image's pixels. */
  squareAround({ xPx, yPx, sidePx }: LookPlace): SquareRegion {
    const { widthPx, heightPx } = this.facts;
    const { x, y } = this.scale;
    const longPx = Math.max(widthPx, heightPx);
    const side = Math.ceil(Math.min(longPx, Math.max(squareSideMin, sidePx * x)) / squareGrid);
    const half = (side * squareGrid) / 2;
    return {
      xPx: Math.round((xPx * x - half) / squareGrid) * squareGrid,
      yPx: Math.round((yPx * y - half) / squareGrid) * squareGrid,
      sidePx: side * squareGrid,
    };
  }

  inSourcePixels(detections: readonly Detection[]): Detection[] {
    const { x, y } = this.scale;
    return detections.map((detection) => ({
      ...detection,
      xPx: detection.xPx / x,
      yPx: detection.yPx / y,
      widthPx: detection.widthPx / x,
      heightPx: detection.heightPx / y,
    }));
  }
}
