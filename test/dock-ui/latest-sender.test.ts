import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../dock-ui/src/connection/backoff.ts';
import { LatestSender } from '../../dock-ui/src/connection/latest-sender.ts';
import { FakeClock, settled } from './fake-clock.ts';

const intervalMs = 60;

interface Sent {
  readonly atMs: number;
  readonly value: number;
}

function senderFor(clock: FakeClock, answerMs: number) {
  const sent: Sent[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  let settledCount = 0;
  const sender = new LatestSender<number>({
    clock,
    intervalMs,
    merge: (_earlier, later) => later,
    send: (value) => {
      sent.push({ atMs: clock.nowMs(), value });
      mostUnderWay = Math.max(mostUnderWay, ++underWay);
      return new Promise((resolve) => {
        clock.after(answerMs, () => {
          underWay--;
          resolve();
        });
      });
    },
    onSettled: () => {
      settledCount++;
    },
  });
  return {
    sender,
    sent,
    get mostUnderWay() {
      return mostUnderWay;
    },
    get settledCount() {
      return settledCount;
    },
  };
}

it('sends the first change at once', async () => {
  const clock = new FakeClock();
  const { sender, sent } = senderFor(clock, 5);
  sender.push(10);
  await settled();
  expect(sent).toEqual([{ atMs: 0, value: 10 }]);
});

it('whatever is dragged, however slow the answers: the last value is sent, one at a time, never too often', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ waitMs: fc.nat({ max: 200 }), value: fc.integer({ min: 10, max: 100 }) }),
        { minLength: 1, maxLength: 40 },
      ),
      fc.nat({ max: 500 }),
      async (drags, answerMs) => {
        const clock = new FakeClock();
        const run = senderFor(clock, answerMs);
        for (const { waitMs, value } of drags) {
          await clock.pass(waitMs);
          run.sender.push(value);
        }
        await clock.pass(10_000);
        expect(run.sent.at(-1)?.value).toBe(drags.at(-1)?.value);
        expect(run.mostUnderWay).toBe(1);
        expect(run.sender.isWaiting).toBe(false);
        expect(run.settledCount).toBeGreaterThan(0);
        for (const [index, { atMs }] of run.sent.entries()) {
          const before = run.sent[index - 1];
          if (before) expect(atMs - before.atMs).toBeGreaterThanOrEqual(intervalMs);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('waits longer after each failure, up to five seconds, and never twice as long as that', () => {
  const waits = Array.from({ length: 12 }, (_none, failures) => backoffMs(failures + 1, 0.5));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(backoffMs(1, 0)).toBeGreaterThan(0);
  expect(backoffMs(1000, 0.999)).toBeLessThanOrEqual(5000);
});
