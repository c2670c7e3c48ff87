// A frame channel and a detector made of plain values, for tests of the stream.

import type { SquareRegion } from '../../control-server/src/detection/blazeface-decoding.ts';
import type { AnalysisImage, Detection } from '../../control-server/src/detection/detection.ts';
import type { FurtherPass } from '../../control-server/src/detection/further-passes.ts';
import type { FaceFinder } from '../../control-server/src/stream/face-finder.ts';
import {
  createFrameFacts,
  type FrameFacts,
  type MaskPublication,
  type StreamPort,
} from '../../control-server/src/stream/stream-port.ts';
import type { ToFilter } from '../../protocol/messages.ts';

export interface PublishedMask {
  readonly frameId: number;
  readonly epoch: number;
  readonly basedOnId: number;
  readonly isExtrapolated: boolean;
  readonly isCover: boolean;
  readonly quads: readonly number[][];
}

export class FakePort implements StreamPort {
  readonly published: PublishedMask[] = [];
  readonly sent: ToFilter[] = [];
  readonly frame: FrameFacts = {
    ...createFrameFacts(),
    epoch: 1,
    sourceWidthPx: 1280,
    sourceHeightPx: 720,
    widthPx: 64,
    heightPx: 36,
    delayFrames: 12,
    lookAheadFrames: 8,
    frameIntervalMs: 100 / 3,
  };
  isReadable = true;
  /** Ids of the frames that are still to be had besides the newest, in order. */
  backlog: number[] = [];
  paint = (pixels: Uint8Array): void => {
    pixels.fill(90);
  };

  /** From now on all of the picture changes from frame to frame. */
  flicker(): void {
    this.paint = (pixels) => pixels.fill(90 + 40 * (this.frame.id % 2));
  }

  /** The newest frame from now on. */
  show(id: number, facts: Partial<FrameFacts> = {}): void {
    Object.assign(this.frame, { id, capturedMs: id * (100 / 3), ...facts });
  }

  latestFrameId(): number {
    return this.frame.id;
  }

  readFrame(pixels: Uint8Array, facts: FrameFacts, after?: number): boolean {
    if (!this.isReadable || this.frame.id === 0) {
      return false;
    }
    this.paint(pixels.subarray(0, this.frame.widthPx * this.frame.heightPx * 4));
    Object.assign(facts, this.frame);
    const id = after === undefined ? undefined : this.backlog.find((held) => held > after);
    if (id !== undefined) Object.assign(facts, { id, capturedMs: id * this.frame.frameIntervalMs });
    return true;
  }

  publishMask(publication: MaskPublication): void {
    const { quads, count } = publication.batch;
    this.published.push({
      frameId: publication.frameId,
      epoch: publication.epoch,
      basedOnId: publication.basedOnId,
      isExtrapolated: publication.isExtrapolated,
      isCover: publication.isCover,
      quads: Array.from({ length: count }, (_none, index) => [
        ...quads.subarray(index * 6, index * 6 + 6),
      ]),
    });
  }

  send(message: ToFilter): void {
    this.sent.push(message);
  }

  nowMs(): number {
    return this.frame.capturedMs + 5;
  }

  get publishedIds(): number[] {
    return this.published.map((mask) => mask.frameId);
  }
}

/** Detections in pixels of the analysis image (64 x 36 of a 1280 x 720 source). */
export class FakeFinder implements FaceFinder {
  readonly provider = 'fake';
  /** Passes over small parts beside the two over large ones. */
  smallPasses = 0;
  faces: Detection[] = [];
  secondFaces: Detection[] = [];
  error: Error | undefined;
  secondError: Error | undefined;
  secondLooks = 0;
  /** Of all further passes. */
  grainPx = 1;
  closeFaces: Detection[] = [];
  readonly closeLooks: SquareRegion[] = [];

  async primary(_image: AnalysisImage): Promise<Detection[]> {
    if (this.error) {
      throw this.error;
    }
    return this.faces;
  }

  get furtherPasses(): FurtherPass[] {
    const pass = (
      name: string,
      isAwaited: boolean,
      detect: FurtherPass['detect'],
    ): FurtherPass => ({
      name,
      region: ({ widthPx, heightPx }) => ({ xPx: 0, yPx: 0, widthPx, heightPx }),
      grainPx: () => this.grainPx,
      isAwaited,
      weight: 1,
      detect,
    });
    return [
      pass('large', true, (image) => this.further(image, 'large')),
      ...Array.from({ length: this.smallPasses }, (_none, at) =>
        pass(`small-${at}`, false, (image) => this.further(image, `small-${at}`)),
      ),
    ];
  }

  async further(_image: AnalysisImage, _pass: string): Promise<Detection[]> {
    if (this.secondError) {
      throw this.secondError;
    }
    this.secondLooks++;
    return this.secondFaces;
  }

  async closely(_image: AnalysisImage, square: SquareRegion) {
    this.closeLooks.push(square);
    return this.closeFaces;
  }
}

export function face(xPx: number, yPx: number, sidePx: number, confidence = 0.95): Detection {
  return { xPx, yPx, widthPx: sidePx, heightPx: sidePx, angleRad: 0, confidence };
}

/** Whether a source pixel lies inside of a quad (origin, x-axis, y-axis). */
export function isInside(quad: readonly number[], xPx: number, yPx: number): boolean {
  const [originX = 0, originY = 0, ax = 0, ay = 0, bx = 0, by = 0] = quad;
  const determinant = ax * by - ay * bx;
  const u = ((xPx - originX) * by - (yPx - originY) * bx) / determinant;
  const v = ((yPx - originY) * ax - (xPx - originX) * ay) / determinant;
  return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

/** A picture of light and dark stripes, `period` rows each: another period is another scene. */
export function stripes(pixels: Uint8Array, period: number): void {
  const rowBytes = 64 * 4;
  for (let at = 0; at < pixels.length; at++) {
    const row = Math.floor(at / rowBytes);
    pixels[at] = Math.floor(row / period) % 2 === 0 ? 30 : 150 + period;
  }
}
