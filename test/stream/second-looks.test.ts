import { describe, expect, it } from 'vitest';
import { SecondLooks } from '../../control-server/src/stream/second-looks.ts';

/** So many frames, one after another without spare time between: the kinds of the looks that are forced. */
function forced(looks: SecondLooks, frames: number, needsClose: boolean): string[] {
  const kinds: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    looks.noteAnalysed();
    while (looks.mustTake(needsClose)) kinds.push(looks.take(needsClose));
  }
  return kinds;
}

describe('SecondLooks', () => {
  it('has one in the round for each frame, and a close one only where it is needed', () => {
    const looks = new SecondLooks();
    expect(looks.canTake(true)).toBe(false);
    looks.noteAnalysed();
    expect(looks.take(true)).toBe('round');
    expect(looks.canTake(false)).toBe(false);
    expect(looks.canTake(true)).toBe(true);
    expect(looks.take(true)).toBe('close');
    expect(looks.canTake(true)).toBe(false);
  });

  it('forces one every third frame; both kinds then take turns', () => {
    expect(forced(new SecondLooks(), 9, false)).toEqual(['round', 'round', 'round']);
    expect(forced(new SecondLooks(), 12, true)).toEqual(['close', 'round', 'close', 'round']);
  });

  it('forces one every frame until the passes that are left have seen a new scene', () => {
    const looks = new SecondLooks();
    looks.noteNewScene(4);
    expect(forced(looks, 2, false)).toEqual(['round', 'round']);
    expect(forced(looks, 2, true)).toEqual(['round', 'close', 'round']);
    expect(forced(looks, 2, true)).toEqual([]);
  });

  it('has one every third frame where nothing has changed, but none less of those that are due', () => {
    const looks = new SecondLooks();
    const rounds = () => {
      let count = 0;
      for (let frame = 0; frame < 12; frame++) {
        looks.noteAnalysed();
        looks.isIdle = true;
        for (; looks.canTake(false); count++) looks.take(false);
      }
      return count;
    };
    expect(rounds()).toBe(4);
    looks.noteNewScene(12);
    expect(rounds()).toBe(12);
  });

  it('has none at a frame that failed, and none after it failed itself', () => {
    const looks = new SecondLooks();
    looks.noteAnalysed();
    looks.forgo();
    expect(looks.canTake(true)).toBe(false);
    looks.noteFailure({ code: 'model_invalid', message: 'No.' });
    looks.noteAnalysed();
    expect(looks.canTake(true)).toBe(false);
    looks.beginEpoch();
    expect(looks.canTake(true)).toBe(true);
  });
});
