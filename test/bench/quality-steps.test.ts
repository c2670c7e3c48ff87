// A machine that gets slow and quick again, in virtual time: the stream gives up looks, has them again, and no face is seen.

import { describe, expect, it } from 'vitest';
import type { Motion, PersonSpec } from '../../bench/leak/clip-spec.ts';
import { QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import type { QualityStep } from '../../protocol/messages.ts';
import { play, syntheticClip } from './synthetic-clip.ts';

const walker: PersonSpec = {
  cast: 0,
  headHeight: 0.25,
  motion: {
    kind: 'path',
    stops: [
      { seconds: 0, at: [0.15, 0.5] },
      { seconds: 10, at: [0.85, 0.5] },
    ],
  },
};

/** The room moves all the time, so that there is always something to look at. */
const heldByHand: Motion = {
  kind: 'sway',
  at: [0, 0],
  reach: [0.01, 0.01],
  periodSeconds: 1,
  phaseRad: 0,
};

/** As it is, but looks are never given up. */
class PinnedLadder extends QualityLadder {
  override review(): void {}
}

describe('a slow-down', () => {
  it.each([
    ['exact', 38],
    ['guard', 70],
  ] as const)('in %s mode costs looks, saves frames, and shows no face', async (mode, mainMs) => {
    const clip = syntheticClip([walker], { seconds: 16, camera: [heldByHand] });
    const load = {
      costs: { primaryMs: 7, secondaryMs: 14 },
      slowdown: {
        fromMs: 2000,
        untilMs: 7000,
        costs: { primaryMs: mainMs, secondaryMs: 2 * mainMs },
      },
      stalls: [],
    };
    const steps: QualityStep[] = [];
    const quality = new QualityLadder({ onChange: (step) => steps.push(step) });
    const { score } = await play(clip, { mode, load, quality });
    expect(steps[0]).not.toBe('full');
    expect(steps.at(-1)).toBe('full');
    expect(steps.length).toBeLessThan(5);
    expect(score.head.leakedFaceFrames).toBe(0);
    const pinned = await play(clip, { mode, load, quality: new PinnedLadder() });
    expect(pinned.score.head.leakedFaceFrames).toBe(0);
    expect(score.head.withheldFaceFrames).toBeLessThan(pinned.score.head.withheldFaceFrames);
  });
});
