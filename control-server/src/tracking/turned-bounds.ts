// Bounds along the axes of a turned face: the least oriented box around the boxes put into it.

export class TurnedBounds {
  /** Of the face's turn. */
  cos = 1;
  sin = 0;
  /** The reference point that the sides are measured from. */
  xPx = 0;
  yPx = 0;
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;

  /** Holds nothing yet. */
  start(xPx: number, yPx: number, cos: number, sin: number): void {
    this.cos = cos;
    this.sin = sin;
    this.xPx = xPx;
    this.yPx = yPx;
    this.left = Number.POSITIVE_INFINITY;
    this.top = Number.POSITIVE_INFINITY;
    this.right = Number.NEGATIVE_INFINITY;
    this.bottom = Number.NEGATIVE_INFINITY;
  }

  /** A box that is turned as the face is. */
  include(xPx: number, yPx: number, halfAlong: number, halfAcross: number): void {
    const offX = xPx - this.xPx;
    const offY = yPx - this.yPx;
    const along = offX * this.cos + offY * this.sin;
    const across = offY * this.cos - offX * this.sin;
    this.left = Math.min(this.left, along - halfAlong);
    this.right = Math.max(this.right, along + halfAlong);
    this.top = Math.min(this.top, across - halfAcross);
    this.bottom = Math.max(this.bottom, across + halfAcross);
  }

  /** A box with upright sides. */
  includeUpright(xPx: number, yPx: number, halfX: number, halfY: number): void {
    const cos = Math.abs(this.cos);
    const sin = Math.abs(this.sin);
    this.include(xPx, yPx, cos * halfX + sin * halfY, sin * halfX + cos * halfY);
  }
  /** Reaches further by this way in its direction and against it. */
  sweep(byXPx: number, byYPx: number): void {
    const along = Math.abs(byXPx * this.cos + byYPx * this.sin);
    const across = Math.abs(byYPx * this.cos - byXPx * this.sin);
    this.left -= along;
    this.right += along;
    this.top -= across;
    this.bottom += across;
  }
}
