import { describe, expect, it } from 'vitest';
import { CodedError } from '../../control-server/src/coded-error.ts';
import { stripes } from './fake-port.ts';
import { createStream } from './guarded-stream.ts';

describe('MaskStream when something fails', () => {
  it('publishes no mask for frames the detector failed on, says so, and recovers', async () => {
    const { port, finder, states, analyse } = createStream();
    for (let id = 1; id <= 10; id++) {
      await analyse(id);
    }
    const before = port.publishedIds.length;
    finder.error = new CodedError('model_invalid', 'The model can not be run.');
    for (let id = 11; id <= 15; id++) {
      await analyse(id);
    }
    expect(port.publishedIds).toHaveLength(before);
    finder.error = undefined;
    for (let id = 16; id <= 40; id++) {
      await analyse(id);
    }
    expect(port.publishedIds.filter((id) => id >= 11 && id <= 15)).toEqual([]);
    expect(port.publishedIds).toContain(20);
    expect(states.map((health) => health.state)).toEqual(['running', 'failed', 'running']);
    expect(states[1]?.code).toBe('model_invalid');
  });

  it('goes on without second looks when they fail, and says so', async () => {
    const { port, finder, stream, states, analyse } = createStream();
    finder.secondError = new CodedError('model_invalid', 'The second model can not be run.');
    for (let id = 1; id <= 20; id++) {
      await analyse(id);
      if (stream.canDeepen()) {
        await stream.deepen();
      }
    }
    expect(port.publishedIds).toHaveLength(12);
    expect(states.map((health) => [health.state, health.code])).toEqual([
      ['running', 'model_invalid'],
    ]);
  });

  it('publishes no mask for a frame whose passes after a scene cut failed', async () => {
    const { port, finder, states, analyse } = createStream();
    const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
    port.paint = (pixels) => stripes(pixels, 4);
    for (let id = 1; id <= 10; id++) {
      await analyse(id, exact);
    }
    finder.secondError = new CodedError('model_invalid', 'The second model can not be run.');
    port.paint = (pixels) => stripes(pixels, 23);
    await analyse(12, exact);
    finder.secondError = undefined;
    await analyse(14, exact);
    expect(port.publishedIds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14]);
    expect(states.map((health) => health.state)).toEqual(['running', 'failed', 'running']);
  });

  it.each(['error', 'secondError'] as const)(
    'looks thoroughly at the next frame when the first of a new scene failed with %s',
    async (failing) => {
      const { port, finder, analyse } = createStream();
      const exact = { mode: 'exact', delayFrames: 4, lookAheadFrames: 0 };
      port.paint = (pixels) => stripes(pixels, 4);
      for (let id = 1; id <= 10; id++) await analyse(id, exact);
      expect(finder.secondLooks).toBe(1);
      finder[failing] = new CodedError('model_invalid', 'The model can not be run.');
      port.paint = (pixels) => stripes(pixels, 23);
      await analyse(11, exact);
      finder[failing] = undefined;
      const before = finder.secondLooks;
      await analyse(12, exact);
      expect(finder.secondLooks).toBe(before + 1);
      await analyse(13, exact);
      expect(finder.secondLooks).toBe(before + 1);
    },
  );

  it('gives up its tracks after failing three times in a row', async () => {
    const { port, finder, analyse } = createStream();
    for (let id = 1; id <= 10; id++) {
      await analyse(id);
    }
    finder.error = new Error('no luck');
    for (let id = 11; id <= 13; id++) {
      await analyse(id);
    }
    finder.error = undefined;
    for (let id = 14; id <= 40; id++) {
      await analyse(id);
    }
    expect(port.publishedIds.filter((id) => id > 2 && id < 14)).toEqual([]);
    expect(port.publishedIds).toContain(14);
  });

  it('waits for the next frame when one can not be read, and says why', async () => {
    const { port, stream, states } = createStream();
    port.readFrame = () => {
      throw new CodedError('frame_invalid', 'A frame was refused.');
    };
    port.show(1);
    expect(await stream.analyse()).toBe(false);
    expect(states.map((health) => health.code)).toEqual(['frame_invalid']);
    expect(port.published).toEqual([]);
  });
});
