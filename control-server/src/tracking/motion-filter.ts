// Constant-velocity Kalman filter and Rauch-Tung-Striebel smoother for two axes that share one
// covariance (centre x and y; log width and log height). Pure arithmetic on states that the caller
// owns. Source of the maths: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to
// Tracking and Navigation", sections 6.2 (white-noise acceleration) and 8.6 (smoothing).

/** Values `a`, `b`, their velocities per second, and the covariance of (value, velocity). */
export interface MotionState {
  a: number;
  b: number;
  velocityA: number;
  velocityB: number;
  valueVariance: number;
  crossVariance: number;
  velocityVariance: number;
}

export function createMotionState(): MotionState {
  return {
    a: 0,
    b: 0,
    velocityA: 0,
    velocityB: 0,
    valueVariance: 0,
    crossVariance: 0,
    velocityVariance: 0,
  };
}

export function copyMotion(to: MotionState, from: MotionState): void {
  to.a = from.a;
  to.b = from.b;
  to.velocityA = from.velocityA;
  to.velocityB = from.velocityB;
  to.valueVariance = from.valueVariance;
  to.crossVariance = from.crossVariance;
  to.velocityVariance = from.velocityVariance;
}

/** Starts at a measured value with unknown velocity. */
export function startMotion(
  state: MotionState,
  options: { a: number; b: number; valueVariance: number; velocityVariance: number },
): void {
  state.a = options.a;
  state.b = options.b;
  state.velocityA = 0;
  state.velocityB = 0;
  state.valueVariance = options.valueVariance;
  state.crossVariance = 0;
  state.velocityVariance = options.velocityVariance;
}

/** `to` = `from` carried `seconds` forward; `noiseDensity` is the acceleration's, value^2 / s^3. */
export function predictMotion(
  to: MotionState,
  from: MotionState,
  seconds: number,
  noiseDensity: number,
): void {
  const square = seconds * seconds;
  const { valueVariance, crossVariance, velocityVariance } = from;
  to.a = from.a + from.velocityA * seconds;
  to.b = from.b + from.velocityB * seconds;
  to.velocityA = from.velocityA;
  to.velocityB = from.velocityB;
  to.valueVariance =
    valueVariance +
    2 * seconds * crossVariance +
    square * velocityVariance +
    (noiseDensity * square * seconds) / 3;
  to.crossVariance = crossVariance + seconds * velocityVariance + (noiseDensity * square) / 2;
  to.velocityVariance = velocityVariance + noiseDensity * seconds;
}

/** Folds the measurement (a, b) with variance `measuredVariance` > 0 into a predicted state. */
export function correctMotion(
  state: MotionState,
  a: number,
  b: number,
  measuredVariance: number,
): void {
  const scale = 1 / (state.valueVariance + measuredVariance);
  const gain = state.valueVariance * scale;
  const velocityGain = state.crossVariance * scale;
  const offA = a - state.a;
  const offB = b - state.b;
  state.a += gain * offA;
  state.b += gain * offB;
  state.velocityA += velocityGain * offA;
  state.velocityB += velocityGain * offB;
  state.velocityVariance -= velocityGain * state.crossVariance;
  state.crossVariance *= 1 - gain;
  state.valueVariance *= 1 - gain;
}

const predicted = createMotionState();

/** One backward step: `smoothed` of a moment from its `filtered` state and the next smoothed one. */
export function smoothMotion(
  smoothed: MotionState,
  filtered: MotionState,
  next: MotionState,
  seconds: number,
  noiseDensity: number,
): void {
  predictMotion(predicted, filtered, seconds, noiseDensity);
  const p00 = predicted.valueVariance;
  const p01 = predicted.crossVariance;
  const p11 = predicted.velocityVariance;
  const determinant = p00 * p11 - p01 * p01;
  if (!(determinant > 1e-12 * p00 * p11)) {
    copyMotion(smoothed, filtered);
    return;
  }
  const f00 = filtered.valueVariance;
  const f01 = filtered.crossVariance;
  const f11 = filtered.velocityVariance;
  const m00 = f00 + seconds * f01;
  const m10 = f01 + seconds * f11;
  const g00 = (m00 * p11 - f01 * p01) / determinant;
  const g01 = (f01 * p00 - m00 * p01) / determinant;
  const g10 = (m10 * p11 - f11 * p01) / determinant;
  const g11 = (f11 * p00 - m10 * p01) / determinant;

  const offA = next.a - predicted.a;
  const offB = next.b - predicted.b;
  const offVelocityA = next.velocityA - predicted.velocityA;
  const offVelocityB = next.velocityB - predicted.velocityB;
  smoothed.a = filtered.a + g00 * offA + g01 * offVelocityA;
  smoothed.b = filtered.b + g00 * offB + g01 * offVelocityB;
  smoothed.velocityA = filtered.velocityA + g10 * offA + g11 * offVelocityA;
  smoothed.velocityB = filtered.velocityB + g10 * offB + g11 * offVelocityB;

  const d00 = next.valueVariance - p00;
  const d01 = next.crossVariance - p01;
  const d11 = next.velocityVariance - p11;
  const h00 = g00 * d00 + g01 * d01;
  const h01 = g00 * d01 + g01 * d11;
  const h10 = g10 * d00 + g11 * d01;
  const h11 = g10 * d01 + g11 * d11;
  smoothed.valueVariance = Math.max(0, f00 + h00 * g00 + h01 * g01);
  smoothed.crossVariance = f01 + h00 * g10 + h01 * g11;
  smoothed.velocityVariance = Math.max(0, f11 + h10 * g10 + h11 * g11);
}
