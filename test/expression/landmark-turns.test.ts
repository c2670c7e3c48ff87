import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  faceSideMinPx,
  LandmarkTurns,
  unchangedMs,
} from '../../control-server/src/expression/landmark-turns.ts';

const faces = (...ids: number[]) => ids.map((trackId) => ({ trackId, sidePx: 60 }));
const frameOf = (id: number, isUnchanged = false) => ({ id, timeMs: id * 33, isUnchanged });

function taken(turns: LandmarkTurns, ids: readonly number[], waiting: ReturnType<typeof faces>) {
  return ids.map((id) => turns.take(frameOf(id), waiting)?.trackId);
}

describe('LandmarkTurns', () => {
  it('takes one face after the other, however they are ordered', () => {
    const turns = new LandmarkTurns();
    expect(taken(turns, [1, 2, 3], faces(7, 3, 9))).toEqual([7, 3, 9]);
    expect(taken(turns, [4, 5, 6], faces(9, 7, 3))).toEqual([7, 3, 9]);
  });

  it('takes no second one in the same frame', () => {
    const turns = new LandmarkTurns();
    expect(taken(turns, [1, 1], faces(1, 2))).toEqual([1, undefined]);
    expect(turns.due(frameOf(1), faces(1, 2))).toBeUndefined();
  });

  it('a face that comes in is next', () => {
    const turns = new LandmarkTurns();
    taken(turns, [1, 2, 3], faces(1, 2));
    expect(turns.take(frameOf(4), faces(1, 2, 5))?.trackId).toBe(5);
  });

  it('nobody waits longer than all the others take, whoever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 })), { maxLength: 60 }),
        (frames) => {
          const turns = new LandmarkTurns();
          const waited = new Map<number, number>();
          for (const [at, ids] of frames.entries()) {
            const face = turns.take(frameOf(at + 1), faces(...ids));
            expect(face === undefined).toBe(ids.length === 0);
            for (const id of ids) {
              const frames = id === face?.trackId ? 0 : (waited.get(id) ?? 0) + 1;
              waited.set(id, frames);
              expect(frames).toBeLessThan(6);
            }
          }
        },
      ),
    );
  });

  it('asking takes no turn', () => {
    const turns = new LandmarkTurns();
    turns.due(frameOf(1), faces(1, 2));
    expect(turns.take(frameOf(1), faces(1, 2))?.trackId).toBe(1);
  });

  it('leaves out faces that are too small to say anything', () => {
    const small = { trackId: 1, sidePx: faceSideMinPx - 1 };
    expect(new LandmarkTurns().take(frameOf(1), [small])).toBeUndefined();
    expect(
      new LandmarkTurns().take(frameOf(1), [{ trackId: 1, sidePx: Number.NaN }]),
    ).toBeUndefined();
  });

  it('looks at a picture that stands only as often as needed to keep what it knows', () => {
    const turns = new LandmarkTurns();
    const looks = Array.from({ length: 61 }, (_none, at) =>
      turns.take(frameOf(at + 1, at > 0), faces(1)),
    );
    const count = looks.filter((face) => face).length;
    expect(count).toBe(1 + Math.floor((60 * 33) / (Math.ceil(unchangedMs / 33) * 33)));
    // A face that was not seen in it yet has its turn.
    expect(turns.take(frameOf(62, true), faces(1, 2))?.trackId).toBe(2);
  });
});
