// Fewer looks while masks come late, all of them again when there is time, and no hunting between.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysisBudgetMs, QualityLadder } from '../../control-server/src/stream/quality-ladder.ts';
import type { QualityStep } from '../../protocol/messages.ts';

interface Change {
  readonly atMs: number;
  readonly step: QualityStep;
}

/** A machine on which passes take their time and masks are late where that is too long. */
class Machine {
  readonly changes: Change[] = [];
  readonly ladder: QualityLadder;
  nowMs = 0;
  budgetMs = 44;
  streams = [{}];
  reasons: string[] = [];

  constructor() {
    this.ladder = new QualityLadder({
      onChange: (step, reason) => {
        this.changes.push({ atMs: this.nowMs, step });
        this.reasons.push(reason);
      },
    });
  }

  /** Frames for so long; one in `framesPerLook` has a look. */
  run(seconds: number, analysisMs: number, lookMs: number, jitter = () => 0): void {
    const untilMs = this.nowMs + seconds * 1000;
    for (let frame = 0; this.nowMs < untilMs; frame++) {
      const { framesPerLook } = this.ladder.demand;
      for (const stream of this.streams) {
        const isLooked = frame % framesPerLook === 0;
        const tookMs = analysisMs * (1 + jitter());
        this.ladder.noteAnalysis(tookMs);
        if (isLooked) this.ladder.noteLook(lookMs * (1 + jitter()));
        const needMs = (tookMs + lookMs / framesPerLook) * this.streams.length;
        this.nowMs += Math.max(1000 / 30, needMs) / this.streams.length;
        this.ladder.review({
          stream,
          budgetMs: this.budgetMs,
          isLate: isLooked && needMs > this.budgetMs,
          nowMs: this.nowMs,
        });
      }
    }
  }

  get step(): QualityStep {
    return this.ladder.demand.step;
  }
}

describe('the quality ladder', () => {
  it('steps down when the machine gets slow, and up again when it is quick', () => {
    const machine = new Machine();
    machine.run(20, 7, 14);
    expect(machine.changes).toEqual([]);
    machine.run(20, 36, 72);
    expect(machine.step).toBe('few_looks');
    expect(machine.reasons.at(-1)).toBe(
      'An analysis takes 36 ms and a further look 72 ms; there are 44 ms.',
    );
    machine.run(20, 7, 14);
    expect(machine.changes.map(({ step }) => step)).toEqual(['few_looks', 'fewer_looks', 'full']);
    expect(machine.ladder.reason).toBe('');
  });

  it('goes to the first step that helps', () => {
    const machine = new Machine();
    machine.run(20, 30, 60);
    expect(machine.changes.map(({ step }) => step)).toEqual(['fewer_looks']);
  });

  it('gives nothing up where masks come in time, or where that would not help', () => {
    const onTime = new Machine();
    onTime.budgetMs = 1000;
    onTime.run(30, 60, 120);
    expect(onTime.changes).toEqual([]);
    const hopeless = new Machine();
    hopeless.run(30, 83, 83);
    expect(hopeless.changes).toEqual([]);
    // And takes it back where it has become so.
    const worse = new Machine();
    worse.run(10, 36, 72);
    worse.run(10, 120, 240);
    expect(worse.step).toBe('full');
  });

  it('is not moved by single long passes', () => {
    const machine = new Machine();
    let pass = 0;
    machine.run(60, 7, 14, () => (pass++ % 7 === 0 ? 60 : 0));
    expect(machine.changes).toEqual([]);
  });

  it('shares the time among the streams that have frames', () => {
    const machine = new Machine();
    machine.streams = [{}, {}];
    machine.run(20, 17, 34);
    expect(machine.step).toBe('few_looks');
    expect(machine.reasons.at(-1)).toContain('2 masks together');
    machine.streams = [{}];
    machine.run(20, 17, 34);
    expect(machine.step).toBe('full');
  });

  it('waits twice as long before each step up where the one before did not last', () => {
    const machine = new Machine();
    // Quick enough for all looks only as long as there are few.
    for (let part = 0; part < 6000; part++) {
      const isFull = machine.step === 'full';
      machine.run(0.1, isFull ? 36 : 20, isFull ? 72 : 20);
    }
    const ups = machine.changes.filter(({ step }) => step === 'full').map(({ atMs }) => atMs);
    expect(ups.length).toBeGreaterThan(3);
    expect(ups.length).toBeLessThan(12);
    const waits = ups.slice(1).map((atMs, index) => atMs - (ups[index] ?? 0));
    expect(waits[3]).toBeGreaterThan(1.5 * (waits[1] ?? 0));
  });

  it('does not hunt, whatever the load: ever fewer steps up are tried', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 120 }),
        fc.integer({ min: 5, max: 200 }),
        fc.integer({ min: 0, max: 30 }),
        fc.infiniteStream(fc.integer({ min: -100, max: 100 })),
        (analysisMs, lookMs, noise, stream) => {
          const machine = new Machine();
          const jitter = () => (((stream.next().value as number) / 100) * noise) / 100;
          machine.run(600, analysisMs, lookMs, jitter);
          // Ten minutes: 3 s, 6 s, 12 s, … between attempts, down and up of at most two steps each.
          expect(machine.changes.length).toBeLessThan(40);
          expect(machine.changes.filter(({ atMs }) => atMs > 300_000).length).toBeLessThan(12);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the time that an analysis may take', () => {
  const intervalMs = 1000 / 30;
  it.each([
    ['guard', { delayFrames: 12, lookAheadFrames: 8 }, (8 / 3) * intervalMs],
    ['guard with a long look-ahead', { delayFrames: 34, lookAheadFrames: 30 }, 110],
    ['exact', { delayFrames: 4, lookAheadFrames: 0 }, (4 / 3) * intervalMs],
    ['live', { delayFrames: 0, lookAheadFrames: 0 }, intervalMs],
  ])('in %s mode', (_mode, delay, expectedMs) => {
    expect(analysisBudgetMs({ ...delay, frameIntervalMs: intervalMs })).toBeCloseTo(expectedMs);
  });
});

describe('time for what no mask depends on', () => {
  it('is what analyses and their looks leave of the budget, divided among the streams', () => {
    const machine = new Machine();
    expect(machine.ladder.hasTimeFor(20)).toBe(true);
    machine.run(3, 20, 15);
    // 20 + 15 / 3 of 44 ms, of which 85 % may be used.
    expect(machine.ladder.hasTimeFor(12)).toBe(true);
    expect(machine.ladder.hasTimeFor(13)).toBe(false);
    machine.streams = [{}, {}];
    machine.run(3, 8, 6);
    expect(machine.ladder.hasTimeFor(8)).toBe(true);
    expect(machine.ladder.hasTimeFor(9)).toBe(false);
  });

  it('is that of one stream again as soon as the other has ended', () => {
    const machine = new Machine();
    const [first, second] = [{}, {}];
    machine.streams = [first, second];
    machine.run(3, 8, 6);
    expect(machine.ladder.shareMs).toBe(machine.budgetMs / 2);
    expect(machine.ladder.hasTimeFor(9)).toBe(false);
    machine.ladder.forget(second);
    expect(machine.ladder.shareMs).toBe(machine.budgetMs);
    expect(machine.ladder.hasTimeFor(9)).toBe(true);
  });

  it('is none at a lower step', () => {
    const machine = new Machine();
    machine.run(10, 40, 30);
    expect(machine.step).not.toBe('full');
    expect(machine.ladder.hasTimeFor(0)).toBe(false);
  });
});
