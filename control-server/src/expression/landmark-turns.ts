// Whose landmarks are looked for next: one face an analysed frame at most, each in its turn. Pure.

/** The points of a smaller face say nothing of its expression; pixels of the analysis image. */
export const faceSideMinPx = 20;
/** A picture that stands is looked at again this often: what was seen must not grow stale. */
export const unchangedMs = 250;
/** Turns of tracks that are gone are forgotten. */
const rememberedMs = 10_000;

export interface TurnFrame {
  readonly id: number;
  readonly timeMs: number;
  /** It shows what the frame before it showed. */
  readonly isUnchanged: boolean;
}

export interface WaitingFace {
  readonly trackId: number;
  /** The shorter one, pixels of the analysis image. */
  readonly sidePx: number;
}

export class LandmarkTurns {
  readonly #lookedMs = new Map<number, number>();
  #takenId = 0;

  reset(): void {
    this.#lookedMs.clear();
    this.#takenId = 0;
  }

  /** The one that waits longest, of those that may be looked at in this frame. */
  due<Face extends WaitingFace>(frame: TurnFrame, faces: readonly Face[]): Face | undefined {
    if (frame.id === this.#takenId) return undefined;
    let longest: Face | undefined;
    let longestMs = Number.POSITIVE_INFINITY;
    for (const face of faces) {
      if (!(face.sidePx >= faceSideMinPx)) continue;
      const lookedMs = this.#lookedMs.get(face.trackId) ?? Number.NEGATIVE_INFINITY;
      if (frame.isUnchanged && frame.timeMs - lookedMs < unchangedMs) continue;
      if (longest === undefined || lookedMs < longestMs) {
        longest = face;
        longestMs = lookedMs;
      }
    }
    return longest;
  }

  /** As `due`, and its turn is over. */
  take<Face extends WaitingFace>(frame: TurnFrame, faces: readonly Face[]): Face | undefined {
    const face = this.due(frame, faces);
    if (!face) return undefined;
    this.#takenId = frame.id;
    this.#lookedMs.set(face.trackId, frame.timeMs);
    for (const [trackId, lookedMs] of this.#lookedMs) {
      if (frame.timeMs - lookedMs > rememberedMs) this.#lookedMs.delete(trackId);
    }
    return face;
  }
}
