// Where the faces of the newest frame are, as they were measured in it: for looks at the faces themselves.

import type { Track } from './track.ts';

/** Centre and sides in pixels of the source; turned clockwise. */
export interface FacePlace {
  readonly trackId: number;
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly angleRad: number;
}

/** Of the tracks that are masked and had a hit in that frame. */
export function facePlaces(tracks: readonly Track[]): FacePlace[] {
  const places: FacePlace[] = [];
  for (const { id, isConfirmed, isSealed, hit } of tracks) {
    if (!isConfirmed || isSealed || hit === undefined) continue;
    const { xPx, yPx, widthPx, heightPx, angleCos, angleSin, turnCos, turnSin } = hit;
    const isTurnKnown = turnCos !== 0 || turnSin !== 0;
    const angleRad = isTurnKnown ? Math.atan2(turnSin, turnCos) : Math.atan2(angleSin, angleCos);
    places.push({ trackId: id, xPx, yPx, widthPx, heightPx, angleRad });
  }
  return places;
}
