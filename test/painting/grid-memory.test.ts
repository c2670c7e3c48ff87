import { describe, expect, it } from 'vitest';
import { GridMemory } from '../../control-server/src/painting/grid-memory.ts';
import { imageOf, regionOf } from './faces.ts';

const grey = (value: number) => ({
  image: imageOf(64, 36, () => [value, value, value]),
  scaleX: 0.1,
  scaleY: 0.1,
});
const colourAt = (memory: GridMemory, timeMs: number) => memory.gridFor(1, timeMs, 5)?.colours[0];

describe('GridMemory', () => {
  it('changes colours four times a second at most', () => {
    const memory = new GridMemory();
    const seen = new Set<number | undefined>();
    for (let frame = 0; frame <= 60; frame++) {
      const timeMs = (frame * 1000) / 30;
      memory.observe(grey(frame * 4), [regionOf()], timeMs);
      seen.add(colourAt(memory, timeMs));
    }
    expect(seen.size).toBeLessThanOrEqual(9);
    expect(seen.size).toBeGreaterThanOrEqual(7);
  });

  it('takes them anew at once where a face turns out to be larger', () => {
    const memory = new GridMemory();
    memory.observe(grey(66), [regionOf()], 0);
    memory.observe(grey(132), [regionOf({ faceHeightPx: 110 })], 40);
    expect(colourAt(memory, 40)).toBe(66);
    memory.observe(grey(132), [regionOf({ faceHeightPx: 130 })], 80);
    expect(colourAt(memory, 80)).toBe(132);
    memory.observe(grey(197), [regionOf()], 120);
    memory.observe(grey(197), [regionOf({ faceHeightPx: 130 })], 160);
    expect(colourAt(memory, 160)).toBe(132);
  });

  it('gives a delayed frame the colours of its own time, and the first before there are any', () => {
    const memory = new GridMemory();
    for (const [at, value] of [0, 66, 132, 197].entries()) {
      memory.observe(grey(value), [regionOf()], 1000 + at * 250);
    }
    expect(colourAt(memory, 900)).toBe(0);
    expect(colourAt(memory, 1000)).toBe(0);
    expect(colourAt(memory, 1260)).toBe(66);
    expect(colourAt(memory, 1749)).toBe(132);
    expect(colourAt(memory, 9999)).toBe(197);
  });

  it('knows nothing of a track that was never observed', () => {
    expect(new GridMemory().gridFor(5, 0, 5)).toBeUndefined();
  });

  it('forgets tracks that are gone, and holds a bounded number', () => {
    const memory = new GridMemory();
    for (let id = 1; id <= 300; id++) memory.observe(grey(9), [regionOf({ trackId: id })], id * 20);
    expect(memory.trackCount).toBeLessThanOrEqual(80);
    memory.observe(grey(9), [], 20_000);
    expect(memory.trackCount).toBe(0);
  });

  it('starts anew after a reset', () => {
    const memory = new GridMemory();
    memory.observe(grey(9), [regionOf()], 5000);
    memory.reset();
    expect(memory.gridFor(1, 5000, 5)).toBeUndefined();
    memory.observe(grey(132), [regionOf()], 10);
    expect(colourAt(memory, 10)).toBe(132);
  });
});
