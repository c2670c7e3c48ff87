// Aligned face chips of labelled tone groups, pasted in rooms, several groups in each picture, as light as they
// are and dark: so that groups can be compared in the same surroundings.

import path from 'node:path';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import { cutSprite } from '../../scripts/demo-clip/raster.ts';
import { seededRandom, shuffled } from '../../scripts/demo-clip/seeded-random.ts';
import { analysisSize, backdropOf } from '../leak/generated-clip.ts';
import { createLight } from '../leak/light.ts';
import { placeAt } from '../leak/motion.ts';
import { placeInCrowd } from '../leak/suite-people.ts';
import { drawTurnedSprite } from '../leak/turned-sprite.ts';
import { decodePicture, type FolderChip } from './folder-pictures.ts';
import { type LabelledFace, type PictureSource, toneLights } from './labelled-picture.ts';

/** Sides of the chip as it is decoded. */
const chipPx = 200;
/** Of its side: what the face fills, in the middle. */
const faceShare = 0.7;
const chipsPerPicture = 6;
const faceHeights = [0.25, 0.1];
/** Of linear light; as dark as the generated pictures'. */
const darkGain = 0.06;

/** Each chip in both lights and all sizes, dealt anew for each. In a random order. */
export function chipPictures(
  folder: string,
  chips: readonly FolderChip[],
  seed: number,
): PictureSource[] {
  const random = seededRandom(seed);
  const photos = new Map<string, Promise<AnalysisImage>>();
  const photoOf = ({ file }: FolderChip) => {
    const known =
      photos.get(file) ??
      decodePicture(path.join(folder, file), { widthPx: chipPx, heightPx: chipPx });
    photos.set(file, known);
    return known;
  };
  const sources = faceHeights.flatMap((faceHeight) => {
    const dealt = shuffled(chips, random);
    const count = Math.ceil(dealt.length / chipsPerPicture);
    return Array.from({ length: count }, (_none, index) => {
      const inPicture = dealt.slice(index * chipsPerPicture, (index + 1) * chipsPerPicture);
      const seedHere = seed * 1000 + index + Math.round(faceHeight * 1e6);
      // The same picture in both lights.
      return toneLights.map(
        (light): PictureSource => ({
          name: `${light}-${faceHeight * 100}-${index}`,
          load: () =>
            draw({ name: `${light}-${index}`, photoOf, inPicture, faceHeight, light, seedHere }),
        }),
      );
    }).flat();
  });
  return shuffled(sources, random);
}

interface ChipPicture {
  readonly name: string;
  readonly photoOf: (chip: FolderChip) => Promise<AnalysisImage>;
  readonly inPicture: readonly FolderChip[];
  readonly faceHeight: number;
  readonly light: (typeof toneLights)[number];
  readonly seedHere: number;
}

async function draw({ name, photoOf, inPicture, faceHeight, light, seedHere }: ChipPicture) {
  const { widthPx, heightPx } = analysisSize;
  const picture = { width: widthPx, height: heightPx, data: backdropOf(seedHere) };
  const random = seededRandom(seedHere);
  const crowd = { random, count: chipsPerPicture, headHeight: faceHeight };
  const faceHeightPx = faceHeight * heightPx;
  const margin = (chipPx * (1 - faceShare)) / 2;
  const side = chipPx * faceShare;
  const faces: LabelledFace[] = [];
  for (const [index, chip] of inPicture.entries()) {
    const photo = await photoOf(chip);
    const sprite = cutSprite(
      { width: chipPx, height: chipPx, data: photo.data },
      [0, 0, chipPx, chipPx],
      [margin, margin, side, side],
      faceHeightPx,
    );
    const [x, y] = placeAt(placeInCrowd(index, crowd), 0);
    const xPx = x * widthPx;
    const yPx = y * heightPx;
    const pose = { angleRad: 0, opacity: 1, blurXPx: 0, blurYPx: 0 };
    drawTurnedSprite(picture, sprite, { ...pose, xPx, yPx, scale: faceHeightPx / sprite.face[3] });
    faces.push({
      xPx: xPx - faceHeightPx / 2,
      yPx: yPx - faceHeightPx / 2,
      widthPx: faceHeightPx,
      heightPx: faceHeightPx,
      heightShare: faceHeight,
      isIgnored: false,
      traits: { light },
      tone: { group: chip.race, light },
    });
  }
  if (light === 'dark') createLight({ gain: darkGain }, seedHere).shine(picture, 0);
  return { name, image: { data: picture.data, widthPx, heightPx }, faces };
}
