// What a generated clip is, as data: who is where when, what passes in front of them, what light there
// is and when frames are taken. Places are shares of the picture's width and height, head heights shares
// of its height, speeds follow from the times.

export type Place = readonly [x: number, y: number];

export type Motion =
  /** To and fro around a place, as a sine. */
  | {
      readonly kind: 'sway';
      readonly at: Place;
      readonly reach: Place;
      readonly periodSeconds: number;
      readonly phaseRad: number;
    }
  /** From stop to stop in straight lines; still before the first and after the last. */
  | { readonly kind: 'path'; readonly stops: readonly Stop[] };

export interface Stop {
  readonly seconds: number;
  readonly at: Place;
}

/** In-plane: `meanDeg` plus a sine. Clockwise is positive. */
export interface Turn {
  readonly meanDeg: number;
  readonly amplitudeDeg: number;
  readonly periodSeconds: number;
  readonly phaseRad: number;
}

/** Another photograph is faded in on the same spot, and out again. */
export interface Look {
  readonly cast: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly fadeSeconds: number;
}

export interface PersonSpec {
  /** Index into the cast. */
  readonly cast: number;
  readonly motion: Motion;
  readonly headHeight: number;
  /** With it the head grows to this height and shrinks back, once in `sizePeriodSeconds`. */
  readonly headHeightTo?: number;
  readonly sizePeriodSeconds?: number;
  readonly turn?: Turn;
  readonly looks?: readonly Look[];
}

export type OccluderSpec =
  /** An upright bar across the whole height; the motion is that of its middle. */
  | { readonly kind: 'bar'; readonly width: number; readonly motion: Motion }
  /** An open hand; the motion's places are in head heights from the person's head. */
  | {
      readonly kind: 'hand';
      readonly person: number;
      /** In head heights. */
      readonly size: number;
      readonly motion: Motion;
    }
  /** Cloth over the lower half of the person's face; it moves and turns with it. */
  | { readonly kind: 'face-cover'; readonly person: number };

/** From its time to the next shot's: another backdrop with other people. */
export interface ShotSpec {
  readonly fromSeconds: number;
  /** Drawn in this order; the later ones are in front. */
  readonly people: readonly PersonSpec[];
  readonly occluders?: readonly OccluderSpec[];
}

export interface LightSpec {
  /** Of linear light. */
  readonly gain?: number;
  /** Of the picture's values around mid-grey; 1 leaves them. */
  readonly contrast?: number;
  /** Standard deviation, in values of 0 to 255 of the analysis picture. */
  readonly noise?: number;
}

export interface RateSpec {
  /** Pictures a second of the source, where it is slower than the ticks: pictures then stay for some ticks. */
  readonly sourceFps?: number;
  /** Share of ticks that come late by one to three intervals. */
  readonly lateTicks?: number;
  /** Share of ticks whose analysis copy is never published, in runs of up to three. */
  readonly lostCopies?: number;
}

export interface ClipSpec {
  readonly name: string;
  readonly seed: number;
  /** Ticks a second. */
  readonly fps: number;
  readonly seconds: number;
  readonly shots: readonly ShotSpec[];
  /** Where the camera looks, aside of its place; the sum of these. People and occluders stay where they are in the room. */
  readonly camera?: readonly Motion[];
  readonly light?: LightSpec;
  /** Share of a frame interval that the shutter is open; 0 gives no motion blur. */
  readonly shutter?: number;
  readonly rate?: RateSpec;
  /** The clip carries its frame number along its lower edge, to be played through OBS. */
  readonly hasFrameCode?: boolean;
}
