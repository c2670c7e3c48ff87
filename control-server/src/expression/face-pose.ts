// What a drawn face takes over from a real one: how the head is turned, and in coarse steps how far the mouth and
// the eyes are open, whether the mouth's corners and the brows are up. Nothing of how the face is made: no
// distances, no proportions, no colours.

/** All of them 0, `eyes` 1: a face that looks ahead and says nothing. */
export interface FacePose {
  /** 1 where the face was seen, 0 where it was not; between them while the one becomes the other. */
  readonly visibility: number;
  /** Radians, up to `turnMaxRad` each way: to the picture's right; downwards; clockwise. */
  readonly yawRad: number;
  readonly pitchRad: number;
  readonly rollRad: number;
  /** 0 to 1: shut to open, in `mouthSteps` steps. */
  readonly mouth: number;
  /** 0 or 1: shut or open. */
  readonly eyes: number;
  /** -1, 0 or 1: down, as ever, up. */
  readonly corners: number;
  readonly brows: number;
}

export const turnMaxRad = 0.6;
export const mouthSteps = 4;
const turnStepRad = 1 / 32;

export const neutralPose: FacePose = {
  visibility: 0,
  yawRad: 0,
  pitchRad: 0,
  rollRad: 0,
  mouth: 0,
  eyes: 1,
  corners: 0,
  brows: 0,
};

/** From `from` (share 0) to `to` (share 1). */
export function mixPoses(from: FacePose, to: FacePose, share: number): FacePose {
  const mix = (key: keyof FacePose) => from[key] + (to[key] - from[key]) * share;
  return {
    visibility: mix('visibility'),
    yawRad: mix('yawRad'),
    pitchRad: mix('pitchRad'),
    rollRad: mix('rollRad'),
    mouth: mix('mouth'),
    eyes: mix('eyes'),
    corners: mix('corners'),
    brows: mix('brows'),
  };
}

/** Within the limits, and on the grid, that every pose keeps to. */
export function limitedTurn(rad: number): number {
  const limited = Math.min(turnMaxRad, Math.max(-turnMaxRad, rad));
  return Math.round(limited / turnStepRad) * turnStepRad;
}
