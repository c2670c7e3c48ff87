import { describe, expect, it } from 'vitest';
import { mask } from '../../dock-ui/dev/scenarios.ts';
import type { Outcome } from '../../dock-ui/src/connection/command-port.ts';
import {
  answerMs,
  MaskEdits,
  type MaskPatch,
  mergePatches,
  withPatch,
} from '../../dock-ui/src/models/mask-edits.ts';
import { FakeClock, settled } from './fake-clock.ts';

function editsWith(answer: (patch: MaskPatch) => Outcome) {
  const clock = new FakeClock();
  const sent: MaskPatch[] = [];
  const failures: string[] = [];
  const edits = new MaskEdits({
    clock,
    send: async (patch) => {
      sent.push(patch);
      return answer(patch);
    },
    onFailure: ({ code }) => failures.push(code),
  });
  return { clock, sent, failures, edits };
}

const accepted: Outcome = { ok: true, data: {} };

describe('a change', () => {
  it('shows at once, and gives way to the filter’s own answer', async () => {
    const { clock, edits } = editsWith(() => accepted);
    const there = mask();
    edits.change({ settings: { intensity: 42 } });
    expect(withPatch(there, edits.draft.value).settings.intensity).toBe(42);
    await clock.pass(answerMs + 1);
    expect(withPatch(there, edits.draft.value).settings.intensity).toBe(there.settings.intensity);
  });

  it('stays while more of it is being made', async () => {
    const { clock, edits } = editsWith(() => accepted);
    for (let intensity = 20; intensity < 60; intensity++) {
      edits.change({ settings: { intensity } });
      await clock.pass(50);
      expect(edits.draft.value.settings?.intensity).toBe(intensity);
    }
  });

  it('is taken back when it is refused, and said', async () => {
    const { edits, failures } = editsWith(() => ({
      ok: false,
      code: 'mask_not_found',
      message: '',
    }));
    edits.change({ is_covered: false });
    await settled();
    expect(edits.draft.value).toEqual({});
    expect(failures).toEqual(['mask_not_found']);
  });

  it('of two settings within one interval goes out as one', async () => {
    const { clock, edits, sent } = editsWith(() => accepted);
    edits.change({ settings: { intensity: 20 } });
    edits.change({ settings: { intensity: 30 } });
    edits.change({ is_covered: true });
    edits.change({ settings: { mask_type: 'blur' } });
    await clock.pass(500);
    expect(sent).toEqual([
      { settings: { intensity: 20 } },
      { settings: { intensity: 30, mask_type: 'blur' }, is_covered: true },
    ]);
  });
});

it('merges nothing into nothing', () => {
  expect(mergePatches({}, {})).toEqual({});
  expect(mergePatches({ is_covered: true }, { is_enabled: true })).toEqual({
    is_covered: true,
    is_enabled: true,
  });
});
