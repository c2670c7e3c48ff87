// Judges what one run over a clip put out, frame by frame, against the truth.

import type { CountedHead, FrameHeads } from './clip-truth.ts';
import {
  coveredShare,
  coveredShareMin,
  type MaskedAreas,
  maskCentre,
  maskedAreas,
  type PictureSize,
} from './coverage.ts';
import type { TickOutput } from './simulated-session.ts';

/** Shown frames of one face in a row in which it leaks; covered or repeated ones between do not end it. */
export interface LeakRun {
  readonly faceId: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly frames: number;
  readonly coverageMin: number;
  readonly isSmall: boolean;
  readonly headHeightPx: number;
  readonly visibleShare: number;
}

export interface FaceTally {
  /** Face-frames that were shown. */
  faceFrames: number;
  leakedFaceFrames: number;
  /** Those of frames that were covered or repeated: nothing of them was shown. */
  withheldFaceFrames: number;
  readonly coverages: number[];
  readonly leakRuns: LeakRun[];
  /** Of frames with counted heads of this size: opaque area beside heads over the heads' area. */
  readonly overMasks: number[];
  besideHeadsPx: number;
  apartPx: number;
  headsPx: number;
  /** From a face's first counted frame to its first one shown masked. */
  readonly firstMaskMs: number[];
  neverMasked: number;
  /** Deviations of the mask's middle from the head's, in head widths, both axes, high-passed. */
  readonly jitters: number[];
}

export interface RunScore {
  readonly frames: number;
  readonly outputs: { masked: number; repeated: number; extrapolated: number; covered: number };
  readonly head: FaceTally;
  readonly small: FaceTally;
}

export function createTally(): FaceTally {
  return {
    faceFrames: 0,
    leakedFaceFrames: 0,
    withheldFaceFrames: 0,
    coverages: [],
    leakRuns: [],
    overMasks: [],
    besideHeadsPx: 0,
    apartPx: 0,
    headsPx: 0,
    firstMaskMs: [],
    neverMasked: 0,
    jitters: [],
  };
}

interface FaceState {
  isSmall: boolean;
  run: { -readonly [key in keyof LeakRun]: LeakRun[key] } | undefined;
  /** When it came into the picture, if it has not been shown masked since. */
  unmaskedSinceMs: number | undefined;
  lastCountedFrame: number;
  /** Offsets of the mask's middle in frames shown one after another. */
  offsets: { x: number; y: number }[];
}

/** Frames to each side over which the slow part of a mask's offset is averaged. */
const jitterHalfWindow = 3;

export class RunJudge {
  readonly #heads: readonly FrameHeads[];
  readonly #size: PictureSize;
  readonly #timeMs: (index: number) => number;
  readonly #faces = new Map<number, FaceState>();
  readonly #score: RunScore;

  constructor(heads: readonly FrameHeads[], size: PictureSize, timeMs: (index: number) => number) {
    this.#heads = heads;
    this.#size = size;
    this.#timeMs = timeMs;
    this.#score = {
      frames: heads.length,
      outputs: { masked: 0, repeated: 0, extrapolated: 0, covered: 0 },
      head: createTally(),
      small: createTally(),
    };
  }

  /** Frames come in order, each once. */
  add({ kind, frameIndex, mask }: TickOutput): void {
    this.#score.outputs[kind]++;
    const frame = this.#heads[frameIndex];
    if (!frame) return;
    const isShown = mask !== undefined && (kind === 'masked' || kind === 'extrapolated');
    for (const counted of frame.counted) {
      const face = this.#enter(counted, frameIndex);
      const tally = this.#tallyOf(face);
      if (!isShown) {
        tally.withheldFaceFrames++;
        this.#endOffsets(face);
        if (kind === 'covered') this.#endRun(face);
        continue;
      }
      this.#judge(face, counted, frameIndex, coveredShare(counted.samples, mask.patches));
      const centre = maskCentre(counted.head, mask.patches);
      if (centre) {
        const widthPx = 2 * counted.head.halfWidthPx;
        face.offsets.push({
          x: (centre.x - counted.head.centreXPx) / widthPx,
          y: (centre.y - counted.head.centreYPx) / widthPx,
        });
      } else {
        this.#endOffsets(face);
      }
    }
    this.#endAbsent(frameIndex);
    if (isShown && frame.counted.length > 0) {
      this.#addAreas(frame, maskedAreas(frame.truth, mask.patches, this.#size));
    }
  }

  finish(): RunScore {
    for (const face of this.#faces.values()) this.#endFace(face);
    this.#faces.clear();
    return this.#score;
  }

  #tallyOf({ isSmall }: FaceState): FaceTally {
    return isSmall ? this.#score.small : this.#score.head;
  }

  /** A face that was out of the picture or hidden for a frame or more comes anew. */
  #enter({ head, isSmall }: CountedHead, frameIndex: number): FaceState {
    const known = this.#faces.get(head.faceId);
    if (known) {
      known.lastCountedFrame = frameIndex;
      if (known.isSmall !== isSmall) this.#endRun(known);
      known.isSmall = isSmall;
      return known;
    }
    const face: FaceState = {
      isSmall,
      run: undefined,
      unmaskedSinceMs: this.#timeMs(frameIndex),
      lastCountedFrame: frameIndex,
      offsets: [],
    };
    this.#faces.set(head.faceId, face);
    return face;
  }

  #judge(
    face: FaceState,
    { head, samples }: CountedHead,
    frameIndex: number,
    covered: number,
  ): void {
    const tally = this.#tallyOf(face);
    tally.faceFrames++;
    tally.coverages.push(covered);
    if (covered >= coveredShareMin) {
      this.#endRun(face);
      if (face.unmaskedSinceMs !== undefined) {
        tally.firstMaskMs.push(this.#timeMs(frameIndex) - face.unmaskedSinceMs);
        face.unmaskedSinceMs = undefined;
      }
      return;
    }
    tally.leakedFaceFrames++;
    if (!face.run) {
      face.run = {
        faceId: head.faceId,
        firstFrame: frameIndex,
        lastFrame: frameIndex,
        frames: 0,
        coverageMin: covered,
        isSmall: face.isSmall,
        headHeightPx: 2 * head.halfHeightPx,
        visibleShare: samples.visibleShare,
      };
    }
    face.run.frames++;
    face.run.lastFrame = frameIndex;
    face.run.coverageMin = Math.min(face.run.coverageMin, covered);
  }

  #addAreas({ counted }: FrameHeads, { besideHeadsPx, apartPx, headsPx }: MaskedAreas): void {
    const tally = counted.some(({ isSmall }) => !isSmall) ? this.#score.head : this.#score.small;
    tally.besideHeadsPx += besideHeadsPx;
    tally.apartPx += apartPx;
    tally.headsPx += headsPx;
    if (headsPx > 0) tally.overMasks.push(besideHeadsPx / headsPx);
  }

  #endAbsent(frameIndex: number): void {
    for (const [faceId, face] of this.#faces) {
      if (face.lastCountedFrame === frameIndex) continue;
      this.#endFace(face);
      this.#faces.delete(faceId);
    }
  }

  #endFace(face: FaceState): void {
    this.#endRun(face);
    this.#endOffsets(face);
    if (face.unmaskedSinceMs !== undefined) this.#tallyOf(face).neverMasked++;
  }

  #endRun(face: FaceState): void {
    if (!face.run) return;
    const tally = face.run.isSmall ? this.#score.small : this.#score.head;
    tally.leakRuns.push(face.run);
    face.run = undefined;
  }

  #endOffsets(face: FaceState): void {
    this.#tallyOf(face).jitters.push(...highPassed(face.offsets));
    face.offsets = [];
  }
}

/** Each offset less the mean of its neighbourhood: what moves from frame to frame. Ends are left out. */
function highPassed(offsets: readonly { x: number; y: number }[]): number[] {
  const result: number[] = [];
  const window = 2 * jitterHalfWindow + 1;
  for (let at = jitterHalfWindow; at < offsets.length - jitterHalfWindow; at++) {
    const around = offsets.slice(at - jitterHalfWindow, at + jitterHalfWindow + 1);
    const here = offsets[at];
    if (!here) continue;
    result.push(here.x - around.reduce((sum, { x }) => sum + x, 0) / window);
    result.push(here.y - around.reduce((sum, { y }) => sum + y, 0) / window);
  }
  return result;
}
