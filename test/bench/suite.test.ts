import { describe, expect, it } from 'vitest';
import { capturedFrames } from '../../bench/leak/capture-times.ts';
import { castViews } from '../../bench/leak/cast.ts';
import type { ClipSpec, PersonSpec } from '../../bench/leak/clip-spec.ts';
import { headHeightAt, placeAt } from '../../bench/leak/motion.ts';
import { generatedSuite } from '../../bench/leak/suite.ts';
import { headWidth } from '../../bench/leak/suite-people.ts';

const views = castViews();
const suite = generatedSuite({ seed: 1, views });

function people(specs: readonly ClipSpec[]): PersonSpec[] {
  return specs.flatMap(({ shots }) => shots.flatMap((shot) => shot.people));
}

/** In head widths a frame. */
function fastest({ fps, seconds, shots }: ClipSpec): number {
  let most = 0;
  for (const person of shots.flatMap((shot) => shot.people)) {
    for (let frame = 1; frame < seconds * fps; frame++) {
      const [x, y] = placeAt(person.motion, (frame - 1) / fps);
      const [nextX, nextY] = placeAt(person.motion, frame / fps);
      const width = headWidth(headHeightAt(person, frame / fps));
      most = Math.max(most, Math.hypot(nextX - x, ((nextY - y) * 9) / 16) / width);
    }
  }
  return most;
}

describe('the generated suite', () => {
  it('has clips of distinct names, each the same every time', () => {
    const names = suite.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(generatedSuite({ seed: 1, views })).toEqual(suite);
  });

  it('is another one with another seed', () => {
    const other = generatedSuite({ seed: 2, views });
    expect(other.map(({ name }) => name)).toEqual(suite.map(({ name }) => name));
    for (const [index, spec] of other.entries())
      expect(spec.shots).not.toEqual(suite[index]?.shots);
  });

  it('has the whole cast in it, whatever the seed', () => {
    for (const seed of [1, 2, 3]) {
      const seen = new Set(people(generatedSuite({ seed, views })).map(({ cast }) => cast));
      expect([...seen].sort((a, b) => a - b)).toEqual(views.map((_view, member) => member));
    }
  });

  it('goes from 3 to 60 percent of the height, from 1 to 12 faces, to half a head width a frame', () => {
    const heights = people(suite).flatMap(({ headHeight, headHeightTo = headHeight }) => [
      headHeight,
      headHeightTo,
    ]);
    expect(Math.min(...heights)).toBe(0.03);
    expect(Math.max(...heights)).toBe(0.6);
    const counts = suite.flatMap(({ shots }) => shots.map((shot) => shot.people.length));
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(12);
    // A leap is no speed.
    const speeds = suite.filter(({ name }) => name !== 'leaps').map(fastest);
    expect(Math.max(...speeds)).toBeGreaterThan(0.48);
    expect(Math.max(...speeds)).toBeLessThan(0.8);
  });

  it('has a quick part that is part of it', () => {
    const quick = generatedSuite({ seed: 1, views, isQuick: true });
    expect(quick).toHaveLength(10);
    for (const spec of quick) expect(suite).toContainEqual(spec);
  });

  it('captures the frames that its length promises', () => {
    for (const spec of suite.filter(({ rate }) => !rate?.lateTicks)) {
      expect(capturedFrames(spec)).toHaveLength(Math.round(spec.seconds * spec.fps));
    }
  });
});
