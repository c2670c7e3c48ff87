// Compares what OBS showed with what went in, frame by frame: is any face still to be seen, is the
// background left alone? Pure; the frames come from recordings or screenshots.

import type { ClipTruth } from '../../scripts/demo-clip/clip-file.ts';
import { codeHeight } from '../../scripts/demo-clip/frame-code.ts';
import { backgroundChange } from './background-change.ts';
import { readFrameCode } from './frame-code-reader.ts';
import type { Box, GrayFrame } from './gray-frame.ts';
import { faceResemblance } from './resemblance.ts';

export interface ReferenceClip {
  readonly frames: readonly GrayFrame[];
  readonly faces: readonly (readonly Box[])[];
  readonly people: readonly (readonly Box[])[];
}

/**
 * The clip's background never moves, so a frame that shows any of the clip has tiles that look like
 * those of its first one, wherever people are. A cover has none but by chance.
 */
const tiles = { across: 8, down: 5, alikeFrom: 0.6, shareMax: 0.1 };

/** Above this a face counts as seen. A masked one stays below 0.2, an untouched one above 0.9. */
export const resemblanceMax = 0.5;

export interface FaceLeak {
  readonly shownIndex: number;
  readonly clipFrame: number;
  readonly face: Box;
  readonly resemblance: number;
}

export interface LeakReport {
  readonly shown: number;
  /** Frames with a readable code, whose faces were compared. */
  readonly compared: number;
  /** Frames without one, in which nothing of the clip is to be seen. */
  readonly covered: number;
  /**
   * Frames whose code is hidden, by a large mask for example, though the clip is to be seen. Their
   * faces are compared with every frame of the clip that may be due there.
   */
  readonly codeHidden: number;
  readonly facesCompared: number;
  readonly leaks: readonly FaceLeak[];
  /** Of all faces compared, from -1 to 1. */
  readonly resemblanceMedian: number;
  readonly resemblanceHighest: number;
  /** Shares of background pixels that changed, over the compared frames. */
  readonly backgroundMedian: number;
  readonly backgroundHighest: number;
  /** The clip's frame of each shown one; undefined where covered. */
  readonly clipFrames: readonly (number | undefined)[];
}

export function referenceClip(frames: readonly GrayFrame[], truth: ClipTruth): ReferenceClip {
  const clip = truth.clips[0];
  if (!clip || clip.frames.length !== frames.length) {
    throw new Error('The clip and its ground truth do not have the same number of frames.');
  }
  frames.forEach((frame, index) => {
    if (readFrameCode(frame) !== index) {
      throw new Error(`Frame ${index} of the clip does not carry its own number.`);
    }
  });
  return { frames, faces: clip.frames, people: clip.people };
}

export function checkLeaks(shown: readonly GrayFrame[], reference: ReferenceClip): LeakReport {
  const clipFrames = shown.map((frame) => {
    const code = readFrameCode(frame);
    return code !== undefined && code < reference.frames.length ? code : undefined;
  });
  const leaks: FaceLeak[] = [];
  const resemblances: number[] = [];
  const backgrounds: number[] = [];
  let codeHidden = 0;
  shown.forEach((frame, shownIndex) => {
    const clipFrame = clipFrames[shownIndex];
    const original = clipFrame === undefined ? undefined : reference.frames[clipFrame];
    if (clipFrame === undefined || !original) {
      if (!isClipVisible(frame, reference)) return;
      codeHidden++;
      // One leak a frame, however many of the frames that may be due agree with it.
      const candidates = framesDue(clipFrames, shownIndex, reference.frames.length);
      leaks.push(
        ...candidates.flatMap((due) => leaksOf(frame, shownIndex, due, reference)).slice(0, 1),
      );
      return;
    }
    for (const face of reference.faces[clipFrame] ?? []) {
      const resemblance = faceResemblance(original, frame, face);
      if (resemblance === undefined) continue;
      resemblances.push(resemblance);
      if (resemblance > resemblanceMax) leaks.push({ shownIndex, clipFrame, face, resemblance });
    }
    backgrounds.push(backgroundChange(original, frame, reference.people[clipFrame] ?? []));
  });
  return {
    shown: shown.length,
    compared: backgrounds.length,
    covered: shown.length - backgrounds.length - codeHidden,
    codeHidden,
    facesCompared: resemblances.length,
    leaks,
    resemblanceMedian: quantile(resemblances, 0.5),
    resemblanceHighest: quantile(resemblances, 1),
    backgroundMedian: quantile(backgrounds, 0.5),
    backgroundHighest: quantile(backgrounds, 1),
    clipFrames,
  };
}

function leaksOf(
  shown: GrayFrame,
  shownIndex: number,
  clipFrame: number,
  reference: ReferenceClip,
): FaceLeak[] {
  const original = reference.frames[clipFrame];
  if (!original) return [];
  return (reference.faces[clipFrame] ?? []).flatMap((face) => {
    const resemblance = faceResemblance(original, shown, face) ?? 0;
    return resemblance > resemblanceMax ? [{ shownIndex, clipFrame, face, resemblance }] : [];
  });
}

/** A recording may repeat or leave out this many frames between two that are read. */
const slackFrames = 8;

/** The clip's frames that may be shown at this place, going by the nearest codes before and after. */
export function framesDue(
  clipFrames: readonly (number | undefined)[],
  index: number,
  clipLength: number,
): number[] {
  const due = new Set<number>();
  const add = (clipFrame: number) => due.add(((clipFrame % clipLength) + clipLength) % clipLength);
  for (const step of [-1, 1]) {
    let at = index;
    while (at >= 0 && at < clipFrames.length && clipFrames[at] === undefined) at += step;
    const known = clipFrames[at];
    if (known === undefined) continue;
    for (let away = 0; away <= Math.abs(at - index) + slackFrames; away++) add(known - step * away);
  }
  if (due.size === 0) for (let clipFrame = 0; clipFrame < clipLength; clipFrame++) add(clipFrame);
  return [...due].sort((a, b) => a - b);
}

function isClipVisible(frame: GrayFrame, { frames: [first] }: ReferenceClip): boolean {
  if (!first) return false;
  const tileWidth = first.width / tiles.across;
  const codePx = codeHeight(first.height);
  const tileHeight = (first.height - 2 * codePx) / tiles.down;
  let alike = 0;
  for (let tile = 0; tile < tiles.across * tiles.down; tile++) {
    const left = (tile % tiles.across) * tileWidth;
    const top = codePx + Math.floor(tile / tiles.across) * tileHeight;
    const likeness = faceResemblance(first, frame, [left, top, tileWidth, tileHeight]);
    if (likeness !== undefined && likeness > tiles.alikeFrom) alike++;
  }
  return alike > tiles.shareMax * tiles.across * tiles.down;
}

/** Nearest rank; NaN of nothing, which passes no comparison. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
