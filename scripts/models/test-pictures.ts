// What a model is tried on before it is accepted: the demo photographs, whose faces are known, and pictures without any.

import jpeg from 'jpeg-js';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { extractPackageFile } from '../../models/package-file.ts';
import { type Box, readPhotoManifest } from '../demo-clip/photo-manifest.ts';

export interface TestPicture {
  readonly name: string;
  readonly image: AnalysisImage;
  /** x, y, width, height in its pixels. */
  readonly faces: readonly Box[];
}

/** The photographs are 1920 wide; the daemon sees 640. */
const reduction = 3;
const emptySize = { widthPx: 640, heightPx: 360 } as const;

/** Throws ModelError `package_unreachable` where neither the cache nor the registry has the photographs. */
export async function photographsWithFaces(): Promise<TestPicture[]> {
  const { photos, ...source } = readPhotoManifest();
  const { package: name, version, integrity } = source;
  return await Promise.all(
    photos.map(async ({ file, faces }) => {
      const { bytes } = await extractPackageFile({ package: name, version, integrity, file });
      const photo = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 256 });
      return {
        name: file,
        image: reduced(photo),
        faces: faces.map(({ box: [x, y, width, height] }): Box => {
          return [x / reduction, y / reduction, width / reduction, height / reduction];
        }),
      };
    }),
  );
}

export function picturesWithoutFaces(): TestPicture[] {
  const fills: Readonly<Record<string, (at: number) => number>> = {
    black: () => 0,
    grey: () => 128,
    noise: (at) => Math.imul(at + 1, 2654435761) >>> 24,
  };
  return Object.entries(fills).map(([name, fill]) => {
    const data = Uint8Array.from({ length: emptySize.widthPx * emptySize.heightPx * 4 }, (_, at) =>
      fill(at),
    );
    return { name, image: { ...emptySize, data }, faces: [] };
  });
}

/** The means of squares of pixels. */
function reduced(photo: { data: Uint8Array; width: number; height: number }): AnalysisImage {
  const widthPx = Math.floor(photo.width / reduction);
  const heightPx = Math.floor(photo.height / reduction);
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < data.length; at++) {
    const x = ((at >> 2) % widthPx) * reduction;
    const y = Math.floor((at >> 2) / widthPx) * reduction;
    let sum = 0;
    for (let tap = 0; tap < reduction ** 2; tap++) {
      const row = y + Math.floor(tap / reduction);
      const pixel = row * photo.width + x + (tap % reduction);
      sum += photo.data[pixel * 4 + (at % 4)] ?? 0;
    }
    data[at] = Math.round(sum / reduction ** 2);
  }
  return { data, widthPx, heightPx };
}
