import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  livePredictedFrames,
  planEmission,
} from '../../control-server/src/stream/emission-plan.ts';

const ids = fc.record({
  analysedId: fc.integer({ min: 1, max: 100_000 }),
  newer: fc.integer({ min: 0, max: 60 }),
  behind: fc.integer({ min: 0, max: 120 }),
  lookAheadFrames: fc.integer({ min: 0, max: 60 }),
  pipelineFrames: fc.integer({ min: 0, max: 8 }),
  reserveFrames: fc.integer({ min: 1, max: 8 }),
});

describe('planEmission', () => {
  it('publishes the analysed frame at once in exact mode, and the skipped ones before it', () => {
    const plan = planEmission({
      mode: 'exact',
      delayFrames: 4,
      lookAheadFrames: 0,
      analysedId: 20,
      newestId: 22,
      emittedId: 17,
      reserveFrames: 1,
    });
    expect(plan).toEqual({ firstId: 18, lastId: 20, isExtrapolated: false });
  });

  it('waits for the whole look-ahead in guard mode while analyses keep up', () => {
    const plan = planEmission({
      mode: 'guard',
      delayFrames: 12,
      lookAheadFrames: 8,
      analysedId: 20,
      newestId: 20,
      emittedId: 11,
      reserveFrames: 1,
    });
    expect(plan).toEqual({ firstId: 12, lastId: 12, isExtrapolated: false });
  });

  it('gives up half of the look-ahead before it misses the deadline', () => {
    const plan = planEmission({
      mode: 'guard',
      delayFrames: 12,
      lookAheadFrames: 8,
      analysedId: 20,
      newestId: 23,
      emittedId: 11,
      reserveFrames: 3,
    });
    // Frame 16 leaves at tick 28; the next emission may be as late as tick 23 + 2 + 3.
    expect(plan.lastId).toBe(16);
  });

  it('lets a frame become late rather than publish it with less', () => {
    fc.assert(
      fc.property(ids, (input) => {
        const plan = planEmission({
          mode: 'guard',
          analysedId: input.analysedId,
          newestId: input.analysedId + input.newer,
          emittedId: input.analysedId - input.behind,
          lookAheadFrames: input.lookAheadFrames,
          delayFrames: input.lookAheadFrames + input.pipelineFrames,
          reserveFrames: input.reserveFrames,
        });
        expect(input.analysedId - plan.lastId).toBeGreaterThanOrEqual(input.lookAheadFrames / 2);
      }),
    );
  });

  it('never publishes a frame after the analysed one, except in live mode', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom('guard' as const, 'exact' as const), (input, mode) => {
        const plan = planEmission({
          mode,
          analysedId: input.analysedId,
          newestId: input.analysedId + input.newer,
          emittedId: input.analysedId - input.behind,
          lookAheadFrames: input.lookAheadFrames,
          delayFrames: input.lookAheadFrames + input.pipelineFrames,
          reserveFrames: input.reserveFrames,
        });
        expect(plan.lastId).toBeLessThanOrEqual(input.analysedId);
        expect(plan.firstId).toBeGreaterThan(input.analysedId - input.behind);
        expect(plan.isExtrapolated).toBe(false);
      }),
    );
  });

  it('publishes in guard mode what would otherwise be late at the next emission', () => {
    fc.assert(
      fc.property(ids, (input) => {
        const newestId = input.analysedId + input.newer;
        const delayFrames = input.lookAheadFrames + input.pipelineFrames;
        const plan = planEmission({
          mode: 'guard',
          analysedId: input.analysedId,
          newestId,
          emittedId: 0,
          lookAheadFrames: input.lookAheadFrames,
          delayFrames,
          reserveFrames: input.reserveFrames,
        });
        const firstUnpublished = plan.lastId + 1;
        const drawnAtTick = firstUnpublished + delayFrames;
        const isOnTime = drawnAtTick > newestId + 2 + input.reserveFrames;
        const hasLeast = input.analysedId - firstUnpublished >= input.lookAheadFrames / 2;
        expect(isOnTime || !hasLeast).toBe(true);
      }),
    );
  });

  it('never publishes more than the ring of masks holds, whatever the ids', () => {
    const plan = planEmission({
      mode: 'exact',
      delayFrames: 4,
      lookAheadFrames: 0,
      analysedId: 2 ** 53 - 2,
      newestId: 2 ** 53 - 2,
      emittedId: 10,
      reserveFrames: 1,
    });
    expect(plan.lastId - plan.firstId + 1).toBe(128);
  });

  it('predicts the frames after the newest in live mode', () => {
    const plan = planEmission({
      mode: 'live',
      delayFrames: 0,
      lookAheadFrames: 0,
      analysedId: 20,
      newestId: 21,
      emittedId: 19,
      reserveFrames: 1,
    });
    expect(plan).toEqual({ firstId: 22, lastId: 21 + livePredictedFrames, isExtrapolated: true });
  });
});
