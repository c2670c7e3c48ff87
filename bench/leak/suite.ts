// The generated suite: one clip for each thing that can go wrong, with its own seed, so that a clip is
// the same whether the others are run or not. Another seed deals other people to other places.

import type { View } from '../../scripts/demo-clip/photo-manifest.ts';
import { type Random, seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import type { ClipSpec, PersonSpec } from './clip-spec.ts';
import { hardClips } from './suite-hard.ts';
import { motionClips } from './suite-motion.ts';
import { crowd, Deck } from './suite-people.ts';
import { shakeClips } from './suite-shake.ts';

export interface ClipTools {
  readonly random: Random;
  readonly deck: Deck;
  readonly seed: number;
  readonly views: readonly View[];
}

/** Everything of a clip but what follows from its place in the suite. */
export type ClipBody = Omit<ClipSpec, 'name' | 'seed'>;
export type ClipMaker = (tools: ClipTools) => ClipBody;

export const defaultSeed = 1;
/** `--quick` takes these: one of each kind, and the ones that fail first. */
const quickClips = new Set([
  'size-4',
  'size-22',
  'faces-5',
  'dash-50',
  'turn-60-fast',
  'borders-fast',
  'hand',
  'profile',
  'dark-noise',
  'cuts',
]);

const sizes = [3, 4, 6, 9, 14, 22, 35, 60] as const;

const sizeClips: readonly (readonly [string, ClipMaker])[] = sizes.map((percent) => [
  `size-${percent}`,
  ({ deck, random }) => ({
    fps: 30,
    seconds: 3.4,
    shots: [
      {
        fromSeconds: 0,
        people: crowd({
          deck,
          random,
          count: percent >= 60 ? 1 : percent >= 35 ? 2 : 4,
          headHeight: percent / 100,
        }),
      },
    ],
  }),
]);

const countClips: readonly (readonly [string, ClipMaker])[] = (
  [
    [1, 0.18],
    [2, 0.25],
    [5, 0.14],
    [8, 0.12],
    [12, 0.11],
  ] as const
).map(([count, headHeight]) => [
  `faces-${count}`,
  ({ deck, random }) => ({
    fps: 30,
    seconds: 3,
    shots: [{ fromSeconds: 0, people: crowd({ deck, random, count, headHeight }) }],
  }),
]);

/** Everybody, whatever they are seen like, in two halves. */
const castClips: readonly (readonly [string, ClipMaker])[] = [0, 1].map((half) => [
  `cast-${half + 1}`,
  ({ deck, random, views }) => {
    const members = views.map((_view, member) => member).filter((member) => member % 2 === half);
    const places = crowd({ deck, random, count: members.length, headHeight: 0.15 });
    const people: PersonSpec[] = places.map((place, index) => ({
      ...place,
      cast: members[index] ?? 0,
    }));
    return { fps: 30, seconds: 3, shots: [{ fromSeconds: 0, people }] };
  },
]);

const makers = [
  ...sizeClips,
  ...countClips,
  ...castClips,
  ...motionClips,
  ...hardClips,
  ...shakeClips,
];

export interface SuiteOptions {
  readonly seed: number;
  readonly views: readonly View[];
  readonly isQuick?: boolean;
}

export function generatedSuite({ seed, views, isQuick = false }: SuiteOptions): ClipSpec[] {
  return makers
    .filter(([name]) => !isQuick || quickClips.has(name))
    .map(([name, make]) => {
      const clipSeed = seedOf(name, seed);
      const random = seededRandom(clipSeed);
      return {
        name,
        seed: clipSeed,
        ...make({ random, deck: new Deck(views, random), seed: clipSeed, views }),
      };
    });
}

/** A clip's seed depends on its name and the suite's seed, not on the clips before it (FNV-1a). */
function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}:${name}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return hash % 1_000_000;
}
