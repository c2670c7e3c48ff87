// The few statistics that the report needs. Pure.

/** Nearest rank; null of nothing. */
export function quantileOf(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

const tail = 0.05;

/**
 * Upper end of the one-sided 95 % interval of a share that was seen `hits` times in `trials`: at none the
 * rule of three (3 / trials), else Clopper and Pearson's. As if the trials were independent, which
 * frames of one clip are not: it says how little could be seen, not how sure we are.
 */
export function upperBound95(hits: number, trials: number): number | null {
  if (trials === 0) return null;
  if (hits === 0) return Math.min(1, 3 / trials);
  if (hits >= trials) return 1;
  let low = hits / trials;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (binomialUpTo(hits, trials, middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** Probability of at most `hits` in `trials`, each of probability `share`. */
function binomialUpTo(hits: number, trials: number, share: number): number {
  const logHit = Math.log(share);
  const logMiss = Math.log1p(-share);
  let logTerm = trials * logMiss;
  let sum = Math.exp(logTerm);
  for (let count = 1; count <= hits; count++) {
    logTerm += Math.log((trials - count + 1) / count) + logHit - logMiss;
    sum += Math.exp(logTerm);
  }
  return sum;
}
