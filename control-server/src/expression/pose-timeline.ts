// The poses of each track over time, so that a frame is drawn with the pose of its own moment, though it is painted a
// look-ahead later. Where nothing was seen for a while the pose fades to neutral.

import type { FaceLandmarks } from '../detection/landmarks.ts';
import { ExpressionReader } from './expression-reader.ts';
import { type FacePose, mixPoses, neutralPose } from './face-pose.ts';

/** The points of a face that is less present mean nothing. */
export const presenceMin = 0.5;
/** A pose is believed for so long after it was seen, or before, and fades over the end of that time. */
export const staleMs = 700;
const fadeMs = 300;
/** Longer than a frame waits for its mask. */
const keptMs = 3000;

/** The pose that a face has in a frame. */
export interface PoseSource {
  poseAt(trackId: number, timeMs: number): FacePose;
}

interface Seen {
  readonly timeMs: number;
  readonly pose: FacePose;
}

interface TrackPoses {
  readonly reader: ExpressionReader;
  readonly seen: Seen[];
}

export class PoseTimeline implements PoseSource {
  readonly #tracks = new Map<number, TrackPoses>();

  get trackCount(): number {
    return this.#tracks.size;
  }

  reset(): void {
    this.#tracks.clear();
  }

  /** What was seen of a track in a frame; times rise. */
  add(trackId: number, { points, presence }: FaceLandmarks, timeMs: number): void {
    const track = this.#tracks.get(trackId) ?? { reader: new ExpressionReader(), seen: [] };
    this.#tracks.set(trackId, track);
    const pose = presence >= presenceMin ? track.reader.read(points, timeMs) : undefined;
    track.seen.push({ timeMs, pose: pose ?? neutralPose });
    for (const [id, { seen }] of this.#tracks) {
      while (seen[0] && timeMs - seen[0].timeMs > keptMs) seen.shift();
      if (seen.length === 0) this.#tracks.delete(id);
    }
  }

  poseAt(trackId: number, timeMs: number): FacePose {
    const seen = this.#tracks.get(trackId)?.seen ?? [];
    const at = seen.findLastIndex((one) => one.timeMs <= timeMs);
    const [before, after] = [seen[at], seen[at + 1]];
    if (before && after && after.timeMs - before.timeMs <= staleMs) {
      const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
      return mixPoses(before.pose, after.pose, share);
    }
    const nearest = [before, after]
      .filter((one) => one !== undefined)
      .sort((a, b) => Math.abs(a.timeMs - timeMs) - Math.abs(b.timeMs - timeMs))[0];
    if (!nearest) return neutralPose;
    const left = staleMs - Math.abs(nearest.timeMs - timeMs);
    return mixPoses(neutralPose, nearest.pose, Math.min(1, Math.max(0, left / fadeMs)));
  }
}
