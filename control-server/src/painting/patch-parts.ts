// The coverage of a patch whose region has parts: opaque over each of them, clear between them, and a soft edge around.

import type { HeadPart, HeadRegion } from '../tracking/head-region.ts';
import { featherAt, type PatchShape } from './patch-shape.ts';

/** False if a part can't be drawn. */
export function areDrawable(parts: readonly HeadPart[]): boolean {
  return parts.every(({ centreXPx, centreYPx, halfWidthPx, halfHeightPx, angleRad }) =>
    Number.isFinite(centreXPx + centreYPx + halfWidthPx + halfHeightPx + angleRad),
  );
}

/** Coverage of the texels of one row. */
const row = new Uint8Array(256);

/** Gives opaque RGBA texels the coverage of the region's parts. Colours stay: alpha is straight. */
export function applyParts(shape: PatchShape, region: HeadRegion, pixels: Uint8Array): void {
  const { side, alpha } = shape;
  for (let y = 0; y < side; y++) {
    row.fill(0, 0, side);
    for (const part of region.parts) addPart(shape, region, part, y);
    // The region's own edge is where the picture ends: nothing reaches beyond it.
    for (let x = 0; x < side; x++) {
      pixels[(y * side + x) * 4 + 3] = Math.min(row[x] as number, alpha[y * side + x] as number);
    }
  }
}

function addPart(shape: PatchShape, region: HeadRegion, part: HeadPart, y: number): void {
  const { side, quadScale, featherTexels } = shape;
  const texelWidth = (2 * region.halfWidthPx * quadScale) / side;
  const texelHeight = (2 * region.halfHeightPx * quadScale) / side;
  const featherPx = featherTexels * Math.min(texelWidth, texelHeight);
  const turn = part.angleRad - region.angleRad;
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  // The filter samples between texels: the ring of texels around the part is opaque as well.
  const halfWidth = part.halfWidthPx + texelWidth * Math.abs(cos) + texelHeight * Math.abs(sin);
  const halfHeight = part.halfHeightPx + texelWidth * Math.abs(sin) + texelHeight * Math.abs(cos);

  // The row's first texel from the part's centre, first along the region's sides, then along the part's.
  const offX = region.centreXPx - part.centreXPx;
  const offY = region.centreYPx - part.centreYPx;
  const regionCos = Math.cos(region.angleRad);
  const regionSin = Math.sin(region.angleRad);
  const startX = offX * regionCos + offY * regionSin + (0.5 - side / 2) * texelWidth;
  const startY = offY * regionCos - offX * regionSin + (y + 0.5 - side / 2) * texelHeight;
  let along = startX * cos + startY * sin;
  let across = startY * cos - startX * sin;
  const stepAlong = texelWidth * cos;
  const stepAcross = -texelWidth * sin;
  for (let x = 0; x < side; x++) {
    const beyondAlong = Math.abs(along) - halfWidth;
    const beyondAcross = Math.abs(across) - halfHeight;
    if (beyondAlong <= 0 && beyondAcross <= 0) row[x] = 255;
    else if (beyondAlong < featherPx && beyondAcross < featherPx && row[x] !== 255) {
      const outAlong = Math.max(0, beyondAlong);
      const outAcross = Math.max(0, beyondAcross);
      // Math.hypot takes several times as long.
      const away = Math.sqrt(outAlong * outAlong + outAcross * outAcross);
      row[x] = Math.max(row[x] as number, featherAt(away / featherPx));
    }
    along += stepAlong;
    across += stepAcross;
  }
}
