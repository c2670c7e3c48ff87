// The photographs that clips are made of: which package they come from, and where in them the faces
// are. The boxes were drawn onto the pictures and corrected by eye.

import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** x, y, width, height in pixels. */
export type Box = readonly [number, number, number, number];

export const views = ['front', 'turned', 'down', 'profile'] as const;
export type View = (typeof views)[number];

const box = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]);

const manifestSchema = z.object({
  package: z.string(),
  version: z.string(),
  integrity: z.string(),
  license: z.string(),
  boxes: z.string(),
  photos: z.array(
    z.object({
      file: z.string(),
      width: z.number().int(),
      height: z.number().int(),
      faces: z.array(z.object({ view: z.enum(views), box })),
    }),
  ),
});
export type PhotoManifest = z.infer<typeof manifestSchema>;

export function readPhotoManifest(): PhotoManifest {
  const text = readFileSync(new URL('./photos.json', import.meta.url), 'utf8');
  return manifestSchema.parse(JSON.parse(text));
}

/** How far head and shoulders reach beyond the face, as shares of the face's width and height. */
const reach = { left: 0.55, right: 0.55, up: 0.5, down: 0.55 };
/** Around a neighbour's face, as a share of its size: nothing of it may be in the crop. */
const neighbourMargin = 0.08;

/**
 * The head-and-shoulders rectangle around a face, in whole pixels, inside the photo and free of the
 * other faces: a face that is in a clip without being in its ground truth would be counted as
 * background.
 */
export function cropAround(
  face: Box,
  neighbours: readonly Box[],
  photo: { width: number; height: number },
): Box {
  const [x, y, width, height] = face;
  let left = Math.max(0, x - width * reach.left);
  let right = Math.min(photo.width, x + width * (1 + reach.right));
  let top = Math.max(0, y - height * reach.up);
  let bottom = Math.min(photo.height, y + height * (1 + reach.down));
  for (const neighbour of neighbours) {
    const nLeft = neighbour[0] - neighbour[2] * neighbourMargin;
    const nRight = neighbour[0] + neighbour[2] * (1 + neighbourMargin);
    const nTop = neighbour[1] - neighbour[3] * neighbourMargin;
    const nBottom = neighbour[1] + neighbour[3] * (1 + neighbourMargin);
    if (nLeft >= right || nRight <= left || nTop >= bottom || nBottom <= top) continue;
    const losses = [
      { loss: (right - nLeft) / width, fits: nLeft >= x + width, cut: () => (right = nLeft) },
      { loss: (nRight - left) / width, fits: nRight <= x, cut: () => (left = nRight) },
      { loss: (bottom - nTop) / height, fits: nTop >= y + height, cut: () => (bottom = nTop) },
      { loss: (nBottom - top) / height, fits: nBottom <= y, cut: () => (top = nBottom) },
    ].filter(({ fits }) => fits);
    const least = losses.sort((a, b) => a.loss - b.loss)[0];
    if (!least) throw new Error(`The faces at ${face} and ${neighbour} overlap in one photo.`);
    least.cut();
  }
  const wholeLeft = Math.ceil(left);
  const wholeTop = Math.ceil(top);
  return [wholeLeft, wholeTop, Math.floor(right) - wholeLeft, Math.floor(bottom) - wholeTop];
}
