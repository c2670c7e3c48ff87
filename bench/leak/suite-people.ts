// Building blocks of the suite's clips: who is dealt, where they stand, how they move.

import type { View } from '../../scripts/demo-clip/photo-manifest.ts';
import { type Random, shuffled } from '../../scripts/demo-clip/seeded-random.ts';
import type { Motion, PersonSpec, Place, Turn } from './clip-spec.ts';

/** Width of a picture over its height. */
export const pictureAspect = 16 / 9;
/** Width of a head over its height, about. */
const headAspect = 0.8;

/** Deals members of the cast, each of a view once before any comes again. */
export class Deck {
  readonly #views: readonly View[];
  readonly #random: Random;
  #left: number[] = [];

  constructor(views: readonly View[], random: Random) {
    this.#views = views;
    this.#random = random;
  }

  deal(...wanted: readonly View[]): number {
    const isWanted = (member: number) => wanted.includes(this.#views[member] ?? 'front');
    let next = this.#left.find(isWanted);
    if (next === undefined) {
      const all = this.#views.map((_view, member) => member);
      this.#left = [...this.#left, ...shuffled(all.filter(isWanted), this.#random)];
      next = this.#left.find(isWanted);
    }
    if (next === undefined) throw new Error(`Nobody in the cast is seen ${wanted.join(' or ')}.`);
    this.#left = this.#left.filter((member) => member !== next);
    return next;
  }

  /** Somebody whose face a detector can be expected to know. */
  dealEasy(): number {
    return this.deal('front', 'turned');
  }
}

/** A head's width as a share of the picture's width. */
export function headWidth(headHeight: number): number {
  return (headHeight * headAspect) / pictureAspect;
}

/** How long a sway takes whose fastest frame moves by `widthsPerFrame` head widths. */
export function swayPeriod(
  reach: Place,
  headHeight: number,
  widthsPerFrame: number,
  fps: number,
): number {
  const reachWidths = Math.hypot(reach[0], reach[1] / pictureAspect) / headWidth(headHeight);
  return (2 * Math.PI * reachWidths) / (widthsPerFrame * fps);
}

export interface Crowd {
  readonly deck: Deck;
  readonly random: Random;
  readonly count: number;
  readonly headHeight: number;
  readonly turn?: Turn;
}

/** People in cells of a grid of their own, each swaying in its cell. */
export function crowd({ deck, random, count, headHeight, turn }: Crowd): PersonSpec[] {
  return Array.from({ length: count }, (_none, index) => {
    const motion = placeInCrowd(index, { random, count, headHeight });
    return {
      cast: deck.dealEasy(),
      motion,
      headHeight,
      ...(turn ? { turn: { ...turn, phaseRad: turn.phaseRad + random() * 2 * Math.PI } } : {}),
    };
  });
}

/** The cell of one of them, row by row. */
export function placeInCrowd(
  index: number,
  { random, count, headHeight }: Pick<Crowd, 'random' | 'count' | 'headHeight'>,
): Motion {
  const columns = Math.ceil(Math.sqrt(count * 1.6));
  const rows = Math.ceil(count / columns);
  const column = index % columns;
  const row = Math.floor(index / columns);
  const inRow = row === rows - 1 ? count - row * columns : columns;
  const room: Place = [
    Math.max(0.004, 0.5 / inRow - headWidth(headHeight) * 0.8),
    Math.max(0.004, 0.5 / rows - headHeight * 0.75),
  ];
  return {
    kind: 'sway',
    at: [(column + 0.5) / inRow, (row + 0.5) / rows],
    reach: [Math.min(0.12, room[0]) * 0.8, Math.min(0.08, room[1]) * 0.5],
    periodSeconds: 3 + random() * 2,
    phaseRad: random() * 2 * Math.PI,
  };
}

/** In from one side of the picture and out on another, in a straight line at one speed. */
export function walk(from: Place, to: Place, fromSeconds: number, toSeconds: number): Motion {
  return {
    kind: 'path',
    stops: [
      { seconds: fromSeconds, at: from },
      { seconds: toSeconds, at: to },
    ],
  };
}

export const borders = ['left', 'right', 'top', 'bottom'] as const;
export type Border = (typeof borders)[number];

/** A sprite reaches this far from the middle of its head: shoulders and hair come in before the face. */
const spriteReach = 1.15;

/** A place wholly outside of one border, `along` it. */
export function outside(border: Border, along: number, headHeight: number): Place {
  const beyondX = headWidth(headHeight) * spriteReach;
  const beyondY = headHeight * spriteReach;
  switch (border) {
    case 'left':
      return [-beyondX, along];
    case 'right':
      return [1 + beyondX, along];
    case 'top':
      return [along, -beyondY];
    case 'bottom':
      return [along, 1 + beyondY];
  }
}

/** In from a border, a stay, and out by the same border, in a number of seconds each way. */
export function visit(
  border: Border,
  along: number,
  headHeight: number,
  {
    fromSeconds,
    waySeconds,
    staySeconds,
  }: { fromSeconds: number; waySeconds: number; staySeconds: number },
): Motion {
  const away = outside(border, along, headHeight);
  const depth = border === 'left' || border === 'right' ? headWidth(headHeight) * 1.5 : headHeight;
  const inside: Record<Border, Place> = {
    left: [depth, along],
    right: [1 - depth, along],
    top: [along, depth],
    bottom: [along, 1 - depth],
  };
  const at = inside[border];
  return {
    kind: 'path',
    stops: [
      { seconds: fromSeconds, at: away },
      { seconds: fromSeconds + waySeconds, at },
      { seconds: fromSeconds + waySeconds + staySeconds, at },
      { seconds: fromSeconds + 2 * waySeconds + staySeconds, at: away },
    ],
  };
}
