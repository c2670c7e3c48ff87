// The cheap ones of `npm run test:faults`, in one OBS: no face is shown, the masks come back, nothing is
// left behind.

import { beforeAll, describe, expect, it } from 'vitest';
import { type FaultResult, runFaults } from '../faults/fault-run.ts';
import { faults } from '../faults/registry.ts';
import { loadReference } from '../support/masked-session.ts';

const short = faults.filter(({ isShort }) => isShort);
let results: FaultResult[];

beforeAll(async () => {
  results = await runFaults({
    faults: short,
    endings: [],
    reference: await loadReference(),
    repeat: 1,
    leadMs: 0,
    awaitsHealth: false,
    onResult: ({ fault, frames, facesCompared, coveredFrames, recoveryMs, worstStallMs }) =>
      console.log(
        `${fault}: ${frames} frames, ${facesCompared} faces compared, ${coveredFrames} frames covered, recovery ${recoveryMs?.p50} ms, worst stall ${worstStallMs} ms`,
      ),
  });
});

describe.each(short.map(({ name, what }) => ({ name, what })))('$name', ({ name, what }) => {
  it(what, () => {
    const result = results.find(({ fault }) => fault === name);
    expect(result?.failure).toBeUndefined();
    expect(result?.unmaskedFrames).toBe(0);
    expect(result?.facesCompared).toBeGreaterThan(5);
    expect(result?.recoveryMs?.n).toBeGreaterThan(0);
    expect(result?.leftBehind).toEqual([]);
  });
});
