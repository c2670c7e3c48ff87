// A user's model on the whole analysis image. What it is, and how its outputs are read, is its family's matter.

import type { InferenceSession } from 'onnxruntime-node';
import { confidenceOf, reportedScore } from '../confidence-calibration.ts';
import type { AnalysisImage, Detection, FaceDetector } from '../detection.ts';
import { exposureGain } from '../exposure-gain.ts';
import type { DetectorFamily, NetworkSize } from '../families/detector-family.ts';
import { networkSizeFor } from '../network-size.ts';
import { suppressOverlaps } from '../non-maximum-suppression.ts';
import { createPictureFeeds, type PictureView } from '../picture-feeds.ts';
import type { UserModelLayout } from './user-model-record.ts';

/** What a network of free size sees: an analysis image of 640 x 360 nearly pixel for pixel. */
const areaPx = 640 * 360;

export interface UserDetectorOptions {
  readonly name: string;
  readonly family: DetectorFamily;
  readonly layout: UserModelLayout;
}

/** The session stays the caller's. One call of `detect` at a time. */
export function createUserDetector(
  session: InferenceSession,
  { name, family, layout }: UserDetectorOptions,
): FaceDetector {
  const feeds = createPictureFeeds();
  const { calibration } = family;
  const scoreMin = reportedScore(calibration);

  return {
    name,
    async detect(image) {
      const view = viewOf(image, family, layout.size);
      const { region, networkWidth, networkHeight } = view;
      const size = { width: networkWidth, height: networkHeight };
      const results = await session.run(feeds.fill(image, view, exposureGain(image)));
      const shapes = layout.outputs.map((output) => ({
        name: output,
        dims: results[output]?.dims ?? [],
      }));
      // Read by the shapes for that size: faces in what is missing would be none, and others in the wrong places.
      if (!family.recognise(shapes, size)) {
        throw new RangeError(
          `The model ${name} gives other outputs for ${networkWidth} x ${networkHeight} than it should.`,
        );
      }
      const outputs = layout.outputs.map((output) => {
        const data = results[output]?.data;
        if (data instanceof Float32Array) return data;
        throw new RangeError(`The model ${name} gave no floats as ${output}.`);
      });
      const scaleX = region.widthPx / networkWidth;
      const scaleY = region.heightPx / networkHeight;
      const found = family.decode(outputs, size, scoreMin).map(
        (face): Detection => ({
          xPx: region.xPx + face.x * scaleX,
          yPx: region.yPx + face.y * scaleY,
          widthPx: face.width * scaleX,
          heightPx: face.height * scaleY,
          angleRad: face.angleRad,
          confidence: confidenceOf(face.score, calibration),
        }),
      );
      return suppressOverlaps(found);
    },
    async dispose() {},
  };
}

/** A network of one size sees the whole image in its middle, with black where the image ends. */
export function viewOf(
  { widthPx, heightPx }: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
  { sizeStep }: Pick<DetectorFamily, 'sizeStep'>,
  fixed: NetworkSize | undefined,
): PictureView {
  if (!fixed) {
    const { width, height } = networkSizeFor({ widthPx, heightPx }, areaPx, sizeStep);
    const region = { xPx: 0, yPx: 0, widthPx, heightPx };
    return { region, networkWidth: width, networkHeight: height };
  }
  const scale = Math.max(widthPx / fixed.width, heightPx / fixed.height);
  const [seenWidth, seenHeight] = [fixed.width * scale, fixed.height * scale];
  return {
    region: {
      xPx: (widthPx - seenWidth) / 2,
      yPx: (heightPx - seenHeight) / 2,
      widthPx: seenWidth,
      heightPx: seenHeight,
    },
    networkWidth: fixed.width,
    networkHeight: fixed.height,
  };
}
