import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPasses } from '../../bench/detect/join-passes.ts';
import type { Detection } from '../../control-server/src/detection/detection.ts';

function seen(xPx: number, confidence: number): Detection {
  return { xPx, yPx: 0, widthPx: 10, heightPx: 10, angleRad: 0, confidence };
}

/** Of a face that each pass reports with this confidence. */
function jointOf(passes: Record<string, number>): number {
  const findings = Object.entries(passes).map(([pass, confidence]) => ({
    pass,
    detections: [seen(0, confidence)],
  }));
  return (
    joinPasses([...findings, { pass: 'blazeface-square-0', detections: [] }])[0]?.confidence ?? 0
  );
}

describe('passes together', () => {
  it('are what a single pass found', () => {
    const detections = [seen(0, 0.9), seen(1, 0.3)];
    expect(joinPasses([{ pass: 'ultraface-448', detections }])).toEqual(detections);
  });

  it('are surer of what they all see than of what one of them sees, however sure that one is', () => {
    const one = jointOf({ 'ultraface-448': 0.99 });
    const all = jointOf({ 'ultraface-448': 0.8, 'ultraface-640': 0.8, 'blazeface-whole': 0.8 });
    expect(all).toBeGreaterThan(one);
  });

  it('gain nothing from a second look of the same kind that is less sure', () => {
    expect(jointOf({ 'blazeface-whole': 0.8, 'blazeface-square-3': 0.7 })).toBe(
      jointOf({ 'blazeface-whole': 0.8 }),
    );
  });

  it('count less beside a model of the user’s, whose word counts most', () => {
    const seenByBuilt = { 'ultraface-448': 0.9, 'ultraface-320': 0.9 };
    const beside = joinPasses([
      { pass: 'user/own', detections: [seen(50, 0.9)] },
      ...Object.entries(seenByBuilt).map(([pass, confidence]) => ({
        pass,
        detections: [seen(0, confidence)],
      })),
    ]);
    expect(beside.map(({ xPx }) => xPx)).toEqual([50, 0]);
    expect(beside[1]?.confidence).toBeLessThan(jointOf(seenByBuilt));
  });

  it('of one network at several sizes are several looks', () => {
    expect(jointOf({ 'ultraface-448': 0.8, 'ultraface-320': 0.8 })).toBeGreaterThan(
      jointOf({ 'ultraface-448': 0.8 }),
    );
  });

  it('of another network are another look', () => {
    const one = jointOf({ 'ultraface-640': 0.8 });
    const two = jointOf({ 'ultraface-640': 0.8, 'fullrange-640': 0.8 });
    expect(two).toBeGreaterThan(one);
    expect(
      jointOf({ 'ultraface-640': 0.8, 'fullrange-640': 0.8, 'fullrange-320': 0.8 }),
    ).toBeGreaterThan(two);
  });

  it('take a face that is beside another as another', () => {
    const joined = joinPasses([
      { pass: 'ultraface-448', detections: [seen(0, 0.9), seen(50, 0.8)] },
      { pass: 'blazeface-whole', detections: [seen(52, 0.8)] },
    ]);
    expect(joined.map(({ xPx }) => Math.round(xPx))).toEqual([50, 0]);
  });

  it('draw the box where most say that it is, and BlazeFace less', () => {
    const [both] = joinPasses([
      { pass: 'ultraface-448', detections: [seen(0, 0.9)] },
      { pass: 'blazeface-whole', detections: [seen(3, 0.9)] },
    ]);
    expect(both?.xPx).toBeCloseTo(0.5, 5);
    expect(both?.widthPx).toBeCloseTo(10, 5);
  });

  it('become no less sure when one of them becomes surer', () => {
    const confidence = fc.integer({ min: 20, max: 100 }).map((percent) => percent / 100);
    const passes = fc.uniqueArray(
      fc.constantFrom(
        'ultraface-448',
        'ultraface-320',
        'ultraface-640',
        'ultraface-640-top-left',
        'blazeface-whole',
      ),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(passes, fc.array(confidence, { minLength: 5, maxLength: 5 }), (names, values) => {
        const before = Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0.2]));
        const [raised = ''] = names;
        const after = { ...before, [raised]: 1 };
        expect(jointOf(after)).toBeGreaterThanOrEqual(jointOf(before));
        expect(jointOf(after)).toBeLessThan(1);
      }),
    );
  });
});
