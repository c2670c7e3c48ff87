// How long to wait before the next attempt: quick at first, because a daemon restarts within seconds, then patient.

const firstMs = 250;
const longestMs = 5000;

/** `random` in [0, 1): a fifth of the time is chance, so that several docks do not come all at once. */
export function backoffMs(failures: number, random: number): number {
  const ms = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ms * (0.8 + 0.2 * random));
}
