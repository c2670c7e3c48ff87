// What the tracker hands to the painter: where a head must be opaque in one frame.

import type { TurnedBounds } from './turned-bounds.ts';

/** An oriented box in source pixels, already grown for safety: all of it must be opaque. */
export interface HeadRegion {
  /** 1 and up, stable while the track lives. */
  readonly trackId: number;
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly halfWidthPx: number;
  readonly halfHeightPx: number;
  /** Clockwise, radians. */
  readonly angleRad: number;
  /** The face inside of it, hardly smaller than it is: what the painter's cells are counted in. */
  readonly faceWidthPx: number;
  readonly faceHeightPx: number;
}

export type MutableRegion = { -readonly [key in keyof HeadRegion]: HeadRegion[key] };

export function createRegion(): MutableRegion {
  return {
    trackId: 0,
    centreXPx: 0,
    centreYPx: 0,
    halfWidthPx: 0,
    halfHeightPx: 0,
    angleRad: 0,
    faceWidthPx: 0,
    faceHeightPx: 0,
  };
}

/** Makes the region contain the bounds too, which are turned as it is; it never shrinks. */
export function extendRegion(region: MutableRegion, bounds: TurnedBounds): void {
  const { cos, sin } = bounds;
  const offX = bounds.xPx - region.centreXPx;
  const offY = bounds.yPx - region.centreYPx;
  const along = offX * cos + offY * sin;
  const across = offY * cos - offX * sin;
  const left = Math.min(-region.halfWidthPx, along + bounds.left);
  const right = Math.max(region.halfWidthPx, along + bounds.right);
  const top = Math.min(-region.halfHeightPx, across + bounds.top);
  const bottom = Math.max(region.halfHeightPx, across + bounds.bottom);
  const centreAlong = (left + right) / 2;
  const centreAcross = (top + bottom) / 2;
  region.centreXPx += centreAlong * cos - centreAcross * sin;
  region.centreYPx += centreAlong * sin + centreAcross * cos;
  region.halfWidthPx = (right - left) / 2;
  region.halfHeightPx = (bottom - top) / 2;
}

/**
 * Whether any of the region, with the painter's feather, can show in the frame. A region that is not made
 * of numbers counts: the painter then asks for a cover.
 */
export function touchesFrame(region: HeadRegion, widthPx: number, heightPx: number): boolean {
  const cos = Math.abs(Math.cos(region.angleRad));
  const sin = Math.abs(Math.sin(region.angleRad));
  const reachX = region.halfWidthPx * cos + region.halfHeightPx * sin;
  const reachY = region.halfWidthPx * sin + region.halfHeightPx * cos;
  const isBeyond =
    region.centreXPx + reachX <= 0 ||
    region.centreYPx + reachY <= 0 ||
    region.centreXPx - reachX >= widthPx ||
    region.centreYPx - reachY >= heightPx;
  return !isBeyond;
}

/**
 * Gives every region whose centre lies in another one with a larger face that face's size. Inside a face
 * a detector may see a smaller one, whose mask lies on the larger one's: with cells of its own size it would
 * bring back what those of the larger one hide.
 */
export function shareFaceSizes(regions: readonly MutableRegion[]): void {
  for (const region of regions) {
    for (const other of regions) {
      const isLarger =
        other.faceWidthPx > region.faceWidthPx || other.faceHeightPx > region.faceHeightPx;
      if (!isLarger || !holds(other, region.centreXPx, region.centreYPx)) continue;
      region.faceWidthPx = Math.max(region.faceWidthPx, other.faceWidthPx);
      region.faceHeightPx = Math.max(region.faceHeightPx, other.faceHeightPx);
    }
  }
}

function holds(region: HeadRegion, xPx: number, yPx: number): boolean {
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const offX = xPx - region.centreXPx;
  const offY = yPx - region.centreYPx;
  return (
    Math.abs(offX * cos + offY * sin) <= region.halfWidthPx &&
    Math.abs(offY * cos - offX * sin) <= region.halfHeightPx
  );
}
