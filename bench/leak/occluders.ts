// What passes in front of faces: a bar and an open hand, both made of thick lines with round ends, so
// that "is this point hidden" has an exact answer.

import type { RgbaPicture } from './turned-sprite.ts';

export interface ThickLine {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly radius: number;
}

export interface Occluder {
  /** Pixels of the source. */
  readonly lines: readonly ThickLine[];
  readonly color: readonly [number, number, number];
}

/** The bar reaches beyond the picture at both ends. */
export function bar(middleXPx: number, widthPx: number, pictureHeightPx: number): Occluder {
  const beyondPx = widthPx + pictureHeightPx;
  return {
    lines: [
      {
        fromX: middleXPx,
        fromY: -beyondPx,
        toX: middleXPx,
        toY: pictureHeightPx + beyondPx,
        radius: widthPx / 2,
      },
    ],
    color: [74, 66, 58],
  };
}

/** Fingers up, thumb to the left: from, to and radius in shares of the hand's height. */
const handLines = [
  [-0.05, 0.2, 0.05, 0.2, 0.24],
  [-0.2, 0.05, -0.25, -0.32, 0.065],
  [-0.07, 0, -0.09, -0.44, 0.07],
  [0.07, 0, 0.08, -0.42, 0.07],
  [0.2, 0.05, 0.24, -0.3, 0.06],
  [-0.2, 0.25, -0.4, 0.02, 0.075],
  [0, 0.3, 0, 0.9, 0.17],
] as const;

const skins = [
  [224, 180, 150],
  [168, 118, 88],
  [96, 66, 50],
] as const;

export function hand(
  middleXPx: number,
  middleYPx: number,
  heightPx: number,
  skin: number,
): Occluder {
  return {
    lines: handLines.map(([fromX, fromY, toX, toY, radius]) => ({
      fromX: middleXPx + fromX * heightPx,
      fromY: middleYPx + fromY * heightPx,
      toX: middleXPx + toX * heightPx,
      toY: middleYPx + toY * heightPx,
      radius: radius * heightPx,
    })),
    color: skins[skin % skins.length] ?? skins[0],
  };
}

const cloths = [
  [178, 202, 216],
  [38, 40, 46],
  [216, 212, 204],
  [122, 58, 52],
] as const;
/** In face heights: how far the cloth's middle line is below the face's, half its height and half its length. */
const coverBelow = 0.26;
const coverRadius = 0.26;
const coverHalfLength = 0.14;

export interface CoveredFace {
  readonly middleXPx: number;
  readonly middleYPx: number;
  readonly faceHeightPx: number;
  /** Clockwise. */
  readonly angleRad: number;
  /** Chooses the colour. */
  readonly cloth: number;
}

/** From the tip of the nose to the chin, ear to ear. */
export function faceCover({
  middleXPx,
  middleYPx,
  faceHeightPx,
  angleRad,
  cloth,
}: CoveredFace): Occluder {
  const cos = Math.cos(angleRad) * faceHeightPx;
  const sin = Math.sin(angleRad) * faceHeightPx;
  const at = (across: number) => ({
    x: middleXPx + across * cos - coverBelow * sin,
    y: middleYPx + across * sin + coverBelow * cos,
  });
  const from = at(-coverHalfLength);
  const to = at(coverHalfLength);
  const radius = coverRadius * faceHeightPx;
  return {
    lines: [{ fromX: from.x, fromY: from.y, toX: to.x, toY: to.y, radius }],
    color: cloths[cloth % cloths.length] ?? cloths[0],
  };
}

/** Pixels outside of the line's edge; negative inside. */
function distanceTo(line: ThickLine, x: number, y: number): number {
  const alongX = line.toX - line.fromX;
  const alongY = line.toY - line.fromY;
  const square = alongX * alongX + alongY * alongY;
  const share = ((x - line.fromX) * alongX + (y - line.fromY) * alongY) / (square || 1);
  const t = Math.max(0, Math.min(1, share));
  return Math.hypot(x - line.fromX - t * alongX, y - line.fromY - t * alongY) - line.radius;
}

export function hidesPoint({ lines }: Occluder, xPx: number, yPx: number): boolean {
  return lines.some((line) => distanceTo(line, xPx, yPx) <= 0);
}

/** `scale`: pixels of the picture per pixel of the source. */
export function drawOccluder(picture: RgbaPicture, occluder: Occluder, scale: number): void {
  const lines = occluder.lines.map(({ fromX, fromY, toX, toY, radius }) => ({
    fromX: fromX * scale,
    fromY: fromY * scale,
    toX: toX * scale,
    toY: toY * scale,
    radius: radius * scale,
  }));
  const reach = (pick: (line: ThickLine) => number[]) => lines.flatMap(pick);
  const xs = reach((line) =>
    [line.fromX, line.toX].flatMap((x) => [x - line.radius, x + line.radius]),
  );
  const ys = reach((line) =>
    [line.fromY, line.toY].flatMap((y) => [y - line.radius, y + line.radius]),
  );
  const left = Math.max(0, Math.floor(Math.min(...xs)) - 1);
  const right = Math.min(picture.width, Math.ceil(Math.max(...xs)) + 1);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - 1);
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...ys)) + 1);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      let distance = Number.POSITIVE_INFINITY;
      for (const line of lines) {
        distance = Math.min(distance, distanceTo(line, x + 0.5, y + 0.5));
      }
      const alpha = Math.max(0, Math.min(1, 0.5 - distance));
      if (alpha === 0) continue;
      // Rounded: darker towards its edge.
      const shade = 0.75 + 0.25 * Math.min(1, -distance / 6);
      const at = (y * picture.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const under = picture.data[at + channel] as number;
        const over = (occluder.color[channel] as number) * shade;
        picture.data[at + channel] = Math.round(over * alpha + under * (1 - alpha));
      }
    }
  }
}
