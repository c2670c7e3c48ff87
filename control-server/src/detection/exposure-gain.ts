// How much a picture is brightened before detection.
//
// Dark pictures lose faces, and dark skin loses more of them: without the gain, recall in the dark
// was 40 to 59 % over the skin tones, with it 97 % and within 4 points. So it is always on.

import type { AnalysisImage } from './detection.ts';

const targetLuma = 220;
const gainMax = 6;
/** Light sources and specular spots are left to clip. */
const brightShare = 0.01;
const samplesWanted = 4096;

/** Written anew by each call; calls never overlap, as none waits. */
const histogram = new Uint32Array(256);

/** 1 to 6: brings the 99th percentile of the luma to 220. From a sparse grid of pixels. */
export function exposureGain({ data, widthPx, heightPx }: AnalysisImage): number {
  histogram.fill(0);
  const step = Math.max(1, Math.floor(Math.sqrt((widthPx * heightPx) / samplesWanted)));
  let samples = 0;
  for (let y = step >> 1; y < heightPx; y += step) {
    const row = y * widthPx;
    for (let x = step >> 1; x < widthPx; x += step) {
      const at = (row + x) * 4;
      // Rec. 709 luma in 8.8 fixed point: 54 + 183 + 19 = 256.
      const luma = (data[at] ?? 0) * 54 + (data[at + 1] ?? 0) * 183 + (data[at + 2] ?? 0) * 19;
      const bin = luma >> 8;
      histogram[bin] = (histogram[bin] ?? 0) + 1;
      samples++;
    }
  }
  let above = 0;
  let percentile = 255;
  for (; percentile > 0; percentile--) {
    above += histogram[percentile] ?? 0;
    if (above > samples * brightShare) break;
  }
  return Math.min(gainMax, Math.max(1, targetLuma / Math.max(1, percentile)));
}
