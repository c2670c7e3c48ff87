// The passes beside the main one, for spare time: which network at which part of the picture.

import type { InferenceSession } from 'onnxruntime-node';
import {
  type BlazeFacePart,
  blazeFaceRegion,
  blazeFaceSquareRegion,
  blazeFaceSquares,
  createBlazeFaceDetector,
  createBlazeFaceSquareDetector,
} from './blazeface.ts';
import { blazeFaceSide, type SquareRegion } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection, FaceDetector } from './detection.ts';
import { createFullRangeDetector, fullRangeProfiles } from './fullrange.ts';
import type { ImageRegion } from './picture-region.ts';
import {
  createUltraFaceDetector,
  partRegion,
  pictureParts,
  ultraFaceProfiles,
} from './ultraface.ts';

type PictureSize = Pick<AnalysisImage, 'widthPx' | 'heightPx'>;

export interface FurtherPass {
  readonly name: string;
  /** What it looks at, in pixels of the image; it may reach over the border. */
  region(image: PictureSize): ImageRegion;
  /** Pixels of the image that one pixel of the network's picture is: no face is measured better than that. */
  grainPx(image: PictureSize): number;
  /** Over a large part of the picture: one of those that a new scene's first mask waits for. */
  readonly isAwaited: boolean;
  /** How much sooner than others' its turn comes where all have something to see. */
  readonly weight: number;
  /** The image's bytes must stay as they are until the promise is settled. One call at a time. */
  detect(image: AnalysisImage): Promise<Detection[]>;
}

/** Finer than this, in pixels of the image, a pass's boxes are taken as they are. */
const finePx = 1.25;

/** What finds turned, blurred and half-covered faces comes most often; small faces move slowly. */
const weights = { whole: 8, half: 5, large: 3, coarse: 2, part: 1 } as const;

export interface FurtherPassOptions {
  readonly ultraFace: InferenceSession;
  readonly blazeFace: InferenceSession;
  readonly fullRange: InferenceSession;
  /** Put around each detector. */
  readonly around: (detector: FaceDetector) => FaceDetector;
}

/** Those that a new scene waits for first. The sessions stay the caller's. */
export function createFurtherPasses(options: FurtherPassOptions): FurtherPass[] {
  const { ultraFace, blazeFace, fullRange } = options;
  const pass = (detector: FaceDetector, where: Omit<FurtherPass, 'name' | 'detect'>) =>
    furtherPass(options.around(detector), where);
  const blazeFacePass = (part: BlazeFacePart) =>
    pass(createBlazeFaceDetector(blazeFace, part), {
      region: (image) => asRegion(blazeFaceRegion(image, part)),
      grainPx: (image) => blazeFaceRegion(image, part).sidePx / blazeFaceSide,
      isAwaited: true,
      weight: part === 'whole' ? weights.whole : weights.half,
    });
  const { large, coarse } = ultraFaceProfiles;
  return [
    blazeFacePass('whole'),
    pass(createUltraFaceDetector(ultraFace, large), wholePicture(weights.large, large)),
    pass(createUltraFaceDetector(ultraFace, coarse), wholePicture(weights.coarse, coarse)),
    blazeFacePass('leading'),
    blazeFacePass('trailing'),
    pass(
      createFullRangeDetector(fullRange, fullRangeProfiles.coarse),
      wholePicture(weights.coarse, fullRangeProfiles.coarse),
    ),
    ...pictureParts.map((part) =>
      pass(createUltraFaceDetector(ultraFace, large, part), {
        region: (image) => partRegion(image, part),
        grainPx: (image) => grainOf(partRegion(image, part), large),
        isAwaited: true,
        weight: weights.part,
      }),
    ),
    // It takes long: it comes with the frames after the first.
    pass(createFullRangeDetector(fullRange, fullRangeProfiles.large), {
      ...wholePicture(weights.coarse, fullRangeProfiles.large),
      isAwaited: false,
    }),
    ...blazeFaceSquares.map((square) =>
      pass(createBlazeFaceSquareDetector(blazeFace, square), {
        region: (image) => asRegion(blazeFaceSquareRegion(image, square)),
        grainPx: (image) => blazeFaceSquareRegion(image, square).sidePx / blazeFaceSide,
        isAwaited: false,
        weight: weights.part,
      }),
    ),
  ];
}

/** The built main pass, where a model of the user's has taken its place. */
export function asFurtherPass(detector: FaceDetector): FurtherPass {
  return furtherPass(detector, wholePicture(weights.large, ultraFaceProfiles.small));
}

/** A network at about `areaPx` of its own pixels. */
interface Input {
  readonly areaPx: number;
}

function wholePicture(weight: number, input: Input) {
  const region = ({ widthPx, heightPx }: PictureSize) => ({ xPx: 0, yPx: 0, widthPx, heightPx });
  return {
    region,
    grainPx: (image: PictureSize) => grainOf(region(image), input),
    isAwaited: true,
    weight,
  };
}

function grainOf(
  { widthPx, heightPx }: Omit<ImageRegion, 'xPx' | 'yPx'>,
  { areaPx }: Input,
): number {
  return Math.sqrt((widthPx * heightPx) / areaPx);
}

function furtherPass(
  detector: FaceDetector,
  where: Omit<FurtherPass, 'name' | 'detect'>,
): FurtherPass {
  return { ...where, name: detector.name, detect: (image) => detector.detect(image) };
}

function asRegion({ xPx, yPx, sidePx }: SquareRegion): ImageRegion {
  return { xPx, yPx, widthPx: sidePx, heightPx: sidePx };
}

/** The box with all that it may be off: a pass that sees the picture small knows a small face's place no better than its pixels. */
export function coarsened(face: Detection, grainPx: number): Detection {
  if (grainPx <= finePx) return face;
  return {
    ...face,
    xPx: face.xPx - grainPx,
    yPx: face.yPx - grainPx,
    widthPx: face.widthPx + 2 * grainPx,
    heightPx: face.heightPx + 2 * grainPx,
  };
}
