// Timers as the parts of the server take them, so that tests can do without.

/** Calls `work` every `everyMs`, the first time after that long, until the returned function is called. */
export type Repeat = (everyMs: number, work: () => void) => () => void;

/** Does not keep the process alive. */
export const repeatByTimer: Repeat = (everyMs, work) => {
  const timer = setInterval(work, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
