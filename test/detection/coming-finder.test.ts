import { describe, expect, it } from 'vitest';
import { ComingFinder } from '../../control-server/src/detection/coming-finder.ts';
import type { FaceFinder } from '../../control-server/src/stream/face-finder.ts';

const image = { data: new Uint8Array(4), widthPx: 1, heightPx: 1 };
const square = { xPx: 0, yPx: 0, sidePx: 1 };
const face = {
  xPx: 0,
  yPx: 0,
  widthPx: 1,
  heightPx: 1,
  angleRad: 0,
  confidence: 1,
};

const come: FaceFinder = {
  provider: 'webgpu, cpu',
  furtherPasses: [],
  primary: async () => [face],
  closely: async () => [face, face],
};

describe('detectors that are still being opened', () => {
  it('find nothing, and say so, instead of finding no face', () => {
    const finder = new ComingFinder('cpu');
    expect(finder.hasCome).toBe(false);
    expect(finder.provider).toBe('cpu');
    expect(() => finder.primary(image)).toThrow('not open');
    expect(() => finder.closely(image, square)).toThrow('not open');
    expect(() => finder.furtherPasses).toThrow('not open');
  });

  it('are those that have come', async () => {
    const finder = new ComingFinder('cpu');
    finder.arrive(come);
    expect(finder.hasCome).toBe(true);
    expect(finder.provider).toBe('webgpu, cpu');
    expect(finder.furtherPasses).toBe(come.furtherPasses);
    expect(await finder.primary(image)).toEqual([face]);
    expect(await finder.closely(image, square)).toEqual([face, face]);
  });
});
