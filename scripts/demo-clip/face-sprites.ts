// Cuts head-and-shoulders sprites out of the photographs of the manifest.

import jpeg from 'jpeg-js';
import { extractPackageFile } from '../../models/package-file.ts';
import { type CastSprites, faceHeight } from './clip-generator.ts';
import { type Box, cropAround, readPhotoManifest, type View } from './photo-manifest.ts';
import { cutSprite, type RgbaImage } from './raster.ts';

export interface CutFace {
  readonly photo: RgbaImage;
  readonly crop: Box;
  readonly face: Box;
}

/** The photographs' faces of the wanted views, in the two sizes that a clip shows. */
export async function loadCast(
  pictureHeightPx: number,
  wanted: readonly View[],
): Promise<CastSprites> {
  const faces = await loadFaces(wanted);
  const inSize = (share: number) =>
    faces.map(({ photo, crop, face }) => cutSprite(photo, crop, face, share * pictureHeightPx));
  return { walking: inSize(faceHeight.walking), swaying: inSize(faceHeight.swaying) };
}

/** The photographs' faces of the wanted views, in the manifest's order. */
export async function loadFaces(wanted: readonly View[]): Promise<CutFace[]> {
  const manifest = readPhotoManifest();
  const found: CutFace[] = [];
  for (const { file, width, height, faces } of manifest.photos) {
    const { bytes } = await extractPackageFile({
      package: manifest.package,
      version: manifest.version,
      integrity: manifest.integrity,
      file,
    });
    const photo = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 256 });
    if (photo.width !== width || photo.height !== height) {
      throw new Error(`The photograph ${file} is not the one that its boxes were drawn on.`);
    }
    for (const { view, box } of faces) {
      if (!wanted.includes(view)) continue;
      const neighbours = faces.filter((other) => other.box !== box).map((other) => other.box);
      found.push({ photo, crop: cropAround(box, neighbours, { width, height }), face: box });
    }
  }
  return found;
}
