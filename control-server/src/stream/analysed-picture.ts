// The analysis copy of one frame with what came with it, and the way from its pixels to the source's.

import { limit } from '../../../protocol/names.ts';
import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';
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
  readonly #pixels = new Uint8Array(analysisBytesMax);

  constructor() {
    this.facts = this.#facts;
  }

  /** The newest frame in the channel; false if there is none to be had. Throws what the port throws. */
  read(port: StreamPort): boolean {
    return port.readFrame(this.#pixels, this.#facts);
  }

  /** Its bytes are those of the next frame once that is read. */
  get image(): AnalysisImage {
    return { data: this.#pixels, widthPx: this.facts.widthPx, heightPx: this.facts.heightPx };
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
