// UltraFace RFB-320 on the analysis image or one of four parts of it, at a size of the caller's choice.
//
// The network takes any multiple of 8, so the picture is not padded: it is scaled to about the
// profile's area with its aspect kept to within the rounding.

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type ScoreCalibration, scoreCalibrations } from './confidence-calibration.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import { networkSizeFor } from './network-size.ts';
import { suppressOverlaps } from './non-maximum-suppression.ts';
import { createPictureFeeds, type PictureView } from './picture-feeds.ts';
import { type ImageRegion, isWholeIn } from './picture-region.ts';
import { decodeUltraFace, ultraFacePriors } from './ultraface-decoding.ts';

/** Quarters of the picture, which overlap, so that no small face lies across all of their edges. */
export const pictureParts = ['top-left', 'bottom-right', 'top-right', 'bottom-left'] as const;
export type PicturePart = (typeof pictureParts)[number];

export interface UltraFaceProfile {
  readonly name: string;
  /** What the network sees, in its pixels. */
  readonly areaPx: number;
  readonly calibration: ScoreCalibration;
}

export const ultraFaceProfiles = {
  /** About the size that it was trained at: the best one for large faces that are partly covered. */
  coarse: {
    name: 'ultraface-320',
    areaPx: 320 * 180,
    calibration: scoreCalibrations.ultraFace320,
  },
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

/** Share of each side of the picture that a part has. */
const partShare = 0.56;
/** Faces larger than this share of a part's height are left to the passes over the whole picture. */
const partFaceShareMax = 0.4;

const sizeStep = 8;
/** Sources of different sizes may take turns on one detector. */
const sizesKept = 8;

/** All that depends on the image's size, made once for each. */
interface Frame {
  readonly view: PictureView;
  readonly priors: Float32Array;
  readonly scores: Float32Array;
  readonly locations: Float32Array;
  readonly fetches: Record<string, Tensor>;
}

/** In pixels of the image; its sides lie between pixels. */
export function partRegion(
  { widthPx, heightPx }: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
  part: PicturePart,
): ImageRegion {
  const width = Math.round(widthPx * partShare);
  const height = Math.round(heightPx * partShare);
  return {
    xPx: part.endsWith('left') ? 0 : widthPx - width,
    yPx: part.startsWith('top') ? 0 : heightPx - height,
    widthPx: width,
    heightPx: height,
  };
}

/** The session stays the caller's. One call of `detect` at a time. Without a part: the whole image. */
export function createUltraFaceDetector(
  session: InferenceSession,
  profile: UltraFaceProfile,
  part?: PicturePart,
): FaceDetector {
  const feeds = createPictureFeeds();
  const frames = new Map<string, Frame>();

  const frameFor = (image: AnalysisImage): Frame => {
    const key = `${image.widthPx} x ${image.heightPx}`;
    const known = frames.get(key);
    if (known) return known;
    if (frames.size >= sizesKept) frames.clear();
    const region = part
      ? partRegion(image, part)
      : { xPx: 0, yPx: 0, widthPx: image.widthPx, heightPx: image.heightPx };
    const frame = frameOf(region, profile.areaPx);
    frames.set(key, frame);
    return frame;
  };

  return {
    name: part ? `${profile.name}-${part}` : profile.name,
    async detect(image) {
      const frame = frameFor(image);
      const { view, priors, scores, locations, fetches } = frame;
      await session.run(feeds.fill(image, view, exposureGain(image)), fetches);
      const { region } = view;
      const scaleX = region.widthPx / view.networkWidth;
      const scaleY = region.heightPx / view.networkHeight;
      const found = suppressOverlaps(
        decodeUltraFace({ scores, locations, priors, scaleX, scaleY }, profile.calibration),
      );
      return part ? wholeFaces(found, region, image) : found;
    },
    async dispose() {
      frames.clear();
    },
  };
}

/** From pixels of a part to pixels of the image, without what the part shows only half of. */
function wholeFaces(
  found: readonly Detection[],
  region: ImageRegion,
  image: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
): Detection[] {
  return found
    .filter(({ heightPx }) => heightPx <= region.heightPx * partFaceShareMax)
    .map((face) => ({ ...face, xPx: face.xPx + region.xPx, yPx: face.yPx + region.yPx }))
    .filter((face) => isWholeIn(region, face, image));
}

function frameOf(region: ImageRegion, areaPx: number): Frame {
  const { width, height } = networkSizeFor(region, areaPx, sizeStep);
  const priors = ultraFacePriors(width, height);
  const count = priors.length / 4;
  const scores = new Float32Array(count * 2);
  const locations = new Float32Array(count * 4);
  return {
    view: {
      region,
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
