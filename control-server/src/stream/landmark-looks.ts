// When a stream looks at a face's landmarks: after all looks that masks depend on, at most once an analysed frame, and
// only while the quality ladder has the time. What it learns changes how a drawn face looks, never where it lies.

import { landmarkSquare } from '../detection/landmarks.ts';
import type { LandmarkSource } from '../expression/landmark-model.ts';
import { LandmarkTurns } from '../expression/landmark-turns.ts';
import type { PoseTimeline } from '../expression/pose-timeline.ts';
import type { FacePlace } from '../tracking/face-places.ts';
import type { AnalysedPicture } from './analysed-picture.ts';
import type { QualityLadder } from './quality-ladder.ts';
import { RecentTimes } from './recent-times.ts';

export interface LandmarkLooksOptions {
  readonly picture: AnalysedPicture;
  readonly source: LandmarkSource | undefined;
  readonly quality: QualityLadder;
  readonly poses: PoseTimeline;
  readonly nowMs: () => number;
}

export class LandmarkLooks {
  readonly #options: LandmarkLooksOptions;
  readonly #turns = new LandmarkTurns();
  readonly #tookMs = new RecentTimes();

  constructor(options: LandmarkLooksOptions) {
    this.#options = options;
  }

  beginEpoch(): void {
    this.#turns.reset();
    this.#options.poses.reset();
  }

  /** Whether one of the faces, in pixels of the source, is to be looked at in the picture now. */
  isDue(faces: readonly FacePlace[]): boolean {
    const { source, quality } = this.#options;
    if (faces.length === 0 || !source?.isReady()) return false;
    if (!quality.hasTimeFor(this.#tookMs.median ?? 0)) return false;
    return this.#turns.due(this.#frame, this.#inPicture(faces)) !== undefined;
  }

  /** Looks at the face whose turn it is. */
  async take(faces: readonly FacePlace[]): Promise<void> {
    const { picture, source, poses, nowMs } = this.#options;
    const { timeMs } = this.#frame;
    const face = this.#turns.take(this.#frame, this.#inPicture(faces));
    if (!face) return;
    const fromMs = nowMs();
    const found = await source?.locate(picture.image, landmarkSquare(face));
    this.#tookMs.add(nowMs() - fromMs);
    if (found) poses.add(face.trackId, found, timeMs);
  }

  get #frame() {
    const { facts, isUnchanged } = this.#options.picture;
    return { id: facts.id, timeMs: facts.capturedMs, isUnchanged };
  }

  /** Boxes in pixels of the analysis image. */
  #inPicture(faces: readonly FacePlace[]) {
    const { x, y } = this.#options.picture.scale;
    return faces.map(({ trackId, angleRad, ...face }) => {
      const [widthPx, heightPx] = [face.widthPx * x, face.heightPx * y];
      return {
        trackId,
        angleRad,
        widthPx,
        heightPx,
        xPx: face.xPx * x - widthPx / 2,
        yPx: face.yPx * y - heightPx / 2,
        sidePx: Math.min(widthPx, heightPx),
      };
    });
  }
}
