// Which frame was the first with a change, and how many frames that was after the command. Pure.
//
// Previews come with the ids of their frames and with their ages, so they say which frame was the newest when the command
// was sent, and between which two frames the colour changed. They show every second frame: which of the two it was is
// read from a recording, where each frame carries its number in the clip.

import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';
import type { Quantiles } from '../../protocol/messages.ts';
import type { BlockColor, ColorFrame } from './color-frames.ts';

/** Previews around a command that its time is told from. */
const clockWindowMs = 250;
/** Of a frame: where they disagree by more, OBS skipped a tick between them. */
const clockSpreadMax = 0.5;

export interface ChangeToPicture {
  /** From the newest frame when the command was sent to the first one with the change. */
  readonly frames: Quantiles;
  /** From the command to its reply. */
  readonly replyMs: Quantiles;
  readonly changes: number;
  /** Of those, such that recording and previews could not be told to agree: not counted. */
  readonly discarded: number;
}

/** What a preview of a masked frame shows. */
export interface Shown extends ColorFrame {
  readonly frameId: number;
  /** When it was drawn, on this process's clock, or a little later. */
  readonly drawnMs: number;
}

export interface Change {
  readonly sentMs: number;
  readonly to: BlockColor;
}

export interface Evidence {
  readonly made: readonly Change[];
  readonly shown: readonly Shown[];
  readonly recording: readonly ColorFrame[];
  readonly replyMs: QuantileWindow;
  readonly fps: number;
}

export function judgeChanges({ made, shown, recording, replyMs, fps }: Evidence): ChangeToPicture {
  const frames = new QuantileWindow();
  let discarded = 0;
  let recordedFrom = 0;
  for (const { sentMs, to } of made) {
    const newestId = newestAt(shown, sentMs, 1000 / fps);
    const after = shown.findIndex(({ color, drawnMs }) => drawnMs > sentMs && color === to);
    const changed = shown[after];
    const unchanged = shown[after - 1];
    const begins = recording.findIndex(
      ({ color }, index) =>
        index >= recordedFrom && color === to && recording[index - 1]?.color !== to,
    );
    if (begins >= 0) recordedFrom = begins + 1;
    const changedId = changed && unchanged && firstChangedId(unchanged, changed, recording, begins);
    if (newestId === undefined || changedId === undefined) discarded++;
    else frames.add(changedId - newestId);
  }
  return {
    frames: frames.quantiles(),
    replyMs: replyMs.quantiles(),
    changes: made.length,
    discarded,
  };
}

/** The newest frame at that time: ids rise with the ticks, whose times the previews tell, the quickest of them best. */
function newestAt(shown: readonly Shown[], timeMs: number, intervalMs: number): number | undefined {
  const near = shown.filter(({ drawnMs }) => Math.abs(drawnMs - timeMs) < clockWindowMs);
  if (near.length === 0) return undefined;
  const zeros = near.map(({ frameId, drawnMs }) => drawnMs - frameId * intervalMs);
  const zeroMs = Math.min(...zeros);
  if (Math.max(...zeros) - zeroMs > clockSpreadMax * intervalMs) return undefined;
  return Math.floor((timeMs - zeroMs) / intervalMs);
}

/**
 * Between two previews lies a frame that neither shows. The recording has it: counted from where the new colour begins to
 * the frame that the second preview shows.
 */
function firstChangedId(
  unchanged: Shown,
  changed: Shown,
  recording: readonly ColorFrame[],
  begins: number,
): number | undefined {
  const skipped = changed.frameId - unchanged.frameId - 1;
  if (skipped === 0) return changed.frameId;
  if (begins < 0 || changed.clipFrame === undefined) return undefined;
  const last = recording.findLastIndex(
    ({ clipFrame }, index) =>
      index >= begins && index <= begins + skipped && clipFrame === changed.clipFrame,
  );
  return last < 0 ? undefined : changed.frameId - (last - begins);
}
