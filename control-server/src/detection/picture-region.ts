// Parts of the analysis image that a pass looks at by itself, and which faces they show whole.

import type { AnalysisImage } from './detection.ts';

/** In pixels of the analysis image; it may reach over the border, which reads black. */
export interface ImageRegion {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A box so near to a region's inner edge is half a face; the neighbour has it whole. */
const innerEdgePx = 3;

/** Whether no inner edge of the region cuts the box; both in pixels of the image. */
export function isWholeIn(
  region: ImageRegion,
  box: ImageRegion,
  image: Pick<AnalysisImage, 'widthPx' | 'heightPx'>,
): boolean {
  const right = region.xPx + region.widthPx;
  const bottom = region.yPx + region.heightPx;
  if (region.xPx > 0 && box.xPx < region.xPx + innerEdgePx) return false;
  if (region.yPx > 0 && box.yPx < region.yPx + innerEdgePx) return false;
  if (right < image.widthPx && box.xPx + box.widthPx > right - innerEdgePx) return false;
  return !(bottom < image.heightPx && box.yPx + box.heightPx > bottom - innerEdgePx);
}
