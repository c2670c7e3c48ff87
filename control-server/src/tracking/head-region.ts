// What the tracker hands to the painter: where a head must be opaque in one frame.

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
  /** The face inside of it, without growth: what the painter's cells are counted in. */
  readonly faceWidthPx: number;
  readonly faceHeightPx: number;
}
