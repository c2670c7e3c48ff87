// Flat shapes with smooth edges on a patch's texels. A shape is a signed distance, negative inside; coordinates are the
// drawing's own, and the canvas knows where they lie in the picture.

/** Distance to a shape's edge at (x, y), about; negative inside. */
export type Shape = (x: number, y: number) => number;

/** Of the drawing: where a shape can be. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

export interface Placement {
  readonly side: number;
  /** Texels per unit of the drawing, along the picture's axes. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Clockwise turn of the drawing around the picture's middle. */
  readonly turnRad: number;
}

export class FlatCanvas {
  readonly #texels: Uint32Array;
  readonly #at: Placement;
  readonly #cos: number;
  readonly #sin: number;

  constructor(texels: Uint32Array, at: Placement) {
    this.#texels = texels;
    this.#at = at;
    this.#cos = Math.cos(at.turnRad);
    this.#sin = Math.sin(at.turnRad);
  }

  /** All of the picture. Colours are 0xBBGGRR. */
  fill(color: number): void {
    const { side } = this.#at;
    this.#texels.fill((0xff000000 | color) >>> 0, 0, side * side);
  }

  /** Whatever of the shape lies within the bounds. */
  draw(shape: Shape, bounds: Bounds, color: number): void {
    const { side, scaleX, scaleY } = this.#at;
    const middle = side / 2;
    const { x: u, y: v, halfWidth, halfHeight } = bounds;
    const centreX = middle + (u * this.#cos - v * this.#sin) * scaleX;
    const centreY = middle + (u * this.#sin + v * this.#cos) * scaleY;
    const [cos, sin] = [Math.abs(this.#cos), Math.abs(this.#sin)];
    const reachX = (halfWidth * cos + halfHeight * sin) * scaleX + 1;
    const reachY = (halfWidth * sin + halfHeight * cos) * scaleY + 1;
    const [left, right] = [
      Math.max(0, Math.floor(centreX - reachX)),
      Math.min(side, Math.ceil(centreX + reachX)),
    ];
    const [top, bottom] = [
      Math.max(0, Math.floor(centreY - reachY)),
      Math.min(side, Math.ceil(centreY + reachY)),
    ];
    const perUnit = Math.min(scaleX, scaleY);
    for (let row = top; row < bottom; row++) {
      const offY = (row + 0.5 - middle) / scaleY;
      for (let column = left; column < right; column++) {
        const offX = (column + 0.5 - middle) / scaleX;
        const x = offX * this.#cos + offY * this.#sin;
        const y = offY * this.#cos - offX * this.#sin;
        const share = 0.5 - shape(x, y) * perUnit;
        if (share <= 0) continue;
        const to = row * side + column;
        this.#texels[to] =
          share >= 1 ? (0xff000000 | color) >>> 0 : mixed(this.#texels[to] ?? 0, color, share);
      }
    }
  }

  ellipse(bounds: Bounds, color: number): void {
    this.draw(ellipse(bounds), bounds, color);
  }

  /** A stroke with round ends along the parabola through (x - halfWidth, y), (x, y + sag) and (x + halfWidth, y). */
  arc({ x, y, halfWidth, sag, tilt = 0, width }: Arc, color: number): void {
    const half = width / 2;
    const at = (t: number) => ({ x: x + t * halfWidth, y: y + sag * (1 - t * t) + tilt * t });
    const points = Array.from({ length: arcPieces + 1 }, (_none, index) =>
      at((2 * index) / arcPieces - 1),
    );
    const shape: Shape = (px, py) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (let index = 1; index < points.length; index++) {
        const [from, to] = [points[index - 1], points[index]];
        if (from && to) nearest = Math.min(nearest, toSegment(px, py, from, to));
      }
      return nearest - half;
    };
    const reach = Math.abs(sag) + Math.abs(tilt) + half;
    this.draw(shape, { x, y, halfWidth: halfWidth + half, halfHeight: reach }, color);
  }
}

const arcPieces = 8;

export interface Arc {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly sag: number;
  /** The right end lies so much lower than the middle, the left end so much higher. */
  readonly tilt?: number;
  readonly width: number;
}

/** Its distance by the gradient: exact at the edge, which is where it counts. */
export function ellipse({ x, y, halfWidth, halfHeight }: Bounds): Shape {
  return (px, py) => {
    const u = (px - x) / halfWidth;
    const v = (py - y) / halfHeight;
    // Not Math.hypot, which takes several times as long.
    const radius = Math.sqrt(u * u + v * v);
    const [du, dv] = [u / halfWidth, v / halfHeight];
    const slope = Math.sqrt(du * du + dv * dv);
    return slope > 0 ? ((radius - 1) * radius) / slope : -Math.min(halfWidth, halfHeight);
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function toSegment(x: number, y: number, from: Point, to: Point): number {
  const [alongX, alongY] = [to.x - from.x, to.y - from.y];
  const square = alongX * alongX + alongY * alongY;
  const along = square > 0 ? ((x - from.x) * alongX + (y - from.y) * alongY) / square : 0;
  const t = Math.min(1, Math.max(0, along));
  const offX = x - from.x - t * alongX;
  const offY = y - from.y - t * alongY;
  return Math.sqrt(offX * offX + offY * offY);
}

/** Two colours 0xBBGGRR, `share` of the second. Opaque. */
export function mixed(first: number, second: number, share: number): number {
  let color = 0xff;
  for (let shift = 16; shift >= 0; shift -= 8) {
    const from = (first >>> shift) & 0xff;
    const to = (second >>> shift) & 0xff;
    color = (color << 8) | Math.round(from + (to - from) * share);
  }
  return color >>> 0;
}
