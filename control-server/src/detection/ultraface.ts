// UltraFace RFB-320 on the whole analysis image, at a size of the caller's choice.
//
// The network takes any multiple of 8, so the picture is not padded: it is scaled to about the
// profile's area with its aspect kept to within the rounding.

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type ScoreCalibration, scoreCalibrations } from './confidence-calibration.ts';
import type { AnalysisImage, FaceDetector } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import { suppressOverlaps } from './non-maximum-suppression.ts';
import { createPictureFeeds, type PictureView } from './picture-feeds.ts';
import { decodeUltraFace, ultraFacePriors } from './ultraface-decoding.ts';

export interface UltraFaceProfile {
  readonly name: string;
  /** What the network sees, in its pixels. */
  readonly areaPx: number;
  readonly calibration: ScoreCalibration;
}

export const ultraFaceProfiles = {
  small: {
    name: 'ultraface-448',
    areaPx: 448 * 256,
    calibration: scoreCalibrations.ultraFace448,
  },
  /** An analysis image of 640 x 360 is seen pixel for pixel. */
  large: {
    name: 'ultraface-640',
    areaPx: 640 * 360,
    calibration: scoreCalibrations.ultraFace640,
  },
} as const satisfies Record<string, UltraFaceProfile>;

const sizeStep = 8;
const sizeMin = 32;
/** Enlarging a small picture further only costs time. */
const enlargementMax = 2;
/** Sources of different sizes may take turns on one detector. */
const sizesKept = 8;

export function ultraFaceNetworkSize(
  { widthPx, heightPx }: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
  areaPx: number,
): { width: number; height: number } {
  const scale = Math.min(enlargementMax, Math.sqrt(areaPx / (widthPx * heightPx)));
  const rounded = (px: number) => Math.max(sizeMin, Math.round((px * scale) / sizeStep) * sizeStep);
  return { width: rounded(widthPx), height: rounded(heightPx) };
}

/** All that depends on the image's size, made once for each. */
interface Frame {
  readonly view: PictureView;
  readonly priors: Float32Array;
  readonly scores: Float32Array;
  readonly locations: Float32Array;
  readonly fetches: Record<string, Tensor>;
}

/** The session stays the caller's. One call of `detect` at a time. */
export function createUltraFaceDetector(
  session: InferenceSession,
  profile: UltraFaceProfile,
): FaceDetector {
  const feeds = createPictureFeeds();
  const frames = new Map<string, Frame>();

  const frameFor = (image: AnalysisImage): Frame => {
    const key = `${image.widthPx} x ${image.heightPx}`;
    const known = frames.get(key);
    if (known) return known;
    if (frames.size >= sizesKept) frames.clear();
    const frame = frameOf(image, profile.areaPx);
    frames.set(key, frame);
    return frame;
  };

  return {
    name: profile.name,
    async detect(image) {
      const frame = frameFor(image);
      const { view, priors, scores, locations, fetches } = frame;
      await session.run(feeds.fill(image, view, exposureGain(image)), fetches);
      const scaleX = image.widthPx / view.networkWidth;
      const scaleY = image.heightPx / view.networkHeight;
      return suppressOverlaps(
        decodeUltraFace({ scores, locations, priors, scaleX, scaleY }, profile.calibration),
      );
    },
    async dispose() {
      frames.clear();
    },
  };
}

function frameOf({ widthPx, heightPx }: AnalysisImage, areaPx: number): Frame {
  const { width, height } = ultraFaceNetworkSize({ widthPx, heightPx }, areaPx);
  const priors = ultraFacePriors(width, height);
  const count = priors.length / 4;
  const scores = new Float32Array(count * 2);
  const locations = new Float32Array(count * 4);
  return {
    view: {
      region: { xPx: 0, yPx: 0, widthPx, heightPx },
      networkWidth: width,
      networkHeight: height,
    },
    priors,
    scores,
    locations,
    fetches: {
      scores: new Tensor('float32', scores, [1, count, 2]),
      locations: new Tensor('float32', locations, [1, count, 4]),
    },
  };
}
