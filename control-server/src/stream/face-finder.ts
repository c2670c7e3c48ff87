// What a stream needs of the detectors, which all streams share; the detection schedule provides it, tests
// fake it.

import type { SquareRegion } from '../detection/blazeface-decoding.ts';
import type { AnalysisImage, Detection } from '../detection/detection.ts';
import type { FurtherPass } from '../detection/further-passes.ts';

export interface FaceFinder {
  readonly provider: string;
  /** Fast enough for every frame. */
  primary(image: AnalysisImage): Promise<Detection[]>;
  /**
   * For spare time, those that a new scene waits for first, and of them the one that sees all of the picture small. Others, once
   * the main pass is another model's.
   */
  readonly furtherPasses: readonly FurtherPass[];
  /** A close look at one square of the picture. */
  closely(image: AnalysisImage, square: SquareRegion): Promise<Detection[]>;
}
