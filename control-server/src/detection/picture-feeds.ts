// The four inputs that every built detector takes (see models/picture-input.ts), in tensors that are
// made once and refilled.

import { Tensor } from 'onnxruntime-node';
import type { AnalysisImage } from './detection.ts';

/** A part of the analysis image, in its pixels; it may reach over the border, which reads black. */
export interface ImageRegion {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PictureView {
  readonly region: ImageRegion;
  /** What the network sees of it, in its own pixels. */
  readonly networkWidth: number;
  readonly networkHeight: number;
}

export interface PictureFeeds {
  /** The same tensors on every call: use them before the next. The image's bytes are not copied. */
  fill(image: AnalysisImage, view: PictureView, gain: number): Record<string, Tensor>;
}

export function createPictureFeeds(): PictureFeeds {
  const region = new Float32Array(8);
  const size = new BigInt64Array([1n, 0n, 0n, 4n]);
  const gainValue = new Float32Array(1);
  const fixed = {
    region: new Tensor('float32', region, [8]),
    size: new Tensor('int64', size, [4]),
    gain: new Tensor('float32', gainValue, []),
  };
  let last: (AnalysisImage & { readonly feeds: Record<string, Tensor> }) | undefined;

  return {
    fill(image, view, gain) {
      const { data, widthPx, heightPx } = image;
      if (last?.data !== data || last.widthPx !== widthPx || last.heightPx !== heightPx) {
        const pixels = data.subarray(0, widthPx * heightPx * 4);
        const tensor = new Tensor('uint8', pixels, [1, heightPx, widthPx, 4]);
        last = { data, widthPx, heightPx, feeds: { ...fixed, image: tensor } };
      }
      const { xPx, yPx, widthPx: regionWidth, heightPx: regionHeight } = view.region;
      const [left, right] = sampledSpan(xPx, regionWidth, widthPx, view.networkWidth);
      const [top, bottom] = sampledSpan(yPx, regionHeight, heightPx, view.networkHeight);
      region.set([0, top, left, 0, 1, bottom, right, 1]);
      size[1] = BigInt(view.networkHeight);
      size[2] = BigInt(view.networkWidth);
      gainValue[0] = gain;
      return last.feeds;
    },
  };
}

/**
 * Where the first and the last sample of one axis fall, in units of (length - 1), so that each sample
 * is in the middle of its share of the region.
 */
function sampledSpan(
  startPx: number,
  extentPx: number,
  lengthPx: number,
  samples: number,
): [number, number] {
  const lastPx = Math.max(1, lengthPx - 1);
  const half = extentPx / samples / 2;
  const first = (startPx + half - 0.5) / lastPx;
  const last = (startPx + extentPx - half - 0.5) / lastPx;
  // Samples that only rounding or enlarging pushes over the border must not read its black.
  return [
    startPx >= 0 ? Math.max(0, first) : first,
    startPx + extentPx <= lengthPx ? Math.min(1 - 1e-6, last) : last,
  ];
}
