// How busy the machine is that a clip is played on, as costs of each detector pass in virtual time.

import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';

export interface PassCosts {
  readonly primaryMs: number;
  readonly secondaryMs: number;
}

/** The daemon stands still for this long, from this time on. */
export interface Stall {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** Passes cost so much between two times. */
export interface Slowdown {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly costs: PassCosts;
}

export interface Load {
  readonly costs: PassCosts;
  readonly slowdown?: Slowdown;
  readonly stalls: readonly Stall[];
}

export interface LoadedClip {
  readonly intervalMs: number;
  readonly durationMs: number;
  readonly seed: number;
}

/** On two cores without a GPU. */
export const quietCosts: PassCosts = { primaryMs: 7, secondaryMs: 14 };
/** An analysis takes so many frame intervals on the busy machine. */
const busyIntervals = 2.5;
const stallEveryMs = 1500;
const stallMs = { min: 100, max: 400 };

/** The part of the clip in which the machine is slow, and how slow it is: masks are late unless looks are given up. */
const slowdownShare = { from: 0.2, until: 0.7 };
const slowdownFactor = 4.5;

export const timelineNames = ['quiet', 'busy', 'stalls', 'slowdown'] as const;
export type TimelineName = (typeof timelineNames)[number];

export function loadOf(name: TimelineName, clip: LoadedClip, costs: PassCosts): Load {
  switch (name) {
    case 'quiet':
      return { costs, stalls: [] };
    case 'busy': {
      const busyMs = clip.intervalMs * busyIntervals;
      return {
        costs: {
          primaryMs: Math.max(busyMs, costs.primaryMs),
          secondaryMs: Math.max(busyMs, costs.secondaryMs),
        },
        stalls: [],
      };
    }
    case 'slowdown':
      return {
        costs,
        slowdown: {
          fromMs: clip.durationMs * slowdownShare.from,
          untilMs: clip.durationMs * slowdownShare.until,
          costs: {
            primaryMs: costs.primaryMs * slowdownFactor,
            secondaryMs: costs.secondaryMs * slowdownFactor,
          },
        },
        stalls: [],
      };
    case 'stalls':
      return { costs, stalls: stallsOf(clip) };
  }
}

function stallsOf({ durationMs, seed }: LoadedClip): Stall[] {
  const random = seededRandom(seed + 70_001);
  const stalls: Stall[] = [];
  let fromMs = stallEveryMs * random();
  while (fromMs < durationMs) {
    const lengthMs = stallMs.min + (stallMs.max - stallMs.min) * random();
    stalls.push({ fromMs, lengthMs });
    fromMs += lengthMs + stallEveryMs * (0.5 + random());
  }
  return stalls;
}
