// What a stream needs of the detectors, which all streams share; the detection schedule provides it, tests
// fake it.

import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';

export interface FaceFinder {
  readonly provider: string;
  /** Fast enough for every frame. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /** One of several further passes in turn, for spare time. */
  secondary(image: AnalysisImage): Promise<{ pass: string; detections: Detection[] }>;
  /** So many turns of `secondary` after `thorough` complete a look at the whole picture. */
  readonly squareTurns: number;
  /** A close look at one square of the picture. */
  closely(image: AnalysisImage, square: SquareRegion): Promise<Detection[]>;
  /** Most further passes at once. What is left for a whole picture are the next turns of `secondary`. */
  thorough(image: AnalysisImage): Promise<Detection[][]>;
}
