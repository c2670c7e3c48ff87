// MediaPipe's full-range detector on the whole analysis image, at a size of the caller's choice: another network than
// UltraFace at about the same faces, and one that was trained for turned ones.
//
// The network halves its picture five times, so the sides are multiples of 32.

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { valuesPerAnchor } from './anchor-face.ts';
import { type ScoreCalibration, scoreCalibrations } from './confidence-calibration.ts';
import type { AnalysisImage, FaceDetector } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import type { NetworkSize } from './families/detector-family.ts';
import { decodeFullRange, fullRangeCellPx } from './fullrange-decoding.ts';
import { networkSizeFor } from './network-size.ts';
import { suppressOverlaps } from './non-maximum-suppression.ts';
import { createPictureFeeds } from './picture-feeds.ts';

export interface FullRangeProfile {
  readonly name: string;
  /** What the network sees, in its pixels. */
  readonly areaPx: number;
  readonly calibration: ScoreCalibration;
}

export const fullRangeProfiles = {
  /** Less than twice the area that it was trained at: large faces. */
  coarse: {
    name: 'fullrange-320',
    areaPx: 320 * 192,
    calibration: scoreCalibrations.fullRange320,
  },
  /** Faces down to 3 % of the height. */
  large: {
    name: 'fullrange-640',
    areaPx: 640 * 360,
    calibration: scoreCalibrations.fullRange640,
  },
} as const satisfies Record<string, FullRangeProfile>;

export const fullRangeSizeStep = 32;
/** Sources of different sizes may take turns on one detector. */
const sizesKept = 8;

/** What the network answers at one size, made once for each. */
interface Outputs {
  readonly scores: Float32Array;
  readonly boxes: Float32Array;
  readonly fetches: Record<string, Tensor>;
}

/** The session stays the caller's. One call of `detect` at a time. */
export function createFullRangeDetector(
  session: InferenceSession,
  { name, areaPx, calibration }: FullRangeProfile,
): FaceDetector {
  const feeds = createPictureFeeds();
  const outputs = new Map<string, Outputs>();

  const outputsFor = (network: NetworkSize): Outputs => {
    const key = `${network.width} x ${network.height}`;
    const known = outputs.get(key);
    if (known) return known;
    if (outputs.size >= sizesKept) outputs.clear();
    const made = outputsOf(network);
    outputs.set(key, made);
    return made;
  };

  return {
    name,
    async detect(image: AnalysisImage) {
      const { widthPx, heightPx } = image;
      const network = networkSizeFor(image, areaPx, fullRangeSizeStep);
      const { scores, boxes, fetches } = outputsFor(network);
      const view = {
        region: { xPx: 0, yPx: 0, widthPx, heightPx },
        networkWidth: network.width,
        networkHeight: network.height,
      };
      await session.run(feeds.fill(image, view, exposureGain(image)), fetches);
      const scaleX = widthPx / network.width;
      const scaleY = heightPx / network.height;
      return suppressOverlaps(
        decodeFullRange({ scores, boxes, network, scaleX, scaleY }, calibration),
      );
    },
    async dispose() {
      outputs.clear();
    },
  };
}

function outputsOf({ width, height }: NetworkSize): Outputs {
  const cells = (width / fullRangeCellPx) * (height / fullRangeCellPx);
  const scores = new Float32Array(cells);
  const boxes = new Float32Array(cells * valuesPerAnchor);
  return {
    scores,
    boxes,
    fetches: {
      scores: new Tensor('float32', scores, [1, cells, 1]),
      boxes: new Tensor('float32', boxes, [1, cells, valuesPerAnchor]),
    },
  };
}
