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

export interface Load {
  readonly costs: PassCosts;
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

export const timelineNames = ['quiet', 'busy', 'stalls'] as const;
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
