// The four inputs that every built detector takes (see models/picture-input.ts), in tensors that are
// made once and refilled. The graphs can scale by themselves; the addon does it in a tenth of the time,
// so they are given pictures of their own size already.

import { Tensor } from 'onnxruntime-node';
import { loadNativeAddon } from '../channel/native-addon.ts';
import type { AnalysisImage } from './detection.ts';
import type { ImageRegion } from './picture-region.ts';

export interface PictureView {
  readonly region: ImageRegion;
  /** What the network sees of it, in its own pixels. */
  readonly networkWidth: number;
  readonly networkHeight: number;
}

export interface PictureFeeds {
  /** The same tensors on every call: use them before the next. */
  fill(image: AnalysisImage, view: PictureView, gain: number): Record<string, Tensor>;
}

/** One for each size that the network sees. */
interface SizedPicture {
  readonly pixels: Uint8Array;
  readonly feeds: Record<string, Tensor>;
}

/** Sources of different sizes may take turns on one detector. */
const sizesKept = 8;
/** The whole picture, in units of (length - 1); the end is not touched, lest rounding read beyond it. */
const wholePicture = [0, 0, 0, 0, 1, 1 - 1e-6, 1 - 1e-6, 1];

/** Throws `native_addon_missing`. */
export function createPictureFeeds(): PictureFeeds {
  const { scalePicture } = loadNativeAddon();
  const gainValue = new Float32Array(1);
  const gainTensor = new Tensor('float32', gainValue, []);
  const pictures = new Map<number, SizedPicture>();

  const pictureOf = (width: number, height: number): SizedPicture => {
    const key = width * 65536 + height;
    const known = pictures.get(key);
    if (known) return known;
    if (pictures.size >= sizesKept) pictures.clear();
    const pixels = new Uint8Array(width * height * 4);
    const picture = {
      pixels,
      feeds: {
        image: new Tensor('uint8', pixels, [1, height, width, 4]),
        region: new Tensor('float32', Float32Array.from(wholePicture), [8]),
        size: new Tensor('int64', BigInt64Array.from([1n, BigInt(height), BigInt(width), 4n]), [4]),
        gain: gainTensor,
      },
    };
    pictures.set(key, picture);
    return picture;
  };

  return {
    fill(image, { region, networkWidth, networkHeight }, gain) {
      const { data, widthPx, heightPx } = image;
      const { pixels, feeds } = pictureOf(networkWidth, networkHeight);
      const [left, right] = sampledSpan(region.xPx, region.widthPx, widthPx, networkWidth);
      const [top, bottom] = sampledSpan(region.yPx, region.heightPx, heightPx, networkHeight);
      scalePicture(
        data,
        widthPx,
        heightPx,
        left,
        right,
        top,
        bottom,
        pixels,
        networkWidth,
        networkHeight,
      );
      gainValue[0] = gain;
      return feeds;
    },
  };
}

/**
 * Where the first and the last sample of one axis fall, in pixels, so that each sample is in the middle of
 * its share of the region.
 */
function sampledSpan(
  startPx: number,
  extentPx: number,
  lengthPx: number,
  samples: number,
): [number, number] {
  const half = extentPx / samples / 2;
  const first = startPx + half - 0.5;
  const last = startPx + extentPx - half - 0.5;
  // Samples that only rounding or enlarging pushes over the border must not read its black.
  return [
    startPx >= 0 ? Math.max(0, first) : first,
    startPx + extentPx <= lengthPx ? Math.min(lengthPx - 1, last) : last,
  ];
}
