// The scenes of a stream that frames still in flight belong to.

export interface FrameMoment {
  readonly frameId: number;
  readonly timeMs: number;
}

/** After a cut the masks of the old scene stay this long: the cut may have been none. */
export const cutGraceMs = 600;
const scenesMax = 16;

export interface Scene {
  readonly firstFrameId: number;
  /**
   * Faces of this scene are masked from here on. Earlier than `firstFrameId` by the frames that were
   * not analysed: the cut may lie before any of them.
   */
  readonly masksFromFrameId: number;
  /** Until when masks of the scene before go on. */
  readonly graceUntilMs: number;
}

interface OpenScene {
  firstFrameId: number;
  masksFromFrameId: number;
  graceUntilMs: number;
  hasBegun: boolean;
}

const beginning: OpenScene = {
  firstFrameId: Number.NEGATIVE_INFINITY,
  masksFromFrameId: Number.NEGATIVE_INFINITY,
  graceUntilMs: Number.POSITIVE_INFINITY,
  hasBegun: true,
};

export class SceneList {
  readonly #scenes: OpenScene[] = [];
  /** The last analysed frames, newest last, for cuts that are noticed late. */
  readonly #recent: FrameMoment[] = [];

  /** The scene of a frame that is being analysed. */
  enter(frame: FrameMoment): Scene {
    const scene = this.of(frame.frameId);
    for (const open of this.#scenes) {
      if (open.hasBegun || frame.frameId < open.firstFrameId) continue;
      open.hasBegun = true;
      open.graceUntilMs = frame.timeMs + cutGraceMs;
    }
    this.#recent.push({ frameId: frame.frameId, timeMs: frame.timeMs });
    if (this.#recent.length > scenesMax) this.#recent.shift();
    return scene;
  }

  of(frameId: number): OpenScene {
    let found = beginning;
    for (const scene of this.#scenes) {
      if (scene.firstFrameId <= frameId) found = scene;
    }
    return found;
  }

  /** `newest` is the last analysed frame. Undefined if the cut is known or older than the last one. */
  cutBefore(frameId: number, newest: FrameMoment): Scene | undefined {
    const last = this.#scenes.at(-1);
    if (last !== undefined && frameId <= last.firstFrameId) return undefined;
    let previousId = Number.NEGATIVE_INFINITY;
    let firstMs = newest.timeMs;
    for (const frame of this.#recent) {
      if (frame.frameId < frameId) previousId = frame.frameId;
    }
    for (let index = this.#recent.length - 1; index >= 0; index--) {
      const frame = this.#recent[index];
      if (frame !== undefined && frame.frameId >= frameId) firstMs = frame.timeMs;
    }
    const hasBegun = (this.#recent.at(-1)?.frameId ?? Number.NEGATIVE_INFINITY) >= frameId;
    const scene: OpenScene = {
      firstFrameId: frameId,
      masksFromFrameId: previousId + 1,
      graceUntilMs: hasBegun ? firstMs + cutGraceMs : Number.POSITIVE_INFINITY,
      hasBegun,
    };
    this.#scenes.push(scene);
    if (this.#scenes.length > scenesMax) this.#scenes.shift();
    return scene;
  }

  clear(): void {
    this.#scenes.length = 0;
    this.#recent.length = 0;
  }
}
