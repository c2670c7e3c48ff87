// From the 468 points of one face, frame after frame, to its pose. Points are brought into the head's own frame,
// smoothed there, and read; each reading becomes a step, and a step is left only when it is clearly left.

import { landmarkCount } from '../detection/landmarks.ts';
import { type FacePose, limitedTurn, mouthSteps } from './face-pose.ts';
import { OneEuroFilter } from './one-euro-filter.ts';

/** Of the mesh. Right and left are the person's own. */
const mesh = {
  rightEyeOuter: 33,
  rightEyeInner: 133,
  rightLidUpper: 159,
  rightLidLower: 145,
  leftEyeOuter: 263,
  leftEyeInner: 362,
  leftLidUpper: 386,
  leftLidLower: 374,
  rightBrow: 105,
  leftBrow: 334,
  lipUpper: 13,
  lipLower: 14,
  mouthRight: 61,
  mouthLeft: 291,
  cheekRight: 234,
  cheekLeft: 454,
  forehead: 10,
  chin: 152,
} as const;

/** In distances between the outer corners of the eyes: the smoothed values' unit. */
const smoothing = { minCutoffHz: 1.5, beta: 6, speedCutoffHz: 3 } as const;
/** What the model's depths say of a head that is held level: the middle over photographs of such heads. */
const levelPitchRad = 0.2;
/** Longer than this after the points before, nothing is smoothed over. */
const pauseMs = 400;
/** How far the lips are apart at the mouth's widest step. */
const mouthWide = 0.36;
/** A step of the mouth's corners, and one of the brows. */
const cornerStep = 0.06;
const browStep = 0.045;
/** Steps: a value has to lie so far from the step it is on to leave it. */
const holdSteps = 0.8;
/** Of how far this face's eyes are open otherwise: shut below the first, open again above the second. */
const shutBelow = 0.5;
const openAbove = 0.65;
/** How fast what counts as ordinary follows a face: the share forgotten a second. */
const ordinaryPerSecond = 0.08;
/** The line between the outer corners of the eyes may be no shorter, in pixels of the image. */
const eyeLineMinPx = 4;

/** One face's. */
export class ExpressionReader {
  readonly #filter = new OneEuroFilter({ length: landmarkCount * 3 + 2, ...smoothing });
  readonly #framed = new Float32Array(landmarkCount * 3 + 2);
  #timeMs = Number.NEGATIVE_INFINITY;
  #mouth = 0;
  #corners = 0;
  #brows = 0;
  #areEyesOpen = true;
  #openEyes = 0;
  #ordinaryBrows = 0;

  /**
   * @param points x, y, depth of `landmarkCount` points, as `FaceLandmarks` has them
   * @returns undefined where they are none of a face's
   */
  read(points: Float32Array, timeMs: number): FacePose | undefined {
    if (!this.#intoHeadFrame(points)) return undefined;
    const seconds = (timeMs - this.#timeMs) / 1000;
    const isNew = !(seconds * 1000 <= pauseMs);
    if (isNew) this.#filter.reset();
    this.#timeMs = timeMs;
    const smooth = this.#filter.filter(this.#framed, timeMs);
    const u = (point: number) => smooth[point * 3] ?? 0;
    const v = (point: number) => smooth[point * 3 + 1] ?? 0;
    const depth = (point: number) => smooth[point * 3 + 2] ?? 0;

    const lips = v(mesh.lipLower) - v(mesh.lipUpper);
    this.#mouth = held(this.#mouth, (lips / mouthWide) * mouthSteps, 0, mouthSteps);
    const middle = (v(mesh.lipUpper) + v(mesh.lipLower)) / 2;
    const corners = (v(mesh.mouthRight) + v(mesh.mouthLeft)) / 2;
    this.#corners = held(this.#corners, (middle - corners) / cornerStep, -1, 1);

    const kept = isNew ? 0 : Math.exp(-ordinaryPerSecond * seconds);
    const brows =
      (v(mesh.rightLidUpper) - v(mesh.rightBrow) + v(mesh.leftLidUpper) - v(mesh.leftBrow)) / 2;
    this.#ordinaryBrows = brows + (this.#ordinaryBrows - brows) * kept;
    this.#brows = held(this.#brows, (brows - this.#ordinaryBrows) / browStep, -1, 1);

    const right = opening(
      v(mesh.rightLidLower) - v(mesh.rightLidUpper),
      u(mesh.rightEyeOuter) - u(mesh.rightEyeInner),
    );
    const left = opening(
      v(mesh.leftLidLower) - v(mesh.leftLidUpper),
      u(mesh.leftEyeOuter) - u(mesh.leftEyeInner),
    );
    const eyes = (right + left) / 2;
    this.#openEyes = Math.max(eyes, this.#openEyes * kept);
    const share = this.#openEyes > 0 ? eyes / this.#openEyes : 1;
    this.#areEyesOpen = share > (this.#areEyesOpen ? shutBelow : openAbove);

    const across = u(mesh.cheekLeft) - u(mesh.cheekRight);
    const along = v(mesh.chin) - v(mesh.forehead);
    return {
      visibility: 1,
      yawRad: limitedTurn(Math.atan2(depth(mesh.cheekLeft) - depth(mesh.cheekRight), across)),
      pitchRad: limitedTurn(
        Math.atan2(depth(mesh.chin) - depth(mesh.forehead), along) - levelPitchRad,
      ),
      rollRad: Math.atan2(smooth[landmarkCount * 3 + 1] ?? 0, smooth[landmarkCount * 3] ?? 1),
      mouth: this.#mouth / mouthSteps,
      eyes: this.#areEyesOpen ? 1 : 0,
      corners: this.#corners,
      brows: this.#brows,
    };
  }

  /** Between the eyes, upright, and in units of the eyes' distance; then the cosine and sine of its turn. */
  #intoHeadFrame(points: Float32Array): boolean {
    const value = (point: number, axis: number) => points[point * 3 + axis] ?? Number.NaN;
    const away = (axis: number) => value(mesh.leftEyeOuter, axis) - value(mesh.rightEyeOuter, axis);
    const middle = (axis: number) =>
      (value(mesh.leftEyeOuter, axis) + value(mesh.rightEyeOuter, axis)) / 2;
    const [acrossPx, downPx] = [away(0), away(1)];
    const linePx = Math.hypot(acrossPx, downPx);
    const unitPx = Math.hypot(linePx, away(2));
    if (!(linePx >= eyeLineMinPx) || !Number.isFinite(unitPx)) return false;
    const [cos, sin] = [acrossPx / linePx, downPx / linePx];
    const [middleX, middleY, middleDepth] = [middle(0), middle(1), middle(2)];
    for (let point = 0; point < landmarkCount; point++) {
      const x = value(point, 0) - middleX;
      const y = value(point, 1) - middleY;
      this.#framed[point * 3] = (x * cos + y * sin) / unitPx;
      this.#framed[point * 3 + 1] = (y * cos - x * sin) / unitPx;
      this.#framed[point * 3 + 2] = (value(point, 2) - middleDepth) / unitPx;
    }
    this.#framed[landmarkCount * 3] = cos;
    this.#framed[landmarkCount * 3 + 1] = sin;
    return true;
  }
}

/** The step for a value in steps, which stays `step` while the value is near it. */
function held(step: number, value: number, min: number, max: number): number {
  if (Math.abs(value - step) <= holdSteps) return step;
  return Math.min(max, Math.max(min, Math.round(value)));
}

/** Of an eye: its height over its width. */
function opening(height: number, width: number): number {
  const wide = Math.abs(width);
  return wide > 0 ? Math.max(0, height) / wide : 0;
}
