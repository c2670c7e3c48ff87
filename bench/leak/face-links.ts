// Which box of a frame is the same face as one of the frames before, for boxes that come without ids: the
// one that overlaps it most. Pure.

import type { HeadBox, HeadTruth } from './leak-clip.ts';

/** A face that is missing for longer comes back as another. */
const missingFramesMax = 6;
const overlapMin = 0.2;

interface KnownFace {
  readonly faceId: number;
  readonly box: HeadBox;
  readonly frame: number;
}

/** Ids of the boxes' own are kept; others get one that no box has. */
export function linkFaces(
  frames: readonly (readonly (HeadBox & { readonly id?: number | undefined })[])[],
): HeadTruth[][] {
  let nextId = 1 + Math.max(0, ...frames.flatMap((boxes) => boxes.map(({ id }) => id ?? 0)));
  let known: KnownFace[] = [];
  return frames.map((boxes, frame) => {
    known = known.filter((face) => frame - face.frame <= missingFramesMax);
    const taken = new Set<number>();
    const heads = boxes.map(({ id, ...box }): HeadTruth => {
      if (id !== undefined) return { ...box, faceId: id };
      const best = known
        .filter(({ faceId }) => !taken.has(faceId))
        .map((face) => ({ face, overlap: overlapOf(face.box, box) }))
        .filter(({ overlap }) => overlap >= overlapMin)
        .sort((a, b) => b.overlap - a.overlap)[0];
      const faceId = best ? best.face.faceId : nextId++;
      taken.add(faceId);
      return { ...box, faceId };
    });
    const now = heads.map((head) => ({ faceId: head.faceId, box: head, frame }));
    const ids = new Set(now.map(({ faceId }) => faceId));
    known = [...known.filter(({ faceId }) => !ids.has(faceId)), ...now];
    return heads;
  });
}

/** Intersection over union, as if the boxes stood upright. */
function overlapOf(a: HeadBox, b: HeadBox): number {
  const width =
    Math.min(a.centreXPx + a.halfWidthPx, b.centreXPx + b.halfWidthPx) -
    Math.max(a.centreXPx - a.halfWidthPx, b.centreXPx - b.halfWidthPx);
  const height =
    Math.min(a.centreYPx + a.halfHeightPx, b.centreYPx + b.halfHeightPx) -
    Math.max(a.centreYPx - a.halfHeightPx, b.centreYPx - b.halfHeightPx);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  const areas = 4 * (a.halfWidthPx * a.halfHeightPx + b.halfWidthPx * b.halfHeightPx);
  return shared / (areas - shared);
}
