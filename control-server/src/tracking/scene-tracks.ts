// What a scene cut does to tracks: those of the scene before take no more hits and end after a
// grace, and a track that the cut goes through becomes two.

import { faceSizePx } from './hit.ts';
import { overlap } from './matching.ts';
import type { Scene } from './scene-list.ts';
import type { Sighting } from './sighting.ts';
import type { Track } from './track.ts';
import type { TrackSet } from './track-set.ts';

const continuedOverlap = 0.3;

/** Seals the tracks of all scenes before this one. */
export function sealBefore(tracks: readonly Track[], scene: Scene): void {
  for (const track of tracks) {
    if (track.history.first.frameId >= scene.firstFrameId) continue;
    track.isSealed = true;
    track.endsMs = Math.min(track.endsMs, scene.graceUntilMs);
  }
}

/** A cut before `frameId`, which tracks have gone past already: `scene` begins there. */
export function cutTracks(tracks: TrackSet, frameId: number, scene: Scene): void {
  // Tracks that are split off are added at the end; they belong to the new scene.
  const held = tracks.all.length;
  for (let index = 0; index < held; index++) {
    const track = tracks.all[index];
    if (track === undefined || track.isSealed || track.history.last.frameId < frameId) continue;
    if (track.history.first.frameId >= frameId) {
      track.masksFromFrameId = Math.max(track.masksFromFrameId, scene.masksFromFrameId);
      continue;
    }
    tracks.split(track, frameId, scene);
  }
  sealBefore(tracks.all, scene);
}

/** Whether a face of the scene before, still in its grace, was where the sighting is. */
export function continuesSealed(tracks: readonly Track[], sighting: Sighting): boolean {
  for (const track of tracks) {
    if (!track.isSealed || !track.isConfirmed || sighting.timeMs > track.endsMs) continue;
    if (sighting.timeMs > track.masksUntilMs) continue;
    if (overlap(track.history.last, sighting) >= continuedOverlap) return true;
  }
  return false;
}

/** Marks the sealed tracks that may go on after all: a face of the scene before was about there. */
export function noteSeenAfterCut(tracks: readonly Track[], sighting: Sighting): void {
  for (const track of tracks) {
    if (!track.isSealed || track.isSeenAfterCut || sighting.timeMs > track.endsMs) continue;
    const { last } = track.history;
    const sizePx = Math.max(faceSizePx(last), Math.sqrt(sighting.widthPx * sighting.heightPx));
    const away = Math.hypot(sighting.xPx - last.xPx, sighting.yPx - last.yPx);
    if (away < sizePx) track.isSeenAfterCut = true;
  }
}

/**
 * Every pass over much of the picture has seen the scene that begins at `timeMs`: tracks of the one before
 * that none of them saw anything of need no grace.
 */
export function endUnseen(tracks: readonly Track[], timeMs: number): void {
  for (const track of tracks) {
    if (!track.isSealed || track.isSeenAfterCut) continue;
    track.endsMs = Math.min(track.endsMs, timeMs - 1);
  }
}
