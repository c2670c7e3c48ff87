// The 468 points of one face (MediaPipe's face mesh), from a square around it that is turned as the face is.

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { boxAdjustment } from './blazeface-decoding.ts';
import type { AnalysisImage, Detection } from './detection.ts';
import { exposureGain } from './exposure-gain.ts';
import { requireNumbers } from './inference-error.ts';

export const landmarkCount = 468;
const networkSide = 192;
/** The network was trained on squares so much larger than BlazeFace's boxes. */
const squareOfBox = 1.5;
/** The whole picture, in units of (length - 1). */
const wholePicture = [0, 0, 0, 0, 1, 1, 1, 1];

/** A square of the analysis image that is turned clockwise; it may reach over the border, which reads black. */
export interface TurnedSquare {
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly sidePx: number;
  readonly angleRad: number;
}

export interface FaceLandmarks {
  /**
   * x, y, depth of each point: pixels of the analysis image. Depth grows away from the camera, from about the head's
   * middle, and is a guess.
   */
  readonly points: Float32Array;
  /** 0 to 1: that the square shows a face at all. Below about a half the points mean nothing. */
  readonly presence: number;
}

export interface LandmarkDetector {
  /** The image's bytes must stay as they are until the promise is settled. Throws `inference_invalid`. */
  locate(image: AnalysisImage, face: TurnedSquare): Promise<FaceLandmarks>;
}

/** What to look at for a face that a detector found: its box is made BlazeFace's again. */
export function landmarkSquare({
  xPx,
  yPx,
  widthPx,
  heightPx,
  angleRad,
}: Omit<Detection, 'confidence'>): TurnedSquare {
  const boxSide = Math.max(widthPx / boxAdjustment.width, heightPx) / boxAdjustment.height;
  const down = boxSide * boxAdjustment.up;
  return {
    centreXPx: xPx + widthPx / 2 - down * Math.sin(angleRad),
    centreYPx: yPx + heightPx / 2 + down * Math.cos(angleRad),
    sidePx: boxSide * squareOfBox,
    angleRad,
  };
}

/** A session of the model `face-landmarks`, which stays the caller's. One call of `locate` at a time. */
export function createLandmarkDetector(session: InferenceSession): LandmarkDetector {
  const pixels = new Uint8Array(networkSide * networkSide * 4);
  const gain = new Float32Array(1);
  const size = BigInt64Array.from([1, networkSide, networkSide, 4], BigInt);
  const feeds = {
    image: new Tensor('uint8', pixels, [1, networkSide, networkSide, 4]),
    region: new Tensor('float32', Float32Array.from(wholePicture), [8]),
    size: new Tensor('int64', size, [4]),
    gain: new Tensor('float32', gain, []),
  };
  const seen = new Float32Array(landmarkCount * 3);
  const logit = new Float32Array(1);
  const fetches = {
    points: new Tensor('float32', seen, [1, landmarkCount, 3]),
    presence: new Tensor('float32', logit, [1]),
  };

  return {
    async locate(image, face) {
      cutSquare(image, face, pixels);
      gain[0] = exposureGain({ data: pixels, widthPx: networkSide, heightPx: networkSide });
      await session.run(feeds, fetches);
      const points = placed(seen, face);
      const presence = 1 / (1 + Math.exp(-(logit[0] ?? Number.NaN)));
      requireNumbers(presence, ...points);
      return { points, presence };
    },
  };
}

/** From pixels of the network's picture to pixels of the image. */
function placed(seen: Float32Array, { centreXPx, centreYPx, sidePx, angleRad }: TurnedSquare) {
  const scale = sidePx / networkSide;
  const [sin, cos] = [Math.sin(angleRad) * scale, Math.cos(angleRad) * scale];
  const points = new Float32Array(seen.length);
  for (let at = 0; at < seen.length; at += 3) {
    const x = (seen[at] ?? 0) - networkSide / 2;
    const y = (seen[at + 1] ?? 0) - networkSide / 2;
    points[at] = centreXPx + x * cos - y * sin;
    points[at + 1] = centreYPx + x * sin + y * cos;
    points[at + 2] = (seen[at + 2] ?? 0) * scale;
  }
  return points;
}

/** The square's pixels, upright, bilinear, opaque. */
function cutSquare(image: AnalysisImage, square: TurnedSquare, to: Uint8Array): void {
  const { data, widthPx, heightPx } = image;
  const scale = square.sidePx / networkSide;
  const [sin, cos] = [Math.sin(square.angleRad) * scale, Math.cos(square.angleRad) * scale];
  const valueAt = (x: number, y: number, channel: number) =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx
      ? (data[(y * widthPx + x) * 4 + channel] ?? 0)
      : 0;
  for (let at = 0; at < networkSide * networkSide; at++) {
    const u = (at % networkSide) + 0.5 - networkSide / 2;
    const v = Math.floor(at / networkSide) + 0.5 - networkSide / 2;
    const x = square.centreXPx + u * cos - v * sin - 0.5;
    const y = square.centreYPx + u * sin + v * cos - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, down] = [x - left, y - top];
    for (let channel = 0; channel < 3; channel++) {
      const upper =
        valueAt(left, top, channel) * (1 - right) + valueAt(left + 1, top, channel) * right;
      const lower =
        valueAt(left, top + 1, channel) * (1 - right) + valueAt(left + 1, top + 1, channel) * right;
      to[at * 4 + channel] = Math.round(upper * (1 - down) + lower * down);
    }
    to[at * 4 + 3] = 255;
  }
}
