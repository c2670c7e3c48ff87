import { describe, expect, it } from 'vitest';
import { createStream } from './guarded-stream.ts';

describe('MaskStream in guard mode, with passes that have fallen behind', () => {
  /** Nobody looks for 160 frames; then there is time for it, a look takes 10 ms, and `step` frames pass meanwhile. */
  async function lateLooks(step: number) {
    const { port, finder, stream, analyse } = createStream();
    finder.smallPasses = 17;
    port.flicker();
    let lookedMs = 0;
    port.nowMs = () => port.frame.publishedMs + lookedMs;
    const further = finder.further.bind(finder);
    finder.further = (...look) => {
      lookedMs += 10;
      return further(...look);
    };
    const looksAt = new Map<number, number>();
    for (let id = 1; id <= 240; id += (looksAt.get(id) ?? 0) > 1 ? step : 1) {
      lookedMs = 0;
      await analyse(id, { publishedMs: id * (100 / 3) + 33 });
      let looks = 0;
      for (; id > 160 && stream.canDeepen() && (looks === 0 || stream.mustDeepen()); looks++) {
        await stream.deepen();
      }
      looksAt.set(id, looks);
    }
    return { ids: port.publishedIds, looksAt };
  }

  it('withholds the picture, and looks as often as there is time for until they have caught up', async () => {
    const { ids, looksAt } = await lateLooks(1);
    expect(ids).not.toContain(140);
    // 18 passes; until the next analysis there are 89 ms.
    expect([161, 162, 163, 164].map((id) => looksAt.get(id))).toEqual([8, 8, 2, 1]);
    expect(ids.find((id) => id > 130)).toBeLessThan(164);
    expect(ids).toContain(220);
  });

  it('publishes none of the frames that came meanwhile', async () => {
    const { ids, looksAt } = await lateLooks(3);
    const caughtUp = [...looksAt].filter(([, looks]) => looks > 1).map(([id]) => id);
    expect(caughtUp.length).toBeGreaterThan(1);
    for (const id of caughtUp) expect(ids).not.toContain(id + 1);
    expect(ids).toContain(220);
  });
});
