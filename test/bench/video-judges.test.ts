import { describe, expect, it } from 'vitest';
import type { FrameHeads } from '../../bench/leak/clip-truth.ts';
import { type MaskPatch, sampleHead } from '../../bench/leak/coverage.ts';
import type { HeadTruth } from '../../bench/leak/leak-clip.ts';
import type { TickOutput } from '../../bench/leak/simulated-session.ts';
import { IdentityJudge } from '../../bench/video/identity-judge.ts';
import { figuresOf } from '../../bench/video/report.ts';

const size = { widthPx: 400, heightPx: 200 };

function headAt(x: number, faceId: number): HeadTruth {
  return { faceId, centreXPx: x, centreYPx: 100, halfWidthPx: 20, halfHeightPx: 25, angleRad: 0 };
}

function frameOf(...heads: HeadTruth[]): FrameHeads {
  return {
    truth: { heads, hiders: heads.map(() => []) },
    counted: heads.map((head) => ({ head, samples: sampleHead(head, [], size), isSmall: false })),
  };
}

function patchAt(x: number, trackId: number): MaskPatch {
  const side = 16;
  const quad = [x - 30, 65, 60, 0, 0, 70] as const;
  return { trackId, quad, side, alpha: new Uint8Array(side * side).fill(255) };
}

function shown(frameIndex: number, ...patches: MaskPatch[]): TickOutput {
  const frameId = frameIndex + 1;
  const mask = { frameId, basedOnId: frameId, isExtrapolated: false, isCover: false, patches };
  return { timeMs: frameIndex * 33, kind: 'masked', frameIndex, mask };
}

describe('identities', () => {
  it('switch when a face is masked by another track than before, gaps or not', () => {
    const heads = Array.from({ length: 6 }, () => frameOf(headAt(100, 1), headAt(300, 2)));
    const judge = new IdentityJudge(heads);
    judge.add(shown(0, patchAt(100, 7), patchAt(300, 8)));
    judge.add(shown(1, patchAt(100, 7), patchAt(300, 8)));
    judge.add(shown(2, patchAt(300, 8)));
    expect(judge.identitySwitches).toBe(0);
    judge.add(shown(3, patchAt(100, 9), patchAt(300, 8)));
    expect(judge.identitySwitches).toBe(1);
    // The two change places: two switches.
    judge.add(shown(4, patchAt(100, 8), patchAt(300, 9)));
    expect(judge.identitySwitches).toBe(3);
  });

  it('do not switch in frames that nobody sees', () => {
    const judge = new IdentityJudge([frameOf(headAt(100, 1)), frameOf(headAt(100, 1))]);
    judge.add(shown(0, patchAt(100, 7)));
    judge.add({ ...shown(1, patchAt(100, 8)), kind: 'covered' });
    expect(judge.identitySwitches).toBe(0);
  });
});

describe('false masks', () => {
  it('are tracks that never touch a head; those that follow one out are none', () => {
    const judge = new IdentityJudge([frameOf(headAt(100, 1)), frameOf(), frameOf()]);
    judge.add(shown(0, patchAt(100, 1)));
    judge.add(shown(1, patchAt(100, 1), patchAt(300, 2)));
    judge.add(shown(2, patchAt(300, 2)));
    expect(judge.falseMasks).toBe(1);
    expect(judge.framesWithApartMask).toBe(2);
  });
});

describe('the figures of no run', () => {
  it('are no figures', () => {
    expect(figuresOf([])).toMatchObject({ faceFrames: 0, recall: null, msP50: null });
  });
});
