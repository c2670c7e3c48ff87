// The browser's own time.

import type { Clock } from './latest-sender.ts';

export const pageClock: Clock = {
  nowMs: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
