// What the benchmark needs of a clip, wherever it comes from: pictures at analysis size, and for
// every frame the true place of each head, in pixels of the source.

/** Clockwise turned by `angleRad` around its centre. */
export interface HeadBox {
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly halfWidthPx: number;
  readonly halfHeightPx: number;
  readonly angleRad: number;
}

export interface HeadTruth extends HeadBox {
  /** The same for the same face throughout the clip, as far as the clip knows. */
  readonly faceId: number;
}

/** Something in front of heads, in pixels of the source. */
export type Hides = (xPx: number, yPx: number) => boolean;

export interface FrameTruth {
  readonly heads: readonly HeadTruth[];
  /** For each head what may hide parts of it. */
  readonly hiders: readonly (readonly Hides[])[];
}

export interface LeakClip {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly analysisWidthPx: number;
  readonly analysisHeightPx: number;
  readonly frameCount: number;
  /** Between ticks, as OBS is set. */
  readonly intervalMs: number;
  /** When the frame is captured; rises. */
  timeMs(index: number): number;
  /** False where the analysis copy never reaches the daemon. */
  isPublished(index: number): boolean;
  truth(index: number): FrameTruth;
  /** RGBA, as the daemon gets it. Valid until the next call. */
  picture(index: number): Uint8Array;
}
