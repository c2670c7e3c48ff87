// Where a person is at a time, from the clip's declarative motions. Pure.

import type { Motion, PersonSpec, Place, Turn } from './clip-spec.ts';

export function placeAt(motion: Motion, seconds: number): Place {
  switch (motion.kind) {
    case 'sway': {
      const { at, reach, periodSeconds, phaseRad } = motion;
      const swing = (seconds / periodSeconds) * 2 * Math.PI + phaseRad;
      return [at[0] + reach[0] * Math.sin(swing), at[1] + reach[1] * Math.sin(swing * 2 + 1)];
    }
    case 'path':
      return placeOnPath(motion.stops, seconds);
  }
}

function placeOnPath(stops: readonly { seconds: number; at: Place }[], seconds: number): Place {
  const [first] = stops;
  if (!first) throw new Error('A path needs a stop.');
  let before = first;
  for (const stop of stops) {
    if (stop.seconds > seconds) {
      const span = stop.seconds - before.seconds;
      const share = span > 0 ? Math.max(0, (seconds - before.seconds) / span) : 0;
      return [
        before.at[0] + (stop.at[0] - before.at[0]) * share,
        before.at[1] + (stop.at[1] - before.at[1]) * share,
      ];
    }
    before = stop;
  }
  return before.at;
}

/** Radians, clockwise. */
export function angleAt(turn: Turn | undefined, seconds: number): number {
  if (!turn) return 0;
  const { meanDeg, amplitudeDeg, periodSeconds, phaseRad } = turn;
  const swing = Math.sin((seconds / periodSeconds) * 2 * Math.PI + phaseRad);
  return ((meanDeg + amplitudeDeg * swing) * Math.PI) / 180;
}

/** Share of the picture's height. Grows and shrinks evenly to the eye: by factors, not by pixels. */
export function headHeightAt(person: PersonSpec, seconds: number): number {
  const { headHeight, headHeightTo, sizePeriodSeconds } = person;
  if (headHeightTo === undefined || sizePeriodSeconds === undefined) return headHeight;
  const share = (1 - Math.cos((seconds / sizePeriodSeconds) * 2 * Math.PI)) / 2;
  return headHeight * (headHeightTo / headHeight) ** share;
}

export interface Fade {
  readonly cast: number;
  /** 0 to 1: how much of this photograph lies over the person's own. */
  readonly opacity: number;
}

/** The photograph that lies over the person's own at this time, if any. */
export function fadeAt({ looks = [] }: PersonSpec, seconds: number): Fade | undefined {
  for (const { cast, fromSeconds, toSeconds, fadeSeconds } of looks) {
    const into = (seconds - fromSeconds) / fadeSeconds;
    const outOf = (toSeconds + fadeSeconds - seconds) / fadeSeconds;
    const opacity = Math.min(1, into, outOf);
    if (opacity > 0) return { cast, opacity };
  }
  return undefined;
}
