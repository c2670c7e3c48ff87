// How bench:control tells the first frame with a change, on made-up evidence.

import { describe, expect, it } from 'vitest';
import { type Evidence, judgeChanges } from '../../bench/control/change-judgement.ts';
import type { BlockColor, ColorFrame } from '../../bench/control/color-frames.ts';
import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';

const fps = 50;
const intervalMs = 1000 / fps;
/** When frame 0 was drawn. */
const zeroMs = 1000;
/** The recording begins at this id; clip frames are 100 ahead of ids. */
const recordedFromId = 10;
const clipAhead = 100;

/** Frames `lastId` long, green until `changedId` and magenta from there on; previews show every second one. */
function evidence(changedId: number, sentMs: number, lastId = 60): Evidence {
  const colorOf = (id: number): BlockColor => (id < changedId ? 'green' : 'magenta');
  const recording: ColorFrame[] = [];
  for (let id = recordedFromId; id <= lastId; id++) {
    recording.push({ clipFrame: id + clipAhead, color: colorOf(id) });
  }
  const shown = [];
  for (let id = 1; id <= lastId; id += 2) {
    const drawnMs = zeroMs + id * intervalMs + (id % 3);
    shown.push({ frameId: id, drawnMs, clipFrame: id + clipAhead, color: colorOf(id) });
  }
  return {
    made: [{ sentMs, to: 'magenta' }],
    shown,
    recording,
    replyMs: new QuantileWindow(),
    fps,
  };
}

describe('a change', () => {
  it.each([
    // Sent 7 ms after frame 30 was drawn.
    { changedId: 31, frames: 1 },
    { changedId: 32, frames: 2 },
    { changedId: 33, frames: 3 },
    { changedId: 36, frames: 6 },
  ])('in frame $changedId is $frames after frame 30', ({ changedId, frames }) => {
    const result = judgeChanges(evidence(changedId, zeroMs + 30 * intervalMs + 7));
    expect(result).toMatchObject({ changes: 1, discarded: 0, frames: { p50: frames, n: 1 } });
  });

  it('is told apart from the next one', () => {
    const { made, ...rest } = evidence(31, zeroMs + 30 * intervalMs + 7);
    const backAt = 51;
    const back = <F extends ColorFrame>(frame: F, id: number): F =>
      id >= backAt ? { ...frame, color: 'green' } : frame;
    const result = judgeChanges({
      ...rest,
      made: [...made, { sentMs: zeroMs + 48 * intervalMs + 5, to: 'green' }],
      shown: rest.shown.map((frame) => back(frame, frame.frameId)),
      recording: rest.recording.map((frame, index) => back(frame, index + recordedFromId)),
    });
    expect(result).toMatchObject({ changes: 2, discarded: 0, frames: { p50: 1, p99: 3, n: 2 } });
  });

  it('is not counted where OBS skipped a tick around the command', () => {
    const { shown, ...rest } = evidence(31, zeroMs + 30 * intervalMs + 7);
    const late = shown.map((frame) =>
      frame.frameId > 28 ? { ...frame, drawnMs: frame.drawnMs + intervalMs } : frame,
    );
    expect(judgeChanges({ ...rest, shown: late })).toMatchObject({ discarded: 1 });
  });

  it('is not counted where the frame between two previews is not to be found', () => {
    const { recording, ...rest } = evidence(32, zeroMs + 30 * intervalMs + 7);
    const unreadable = recording.map((frame) => ({ ...frame, clipFrame: undefined }));
    expect(judgeChanges({ ...rest, recording: unreadable })).toMatchObject({ discarded: 1 });
    expect(judgeChanges({ ...rest, recording: [] })).toMatchObject({ discarded: 1 });
  });
});
