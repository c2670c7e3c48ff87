// The arithmetic of coverage: is a point of the source under an opaque part of a mask, how much of a head
// is, how much besides. Pure.

import type { PatchBatch } from '../../control-server/src/painting/patch.ts';
import type { FrameTruth, HeadBox, HeadTruth, Hides } from './leak-clip.ts';

/** A patch as the filter draws it: a picture over a parallelogram. */
export interface MaskPatch {
  readonly trackId: number;
  /** Origin x, y, x-axis x, y, y-axis x, y in source pixels. */
  readonly quad: readonly [number, number, number, number, number, number];
  readonly side: number;
  /** The picture's alpha, a byte a texel. */
  readonly alpha: Uint8Array;
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const opaque = 255;
/** A head counts as covered from this share on. */
export const coveredShareMin = 0.98;
/** A face counts while at least this share of its head box is to be seen. */
export const visibleShareMin = 0.5;
/** Sample points along each side of a head box. */
const gridSide = 32;
/** Points along the picture's longer side for areas. */
const areaSide = 320;

/** What the batch holds now; it is reused by the painter. */
export function copyPatches(batch: PatchBatch): MaskPatch[] {
  const patches: MaskPatch[] = [];
  let offset = 0;
  for (let index = 0; index < batch.count; index++) {
    const side = batch.sides[index] ?? 0;
    const [ox = 0, oy = 0, xx = 0, xy = 0, yx = 0, yy = 0] = batch.quads.subarray(
      index * 6,
      index * 6 + 6,
    );
    const alpha = new Uint8Array(side * side);
    for (let texel = 0; texel < alpha.length; texel++) {
      alpha[texel] = batch.pixels[offset + texel * 4 + 3] as number;
    }
    patches.push({
      trackId: batch.trackIds[index] ?? 0,
      quad: [ox, oy, xx, xy, yx, yy],
      side,
      alpha,
    });
    offset += side * side * 4;
  }
  return patches;
}

/** Opaque for the filter, which samples between texels: all four around the point must be. */
export function isOpaqueAt({ quad, side, alpha }: MaskPatch, xPx: number, yPx: number): boolean {
  const [originX, originY, ax, ay, bx, by] = quad;
  const determinant = ax * by - ay * bx;
  const offX = xPx - originX;
  const offY = yPx - originY;
  const u = (offX * by - offY * bx) / determinant;
  const v = (offY * ax - offX * ay) / determinant;
  if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) return false;
  const texelX = u * side - 0.5;
  const texelY = v * side - 0.5;
  const x0 = Math.max(0, Math.floor(texelX));
  const y0 = Math.max(0, Math.floor(texelY));
  const x1 = Math.min(side - 1, Math.floor(texelX) + 1);
  const y1 = Math.min(side - 1, Math.floor(texelY) + 1);
  return (
    alpha[y0 * side + x0] === opaque &&
    alpha[y0 * side + x1] === opaque &&
    alpha[y1 * side + x0] === opaque &&
    alpha[y1 * side + x1] === opaque
  );
}

/** The points of a head's grid that are to be seen: x, y in turn. */
export interface HeadSamples {
  readonly points: Float32Array;
  /** Of the whole box. */
  readonly visibleShare: number;
}

export function sampleHead(
  head: HeadBox,
  hiders: readonly Hides[],
  size: PictureSize,
): HeadSamples {
  const { centreXPx, centreYPx, halfWidthPx, halfHeightPx, angleRad } = head;
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  const points: number[] = [];
  for (let row = 0; row < gridSide; row++) {
    const along = (((row + 0.5) / gridSide) * 2 - 1) * halfHeightPx;
    for (let column = 0; column < gridSide; column++) {
      const across = (((column + 0.5) / gridSide) * 2 - 1) * halfWidthPx;
      const x = centreXPx + across * cos - along * sin;
      const y = centreYPx + across * sin + along * cos;
      const isInside = x >= 0 && y >= 0 && x < size.widthPx && y < size.heightPx;
      if (isInside && !hiders.some((hides) => hides(x, y))) points.push(x, y);
    }
  }
  return { points: Float32Array.from(points), visibleShare: points.length / 2 / gridSide ** 2 };
}

/** Share of the visible points that lie under opaque mask; 1 where nothing is visible. */
export function coveredShare({ points }: HeadSamples, patches: readonly MaskPatch[]): number {
  if (points.length === 0) return 1;
  let covered = 0;
  let last: MaskPatch | undefined;
  for (let at = 0; at < points.length; at += 2) {
    const x = points[at] as number;
    const y = points[at + 1] as number;
    // Mostly the patch that hid the point before hides this one too.
    if (last && isOpaqueAt(last, x, y)) {
      covered++;
      continue;
    }
    last = patches.find((patch) => isOpaqueAt(patch, x, y));
    if (last) covered++;
  }
  return covered / (points.length / 2);
}

export interface MaskedAreas {
  /** Square pixels of the source under opaque mask and outside of all head boxes. */
  readonly besideHeadsPx: number;
  /** Of it what lies under patches that touch no head: masks for nobody. */
  readonly apartPx: number;
  /** Square pixels of head boxes inside the picture, overlaps once. */
  readonly headsPx: number;
}

const masked = 1;
const inHead = 2;
const maskedApart = 4;
/** One byte a point, reused. */
let marks = new Uint8Array(0);

export function maskedAreas(
  { heads }: FrameTruth,
  patches: readonly MaskPatch[],
  size: PictureSize,
): MaskedAreas {
  const stepPx = Math.max(size.widthPx, size.heightPx) / areaSide;
  const columns = Math.ceil(size.widthPx / stepPx);
  const rows = Math.ceil(size.heightPx / stepPx);
  if (marks.length !== columns * rows) marks = new Uint8Array(columns * rows);
  marks.fill(0);
  const markIn = (bounds: Bounds, mark: number, isHit: (x: number, y: number) => boolean) => {
    const first = Math.max(0, Math.floor(bounds.left / stepPx));
    const last = Math.min(columns - 1, Math.floor(bounds.right / stepPx));
    const bottom = Math.min(rows - 1, Math.floor(bounds.bottom / stepPx));
    for (let row = Math.max(0, Math.floor(bounds.top / stepPx)); row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const at = row * columns + column;
        if (((marks[at] as number) & mark) !== 0) continue;
        if (isHit((column + 0.5) * stepPx, (row + 0.5) * stepPx))
          marks[at] = (marks[at] as number) | mark;
      }
    }
  };
  for (const patch of patches) {
    const isApart = isApartFrom(patch, heads);
    markIn(boundsOfQuad(patch), isApart ? maskedApart : masked, (x, y) => isOpaqueAt(patch, x, y));
  }
  for (const head of heads) markIn(boundsOfHead(head), inHead, (x, y) => isInHead(head, x, y));
  let beside = 0;
  let apart = 0;
  let onHeads = 0;
  for (const mark of marks) {
    if (mark === maskedApart) apart++;
    else if ((mark & inHead) !== 0) onHeads++;
    else if (mark !== 0) beside++;
  }
  const pointPx = stepPx ** 2;
  return {
    besideHeadsPx: (beside + apart) * pointPx,
    apartPx: apart * pointPx,
    headsPx: onHeads * pointPx,
  };
}

/** Whether the patch touches no head: a mask for nobody. */
export function isApartFrom(patch: MaskPatch, heads: readonly HeadBox[]): boolean {
  return !heads.some((head) => areTouching(patch, head));
}

/** By the upright boxes around both: a patch that comes near a head may be its own, badly placed. */
function areTouching(patch: MaskPatch, head: HeadBox): boolean {
  const a = boundsOfQuad(patch);
  const b = boundsOfHead(head);
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function isInHead(head: HeadBox, xPx: number, yPx: number): boolean {
  const cos = Math.cos(head.angleRad);
  const sin = Math.sin(head.angleRad);
  const offX = xPx - head.centreXPx;
  const offY = yPx - head.centreYPx;
  return (
    Math.abs(offX * cos + offY * sin) <= head.halfWidthPx &&
    Math.abs(offY * cos - offX * sin) <= head.halfHeightPx
  );
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boundsOfHead({
  centreXPx,
  centreYPx,
  halfWidthPx,
  halfHeightPx,
  angleRad,
}: HeadBox): Bounds {
  const cos = Math.abs(Math.cos(angleRad));
  const sin = Math.abs(Math.sin(angleRad));
  const reachX = halfWidthPx * cos + halfHeightPx * sin;
  const reachY = halfWidthPx * sin + halfHeightPx * cos;
  return {
    left: centreXPx - reachX,
    right: centreXPx + reachX,
    top: centreYPx - reachY,
    bottom: centreYPx + reachY,
  };
}

function boundsOfQuad({ quad: [x, y, ax, ay, bx, by] }: MaskPatch): Bounds {
  const xs = [x, x + ax, x + bx, x + ax + bx];
  const ys = [y, y + ay, y + by, y + ay + by];
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

/** The patch that hides the head's middle, the one with the nearest middle if several do. */
export function patchOver(head: HeadTruth, patches: readonly MaskPatch[]): MaskPatch | undefined {
  let nearest: MaskPatch | undefined;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (const patch of patches) {
    if (!isOpaqueAt(patch, head.centreXPx, head.centreYPx)) continue;
    const { x, y } = middleOf(patch);
    const away = Math.hypot(x - head.centreXPx, y - head.centreYPx);
    if (away >= nearestPx) continue;
    nearest = patch;
    nearestPx = away;
  }
  return nearest;
}

/** The middle of that patch. */
export function maskCentre(
  head: HeadTruth,
  patches: readonly MaskPatch[],
): { x: number; y: number } | undefined {
  const patch = patchOver(head, patches);
  return patch && middleOf(patch);
}

function middleOf({ quad: [x, y, ax, ay, bx, by] }: MaskPatch): { x: number; y: number } {
  return { x: x + (ax + bx) / 2, y: y + (ay + by) / 2 };
}
