// Clips of people moving over a still background, with the exact place of every face in every
// frame. Pure: a seed and the sprites decide every pixel.
//
// Two rows: in the upper one people walk through the picture, entering and leaving at its sides; in
// the lower one they sway in lanes of their own. Nobody covers anybody else.

import { drawBackdrop } from './backdrop.ts';
import { codeCopies, codeHeight, drawFrameCode } from './frame-code.ts';
import type { Box } from './photo-manifest.ts';
import { createFrame, drawSprite, type RgbFrame, type Sprite } from './raster.ts';
import { type Random, seededRandom, shuffled } from './seeded-random.ts';

export interface ClipOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frameCount: number;
  /** People in the lower row. */
  readonly swaying: number;
  /** Walking speed, in picture widths a second; 0 leaves the upper row empty. */
  readonly walkPerSecond: number;
}

export interface CastSprites {
  /** One a person: for the upper row. */
  readonly walking: readonly Sprite[];
  /** The same people, in the lower row's size. */
  readonly swaying: readonly Sprite[];
}

/** Face heights as shares of the picture's height. */
export const faceHeight = { walking: 0.18, swaying: 0.22 } as const;

/** A face counts from the moment when this share of its box is inside the picture. */
const visibleShareMin = 0.5;

export interface Clip {
  readonly options: ClipOptions;
  /** The same frame object on every call, drawn anew; without its code where nobody reads it. */
  render(index: number, code?: { readonly isDrawn: boolean }): RgbFrame;
  /** Faces of a frame, clipped to the picture. */
  faces(index: number): Box[];
  /** Everything that is not background, clipped: sprites and the frame code. */
  people(index: number): Box[];
}

interface Placed {
  readonly sprite: Sprite;
  readonly left: number;
  readonly top: number;
}

export function createClip(cast: CastSprites, options: ClipOptions): Clip {
  const random = seededRandom(options.seed);
  const backdrop = drawBackdrop(options.width, options.height, random);
  const frame = createFrame(options.width, options.height);
  const rows = [walkingRow(cast.walking, options, random), swayingRow(cast, options, random)];
  const placedAt = (index: number): Placed[] => rows.flatMap((row) => row(index / options.fps));
  const code = codeCopies(options.width, options.height).map(
    ({ leftPx, topPx, widthPx, heightPx }): Box => [leftPx, topPx, widthPx, heightPx],
  );
  return {
    options,
    render(index, { isDrawn } = { isDrawn: true }) {
      frame.data.set(backdrop.data);
      for (const { sprite, left, top } of placedAt(index)) drawSprite(frame, sprite, left, top);
      if (isDrawn) drawFrameCode(frame, index);
      return frame;
    },
    faces(index) {
      return placedAt(index).flatMap(({ sprite, left, top }) => {
        const [x, y, width, height] = sprite.face;
        const inside = clipBox([left + x, top + y, width, height], options);
        const share = inside ? (inside[2] * inside[3]) / (width * height) : 0;
        return inside && share >= visibleShareMin ? [inside] : [];
      });
    },
    people(index) {
      const sprites = placedAt(index).flatMap(({ sprite, left, top }) => {
        const inside = clipBox([left, top, sprite.width, sprite.height], options);
        return inside ? [inside] : [];
      });
      return [...sprites, ...code];
    },
  };
}

type Row = (seconds: number) => Placed[];

/** Between the two strips of the frame code; the lower row has the rest. */
function upperRow(height: number): { rowTop: number; rowHeight: number } {
  const rowTop = codeHeight(height);
  return { rowTop, rowHeight: (height - 2 * rowTop) * 0.46 };
}

function walkingRow(cast: readonly Sprite[], options: ClipOptions, random: Random): Row {
  if (options.walkPerSecond === 0 || cast.length === 0) return () => [];
  const order = shuffled(cast, random);
  const widest = Math.max(...order.map(({ width }) => width));
  const tallest = Math.max(...order.map(({ height }) => height));
  const gapPx = Math.max(widest * 1.15, options.width / 2.6);
  const speedPx = options.walkPerSecond * options.width;
  const { rowTop, rowHeight } = upperRow(options.height);
  return (seconds) => {
    // Person k is at startX - k * gap + speed * t: an endless queue, in which the cast comes in turn.
    const frontPx = options.width * 0.6 + speedPx * seconds;
    const first = Math.max(0, Math.ceil((frontPx - options.width) / gapPx));
    const last = Math.floor((frontPx + widest) / gapPx);
    const placed: Placed[] = [];
    for (let k = first; k <= last; k++) {
      const sprite = order[k % order.length];
      if (!sprite) continue;
      const bob = Math.sin(seconds * 2.1 + k) * rowHeight * 0.03;
      placed.push({
        sprite,
        left: frontPx - k * gapPx,
        top: rowTop + (rowHeight - tallest) / 2 + (tallest - sprite.height) / 2 + bob,
      });
    }
    return placed;
  };
}

function swayingRow(cast: CastSprites, options: ClipOptions, random: Random): Row {
  const people = shuffled(cast.swaying, random).slice(0, options.swaying);
  const laneWidth = options.width / Math.max(1, people.length);
  const upper = upperRow(options.height);
  const rowTop = upper.rowTop + upper.rowHeight;
  const rowHeight = options.height - codeHeight(options.height) - rowTop;
  const lanes = people.map((sprite, lane) => ({
    sprite,
    lane,
    phase: random() * 2 * Math.PI,
    periodSeconds: 3 + random() * 2,
  }));
  return (seconds) =>
    lanes.map(({ sprite, lane, phase, periodSeconds }) => {
      const swing = Math.sin((seconds / periodSeconds) * 2 * Math.PI + phase);
      const nod = Math.sin((seconds / periodSeconds) * 4 * Math.PI + phase);
      const roomX = Math.max(0, (laneWidth - sprite.width) / 2);
      const roomY = Math.max(0, (rowHeight - sprite.height) / 2);
      return {
        sprite,
        left: lane * laneWidth + roomX + swing * roomX * 0.8,
        top: rowTop + roomY + nod * roomY * 0.5,
      };
    });
}

function clipBox(box: Box, size: { width: number; height: number }): Box | undefined {
  const left = Math.max(0, box[0]);
  const top = Math.max(0, box[1]);
  const right = Math.min(size.width, box[0] + box[2]);
  const bottom = Math.min(size.height, box[1] + box[3]);
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : undefined;
}
