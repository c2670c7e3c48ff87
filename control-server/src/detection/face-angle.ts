// How far a face is turned in the picture's plane, from its eyes and mouth.

export interface FacePoints {
  /** The face's own right and left, so the right eye is at the left of an upright face. */
  readonly rightEye: readonly [number, number];
  readonly leftEye: readonly [number, number];
  readonly mouth: readonly [number, number];
}

/**
 * Clockwise, radians. The line from eye to eye and the one from the eyes to the mouth both say it; their sum
 * lets the longer count for more, so that a face in profile, whose eyes meet, is still upright.
 */
export function faceAngle({ rightEye, leftEye, mouth }: FacePoints): number {
  const acrossX = leftEye[0] - rightEye[0];
  const acrossY = leftEye[1] - rightEye[1];
  const downX = mouth[0] - (leftEye[0] + rightEye[0]) / 2;
  const downY = mouth[1] - (leftEye[1] + rightEye[1]) / 2;
  return Math.atan2(acrossY - downX, acrossX + downY);
}

/**
 * Of the five points that most detectors give, as x, y pairs from `first` on: right eye, left eye, nose, right and
 * left corner of the mouth. Where they lie and in which unit is the same for all, so it does not matter.
 */
export function fivePointAngle(values: ArrayLike<number>, first: number, step = 2): number {
  const point = (index: number): [number, number] => [
    values[first + index * step] ?? 0,
    values[first + index * step + 1] ?? 0,
  ];
  const right = point(3);
  const left = point(4);
  return faceAngle({
    rightEye: point(0),
    leftEye: point(1),
    mouth: [(right[0] + left[0]) / 2, (right[1] + left[1]) / 2],
  });
}
