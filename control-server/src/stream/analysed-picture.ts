// The analysis copy of one frame with what came with it, and the way from its pixels to the source's.

import { limit } from '../../../protocol/names.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';
import { createFrameFacts, type FrameFacts, type StreamPort } from './stream-port.ts';

const analysisBytesMax = limit.analysisSide * limit.analysisSide * 4;

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
