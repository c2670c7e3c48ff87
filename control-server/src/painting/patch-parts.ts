// The coverage of a patch whose region has parts: opaque over each of them, clear between them, and a soft edge around.

import type { HeadPart, HeadRegion } from '../tracking/head-region.ts';
import { patchSides } from './patch.ts';
import { featherAt, type PatchShape } from './patch-shape.ts';

/** False if a part can't be drawn. */
export function areDrawable(parts: readonly HeadPart[]): boolean {
  return parts.every(({ centreXPx, centreYPx, halfWidthPx, halfHeightPx, angleRad }) =>
    Number.isFinite(centreXPx + centreYPx + halfWidthPx + halfHeightPx + angleRad),
  );
}

/** Coverage of the texels, row after row. */
const coverage = new Uint8Array(Math.max(...patchSides) ** 2);

/** Gives opaque RGBA texels the coverage of the region's parts. Colours stay: alpha is straight. */
export function applyParts(shape: PatchShape, region: HeadRegion, pixels: Uint8Array): void {
  const { side, alpha } = shape;
  const texels = side * side;
  coverage.fill(0, 0, texels);
  for (const part of region.parts) coverPart(shape, region, part);
  // The region's own edge is where the picture ends: nothing reaches beyond it.
  for (let at = 0; at < texels; at++) {
    pixels[at * 4 + 3] = Math.min(coverage[at] as number, alpha[at] as number);
  }
}

function coverPart(
  { side, quadScale, featherTexels }: PatchShape,
  region: HeadRegion,
  part: HeadPart,
): void {
  const texelWidth = (2 * region.halfWidthPx * quadScale) / side;
  const texelHeight = (2 * region.halfHeightPx * quadScale) / side;
  const featherPx = featherTexels * Math.min(texelWidth, texelHeight);
  const turn = part.angleRad - region.angleRad;
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  // The filter samples between texels: the ring of texels around the part is opaque as well.
  const halfWidth = part.halfWidthPx + texelWidth * Math.abs(cos) + texelHeight * Math.abs(sin);
  const halfHeight = part.halfHeightPx + texelWidth * Math.abs(sin) + texelHeight * Math.abs(cos);

  // The first texel from the part's centre, along the region's sides; then each, along the part's.
  const offX = region.centreXPx - part.centreXPx;
  const offY = region.centreYPx - part.centreYPx;
  const regionCos = Math.cos(region.angleRad);
  const regionSin = Math.sin(region.angleRad);
  const startX = offX * regionCos + offY * regionSin + (0.5 - side / 2) * texelWidth;
  const startY = offY * regionCos - offX * regionSin + (0.5 - side / 2) * texelHeight;
  const stepAlong = texelWidth * cos;
  const stepAcross = -texelWidth * sin;
  let at = 0;
  for (let row = 0; row < side; row++) {
    const y = startY + row * texelHeight;
    let along = startX * cos + y * sin;
    let across = y * cos - startX * sin;
    for (let column = 0; column < side; column++, at++) {
      const outAlong = Math.max(0, Math.abs(along) - halfWidth);
      const outAcross = Math.max(0, Math.abs(across) - halfHeight);
      along += stepAlong;
      across += stepAcross;
      if (outAlong >= featherPx || outAcross >= featherPx || coverage[at] === 255) continue;
      // Math.hypot takes several times as long.
      const away = Math.sqrt(outAlong * outAlong + outAcross * outAcross);
      coverage[at] = Math.max(coverage[at] as number, featherAt(away / featherPx));
    }
  }
}
