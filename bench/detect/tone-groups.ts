// Which third of the cast a face's tone is in, from its photograph: by the individual typology angle (ITA,
// Chardon et al. 1991), the angle of lightness over yellowness, higher for lighter skin.

import type { Sprite } from '../../scripts/demo-clip/raster.ts';
import type { Cast } from '../leak/cast.ts';

export const toneThirds = ['lighter', 'middle', 'darker'] as const;

const measuredHeightPx = 96;
/** From here to here of the face's width and height: mostly cheeks and nose. */
const middle = { from: 0.3, to: 0.7 };
/** CIE Lab of D65. */
const white = [0.95047, 1, 1.08883] as const;
const [labEpsilon, labKappa] = [216 / 24389, 24389 / 27];

/** One of `toneThirds` for each member of the cast. */
export function toneGroupsOf(cast: Pick<Cast, 'size' | 'sprite'>): string[] {
  const angles = Array.from({ length: cast.size }, (_none, index) =>
    typologyAngle(middleColor(cast.sprite(index, measuredHeightPx))),
  );
  const sorted = [...angles].sort((a, b) => b - a);
  return angles.map((angle) => {
    const rank = sorted.indexOf(angle);
    return toneThirds[Math.floor((rank / angles.length) * toneThirds.length)] ?? 'darker';
  });
}

function middleColor({ width, data, face: [left, top, faceWidth, faceHeight] }: Sprite) {
  const sum = [0, 0, 0];
  let count = 0;
  const end = (start: number, length: number) => Math.floor(start + length * middle.to);
  const begin = (start: number, length: number) => Math.floor(start + length * middle.from);
  for (let y = begin(top, faceHeight); y < end(top, faceHeight); y++) {
    for (let x = begin(left, faceWidth); x < end(left, faceWidth); x++) {
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[(y * width + x) * 4 + c] ?? 0);
      count++;
    }
  }
  const [red = 0, green = 0, blue = 0] = sum.map((value) => value / Math.max(1, count));
  return [red, green, blue] as const;
}

/** Degrees, of an sRGB colour in 0 to 255. */
export function typologyAngle(color: readonly [number, number, number]): number {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const z = 0.0193339 * r + 0.119192 * g + 0.9503041 * b;
  const lightness = 116 * labCurve(y / white[1]) - 16;
  const yellowness = 200 * (labCurve(y / white[1]) - labCurve(z / white[2]));
  return (Math.atan2(lightness - 50, yellowness) * 180) / Math.PI;
}

function labCurve(share: number): number {
  return share > labEpsilon ? Math.cbrt(share) : (labKappa * share + 16) / 116;
}
