// What every face detector returns, whatever the model behind it.

import type { PassMemory } from './pass-memory.ts';

/**
 * RGBA, 8 bit, sRGB, rows without padding, top row first. `data` may be longer than the picture, but
 * not over a SharedArrayBuffer, which the inference runtime refuses.
 */
export interface AnalysisImage {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** What passes found in exactly these pixels; absent where nobody keeps it. */
  readonly memory?: PassMemory;
}

/**
 * A face box in pixels of the analysis image; it may reach over the image's border. From the hairline
 * to the chin and ear to ear, with upright sides: for a turned face, the box around the ellipse
 * that is so wide and so high along the face's own axes.
 *
 * `confidence` is calibrated, the same for all models (0 to 1): at `strongConfidence` the model
 * makes 0.1 false positives an image, at `weakConfidence` one.
 */
export interface Detection {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Clockwise in-plane turn of the face, radians; 0 where the model does not say. */
  readonly angleRad: number;
  readonly confidence: number;
}

export const strongConfidence = 0.8;
export const weakConfidence = 0.5;
/** Below this a detector need not report anything. */
export const reportedConfidence = 0.2;

export interface FaceDetector {
  readonly name: string;
  /** Faces above `reportedConfidence`, after non-maximum suppression, best first. */
  detect(image: AnalysisImage): Promise<Detection[]>;
  dispose(): Promise<void>;
}
