// What the tracker hands to the painter: where a head must be opaque in one frame.

import type { TurnedBounds } from './turned-bounds.ts';

/** An oriented box in source pixels. */
export interface HeadPart {
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly halfWidthPx: number;
  readonly halfHeightPx: number;
  /** Clockwise, radians. */
  readonly angleRad: number;
}

/** A box that is already grown for safety: all of it must be opaque, or all of the parts that lie in it. */
export interface HeadRegion extends HeadPart {
  /** 1 and up, stable while the track lives. */
  readonly trackId: number;
  /** The face inside of it, hardly smaller than it is: what the painter's cells are counted in. */
  readonly faceWidthPx: number;
  readonly faceHeightPx: number;
  /** Where the head may be, if that is not the whole box: the box is the one around these. */
  readonly parts: readonly HeadPart[];
}

/** A region whose face may turn out to be larger. */
export interface SizedRegion extends HeadPart {
  faceWidthPx: number;
  faceHeightPx: number;
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
type MutablePart = Mutable<HeadPart>;

export interface MutableRegion extends Mutable<Omit<HeadRegion, 'parts'>> {
  readonly parts: MutablePart[];
  /** Whose turn it is to be in `parts`. */
  readonly spareParts: readonly MutablePart[];
}

/** The box first believed in, and it turned, carried by the camera, and followed. */
const partsMax = 6;

export function createRegion(): MutableRegion {
  return {
    ...createPart(),
    trackId: 0,
    faceWidthPx: 0,
    faceHeightPx: 0,
    parts: [],
    spareParts: Array.from({ length: partsMax }, createPart),
  };
}

function createPart(): MutablePart {
  return { centreXPx: 0, centreYPx: 0, halfWidthPx: 0, halfHeightPx: 0, angleRad: 0 };
}

/** The region is all of the bounds, no side longer than `limitPx` each way. */
export function setBox(region: MutableRegion, bounds: TurnedBounds, limitPx: number): void {
  placePart(region, bounds, limitPx);
  region.parts.length = 0;
}

/**
 * The head may be in these bounds too. Without a part the region's box is the first; it becomes the one around all of them.
 *
 * @returns false if they lie within the first part in any case
 */
export function addPart(region: MutableRegion, bounds: TurnedBounds, limitPx: number): boolean {
  const isFirst = region.parts.length === 0;
  const part = spareOf(region, isFirst ? 1 : region.parts.length);
  placePart(part, bounds, limitPx);
  const first = isFirst ? region : (region.parts[0] as MutablePart);
  if (isWithin(part, first)) return false;
  if (isFirst) {
    const whole = spareOf(region, 0);
    whole.centreXPx = region.centreXPx;
    whole.centreYPx = region.centreYPx;
    whole.halfWidthPx = region.halfWidthPx;
    whole.halfHeightPx = region.halfHeightPx;
    whole.angleRad = region.angleRad;
    region.parts.push(whole);
  }
  region.parts.push(part);
  surround(region, part);
  return true;
}

function spareOf(region: MutableRegion, index: number): MutablePart {
  const part = region.spareParts[index];
  if (part === undefined) throw new RangeError(`part ${index} of ${partsMax}`);
  return part;
}

function placePart(part: MutablePart, bounds: TurnedBounds, limitPx: number): void {
  const { cos, sin, left, right, top, bottom } = bounds;
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  part.centreXPx = bounds.xPx + along * cos - across * sin;
  part.centreYPx = bounds.yPx + along * sin + across * cos;
  part.halfWidthPx = Math.min((right - left) / 2, limitPx);
  part.halfHeightPx = Math.min((bottom - top) / 2, limitPx);
  part.angleRad = Math.atan2(sin, cos);
}

/** What a box reaches along the sides of another one, from its centre on. */
const reach = { along: 0, across: 0, halfAlong: 0, halfAcross: 0 };

function measureReach(part: HeadPart, box: HeadPart): void {
  const cos = Math.cos(box.angleRad);
  const sin = Math.sin(box.angleRad);
  const offX = part.centreXPx - box.centreXPx;
  const offY = part.centreYPx - box.centreYPx;
  const turnCos = Math.abs(Math.cos(part.angleRad - box.angleRad));
  const turnSin = Math.abs(Math.sin(part.angleRad - box.angleRad));
  reach.along = offX * cos + offY * sin;
  reach.across = offY * cos - offX * sin;
  reach.halfAlong = part.halfWidthPx * turnCos + part.halfHeightPx * turnSin;
  reach.halfAcross = part.halfWidthPx * turnSin + part.halfHeightPx * turnCos;
}

function isWithin(part: HeadPart, box: HeadPart): boolean {
  measureReach(part, box);
  return (
    Math.abs(reach.along) + reach.halfAlong <= box.halfWidthPx &&
    Math.abs(reach.across) + reach.halfAcross <= box.halfHeightPx
  );
}

/** Makes the box contain the part too; it never shrinks. */
function surround(box: MutablePart, part: HeadPart): void {
  measureReach(part, box);
  const cos = Math.cos(box.angleRad);
  const sin = Math.sin(box.angleRad);
  const left = Math.min(-box.halfWidthPx, reach.along - reach.halfAlong);
  const right = Math.max(box.halfWidthPx, reach.along + reach.halfAlong);
  const top = Math.min(-box.halfHeightPx, reach.across - reach.halfAcross);
  const bottom = Math.max(box.halfHeightPx, reach.across + reach.halfAcross);
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  box.centreXPx += along * cos - across * sin;
  box.centreYPx += along * sin + across * cos;
  box.halfWidthPx = (right - left) / 2;
  box.halfHeightPx = (bottom - top) / 2;
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
export function shareFaceSizes(regions: readonly SizedRegion[]): void {
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

function holds(region: HeadPart, xPx: number, yPx: number): boolean {
  const cos = Math.cos(region.angleRad);
  const sin = Math.sin(region.angleRad);
  const offX = xPx - region.centreXPx;
  const offY = yPx - region.centreYPx;
  return (
    Math.abs(offX * cos + offY * sin) <= region.halfWidthPx &&
    Math.abs(offY * cos - offX * sin) <= region.halfHeightPx
  );
}
