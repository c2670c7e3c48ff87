import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameClock } from '../../control-server/src/stream/frame-clock.ts';

describe('FrameClock', () => {
  it('knows, interpolates and extrapolates', () => {
    const clock = new FrameClock();
    clock.add(10, 1000, 20);
    clock.add(14, 1100, 20);
    expect(clock.timeOf(10)).toBe(1000);
    expect(clock.timeOf(12)).toBe(1050);
    expect(clock.timeOf(14)).toBe(1100);
    expect(clock.timeOf(16)).toBe(1140);
    expect(clock.timeOf(8)).toBe(960);
  });

  it('has nothing to say before the first frame or after a reset', () => {
    const clock = new FrameClock();
    expect(clock.timeOf(5)).toBe(0);
    clock.add(1, 500, 33);
    clock.reset();
    expect(clock.timeOf(1)).toBe(0);
  });

  it('rises with the id, whatever was skipped or forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ gap: fc.integer({ min: 1, max: 9 }), ms: fc.integer({ min: 1, max: 90 }) }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        (steps) => {
          const clock = new FrameClock(16);
          let id = 0;
          let timeMs = 0;
          for (const step of steps) {
            id += step.gap;
            timeMs += step.ms;
            clock.add(id, timeMs, 33);
          }
          for (let asked = 1; asked < id + 10; asked++) {
            expect(clock.timeOf(asked + 1)).toBeGreaterThan(clock.timeOf(asked));
          }
        },
      ),
    );
  });
});
