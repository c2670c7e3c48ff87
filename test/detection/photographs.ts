// Photographs with faces whose boxes were drawn by hand and looked at: the samples of the package
// @vladmandic/face-api (MIT), each 1920 pixels wide, reduced to an analysis image of 640.

import jpeg from 'jpeg-js';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { ModelError } from '../../models/model-error.ts';
import { extractPackageFile } from '../../models/package-file.ts';

const source = {
  package: '@vladmandic/face-api',
  version: '1.7.15',
  integrity:
    'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
} as const;

export interface Photograph {
  readonly file: string;
  /** x, y, width, height in pixels of the analysis image: hairline to chin, ear to ear. */
  readonly faces: readonly (readonly [number, number, number, number])[];
}

/** 22 faces; among them a profile, three that look down, two under make-up, and coloured light. */
export const photographs: readonly Photograph[] = [
  {
    file: 'demo/sample1.jpg',
    faces: [
      [139, 117, 60, 78],
      [280, 141, 62, 76],
      [484, 69, 76, 80],
    ],
  },
  {
    file: 'demo/sample2.jpg',
    faces: [
      [121, 45, 54, 94],
      [296, 77, 56, 74],
      [481, 52, 67, 76],
    ],
  },
  {
    file: 'demo/sample3.jpg',
    faces: [
      [197, 110, 64, 96],
      [353, 72, 80, 107],
      [502, 100, 58, 98],
    ],
  },
  {
    file: 'demo/sample4.jpg',
    faces: [
      [90, 62, 50, 84],
      [224, 22, 58, 82],
      [327, 66, 62, 86],
      [426, 45, 50, 84],
    ],
  },
  {
    file: 'demo/sample5.jpg',
    faces: [
      [127, 288, 62, 108],
      [199, 132, 56, 94],
      [263, 34, 54, 76],
      [371, 68, 54, 78],
      [471, 132, 60, 104],
    ],
  },
  {
    file: 'demo/sample6.jpg',
    faces: [
      [86, 164, 68, 104],
      [223, 112, 58, 106],
      [393, 100, 62, 96],
      [495, 88, 70, 110],
    ],
  },
];

const reduction = 3;

/** Throws `ModelError` with `package_unreachable` where neither the cache nor the registry has it. */
export async function analysisImageOf({ file }: Photograph): Promise<AnalysisImage> {
  const { bytes } = await extractPackageFile({ ...source, file });
  const full = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: true });
  const widthPx = Math.floor(full.width / reduction);
  const heightPx = Math.floor(full.height / reduction);
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < data.length; at++) {
    const channel = at % 4;
    const x = (at >> 2) % widthPx;
    const y = Math.floor((at >> 2) / widthPx);
    let sum = 0;
    for (let row = 0; row < reduction; row++) {
      for (let column = 0; column < reduction; column++) {
        const pixel = (y * reduction + row) * full.width + x * reduction + column;
        sum += full.data[pixel * 4 + channel] ?? 0;
      }
    }
    data[at] = Math.round(sum / reduction ** 2);
  }
  return { data, widthPx, heightPx };
}

/** Why tests that need them are to be skipped; printed. Undefined where the photographs are there. */
export async function photographsOrReason(): Promise<string | undefined> {
  try {
    await Promise.all(photographs.map(({ file }) => extractPackageFile({ ...source, file })));
    return undefined;
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'package_unreachable')) throw error;
    process.stderr.write(`SKIPPED, as the photographs can't be fetched: ${error.message}\n`);
    return error.message;
  }
}

/** The picture turned clockwise by 90 degrees. */
export function turnedRight({ data, widthPx, heightPx }: AnalysisImage): AnalysisImage {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const from = (y * widthPx + x) * 4;
      const to = (x * heightPx + heightPx - 1 - y) * 4;
      turned.set(data.subarray(from, from + 4), to);
    }
  }
  return { data: turned, widthPx: heightPx, heightPx: widthPx };
}

/** The same picture with less light. */
export function darkened({ data, ...size }: AnalysisImage, share: number): AnalysisImage {
  return { ...size, data: data.map((value, at) => (at % 4 === 3 ? value : value * share)) };
}

/** The same picture, so many times smaller, in the upper left corner of a grey one of 640 x 360. */
export function shrunkInto(
  { data, widthPx, heightPx }: AnalysisImage,
  times: number,
): AnalysisImage {
  const to = { data: new Uint8Array(640 * 360 * 4).fill(110), widthPx: 640, heightPx: 360 };
  for (let y = 0; y < Math.floor(heightPx / times); y++) {
    for (let x = 0; x < Math.floor(widthPx / times); x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let tap = 0; tap < times ** 2; tap++) {
          const fromX = x * times + (tap % times);
          const fromY = y * times + Math.floor(tap / times);
          sum += data[(fromY * widthPx + fromX) * 4 + channel] ?? 0;
        }
        to.data[(y * 640 + x) * 4 + channel] = Math.round(sum / times ** 2);
      }
    }
  }
  return to;
}
