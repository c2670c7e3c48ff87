// The picture that the pipeline is measured on: 1280 x 720, 30 frames a second, five faces unless it is said.

import type { ClipFileOptions } from '../scripts/demo-clip/clip-file.ts';
import { createClip } from '../scripts/demo-clip/clip-generator.ts';
import { loadCast } from '../scripts/demo-clip/face-sprites.ts';

export const sourceWidthPx = 1280;
export const sourceHeightPx = 720;
export const fps = 30;
export const facesMax = 5;
/** The analysis copy that the filter sends of such a source. */
export const analysisWidthPx = 640;
export const analysisHeightPx = 360;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Raw frames, so that decoding costs OBS next to nothing. */
export function pipelineClip(
  file: string,
  size: PictureSize = { width: sourceWidthPx, height: sourceHeightPx },
): ClipFileOptions {
  return {
    file,
    seed: 5,
    ...size,
    fps,
    frameCount: 60,
    swaying: facesMax,
    walkPerSecond: 0,
    views: ['front'],
  };
}

/**
 * The analysis copies of that clip with so many faces, there and back again, as nobody leaps where it begins anew: RGBA, each
 * pixel the mean of four of the source.
 */
export async function analysisFrames(faces: number): Promise<Uint8Array[]> {
  const options = { ...pipelineClip(''), swaying: faces };
  const clip = createClip(await loadCast(options.height, options.views), options);
  const there = Array.from({ length: options.frameCount }, (_none, index) =>
    halved(clip.render(index, { isDrawn: false }).data),
  );
  return [...there, ...there.slice(1, -1).reverse()];
}

function halved(rgb: Uint8Array): Uint8Array {
  const small = new Uint8Array(analysisWidthPx * analysisHeightPx * 4).fill(255);
  const stride = sourceWidthPx * 3;
  for (let y = 0; y < analysisHeightPx; y++) {
    for (let x = 0; x < analysisWidthPx; x++) {
      const from = y * 2 * stride + x * 6;
      const to = (y * analysisWidthPx + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const at = from + channel;
        const sum =
          (rgb[at] ?? 0) +
          (rgb[at + 3] ?? 0) +
          (rgb[at + stride] ?? 0) +
          (rgb[at + stride + 3] ?? 0);
        small[to + channel] = sum >> 2;
      }
    }
  }
  return small;
}
