// What a stream needs of the detectors, which all streams share; the detection schedule provides it, tests
// fake it.

import type { AnalysisImage, Detection } from '../detection/detection.ts';

export interface FaceFinder {
  readonly provider: string;
  /** Fast enough for every frame. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /** One of several further passes in turn, for spare time. */
  secondary(image: AnalysisImage): Promise<{ pass: string; detections: Detection[] }>;
  /** All further passes at once. */
  thorough(image: AnalysisImage): Promise<Detection[][]>;
}
