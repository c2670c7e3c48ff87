// Frames that came before the daemon: they are looked at in their order, and masks come once every pass has had its look.

import { describe, expect, it } from 'vitest';
import { type FakePort, face, isInside } from './fake-port.ts';
import { createStream } from './guarded-stream.ts';

/** Ids of the frames that are read from now on. */
function readIds(port: FakePort): number[] {
  const ids: number[] = [];
  const { readFrame } = port;
  port.readFrame = (pixels, facts, after) => {
    const isRead = readFrame.call(port, pixels, facts, after);
    ids.push(facts.id);
    return isRead;
  };
  return ids;
}

describe('a stream that begins with a backlog', () => {
  it('looks at the frames in their order, and then at the newest', async () => {
    const { port, stream } = createStream();
    const analysed = readIds(port);
    port.backlog = [3, 6, 9];
    port.show(12);
    while (stream.hasNewFrame()) await stream.analyse();
    expect(analysed).toEqual([3, 6, 9, 12]);
    port.backlog = [13, 14];
    port.show(15);
    await stream.analyse();
    port.backlog = [16];
    port.show(17);
    await stream.analyse();
    // What came while the first look was taken is backlog too; once it has caught up only the newest counts.
    expect(analysed.slice(4)[0]).toBe(13);
    while (stream.hasNewFrame()) await stream.analyse();
    port.backlog = [18, 19];
    port.show(20);
    await stream.analyse();
    expect(analysed.at(-1)).toBe(20);
  });

  it('publishes nothing before every pass has looked, and then all that its look-ahead allows', async () => {
    const { port, finder, stream } = createStream();
    port.backlog = [3, 6, 9];
    port.show(12);
    for (const [at, analysed] of [3, 6, 9].entries()) {
      await stream.analyse();
      expect(port.published, `after ${analysed}`).toEqual([]);
      // One each, for what is gone when every pass looks.
      expect(finder.secondLooks, `after ${analysed}`).toBe(at + 1);
    }
    // What only a second pass sees in the newest frame is masked in all of them.
    finder.secondFaces = [face(20, 10, 8)];
    await stream.analyse();
    expect(finder.secondLooks).toBeGreaterThan(3);
    expect(port.publishedIds).toEqual([3, 4]);
    for (const { quads } of port.published)
      expect(quads.some((quad) => isInside(quad, 480, 280))).toBe(true);
  });

  it('masks a face that only a second pass sees, and that is gone when every pass looks', async () => {
    const { port, finder, stream } = createStream();
    port.backlog = [3, 6, 9];
    port.show(12);
    finder.secondFaces = [face(20, 10, 8)];
    await stream.analyse();
    finder.secondFaces = [];
    while (stream.hasNewFrame()) await stream.analyse();
    expect(port.publishedIds).toEqual([3, 4]);
    for (const { quads } of port.published)
      expect(quads.some((quad) => isInside(quad, 480, 280))).toBe(true);
  });

  it('goes on with the main pass alone where second passes fail', async () => {
    const { port, finder, stream, states } = createStream();
    port.backlog = [3, 6, 9];
    port.show(12);
    finder.secondError = new Error('no memory');
    while (stream.hasNewFrame()) await stream.analyse();
    expect(port.publishedIds).toEqual([3, 4]);
    expect(states.at(-1)?.state).toBe('running');
    expect(states.at(-1)?.code).not.toBe('');
  });

  it('puts further looks off until it has caught up, and only then', async () => {
    const begin = async (backlog: number[]) => {
      const { port, finder, stream } = createStream();
      finder.smallPasses = 4;
      port.backlog = backlog;
      port.show(12);
      while (stream.hasNewFrame()) await stream.analyse();
      const isLookedAt = stream.mustDeepen();
      port.backlog = [];
      port.show(13);
      await stream.analyse();
      return [isLookedAt, stream.mustDeepen()];
    };
    expect(await begin([])).toEqual([true, true]);
    expect(await begin([3, 6, 9])).toEqual([false, true]);
  });

  it('looks again where the frame that every pass looked at failed', async () => {
    const { port, finder, stream } = createStream();
    const { publishMask } = port;
    port.backlog = [3, 6, 9];
    port.show(12);
    port.publishMask = () => {
      throw new Error('no room');
    };
    while (stream.hasNewFrame()) await stream.analyse();
    const looks = finder.secondLooks - port.backlog.length;
    expect(looks).toBeGreaterThan(0);
    port.publishMask = publishMask;
    port.show(13);
    await stream.analyse();
    expect(finder.secondLooks).toBe(port.backlog.length + 2 * looks);
  });

  it('goes on with the newest frame where it can not keep up', async () => {
    const { port, stream } = createStream();
    const read = readIds(port);
    for (let newest = 100; newest < 160; newest += 3) {
      port.backlog = [newest - 9, newest - 6, newest - 3];
      port.show(newest);
      await stream.analyse();
    }
    expect(read[0]).toBe(91);
    expect(read.slice(-5)).toEqual([145, 148, 151, 154, 157]);
  });

  it('has its late masks count for nothing in the quality of what follows', async () => {
    const { port, stream } = createStream();
    port.backlog = [3, 6, 9];
    port.show(40);
    while (stream.hasNewFrame()) await stream.analyse();
    expect(stream.status(1).quality_step).toBe('full');
    expect(stream.status(1).frame_to_mask_ms.p99 ?? 0).toBeLessThan(500);
  });
});
