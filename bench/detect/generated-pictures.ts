// The generated pictures: first frames of clips as bench:leak makes them, with what each face is there to
// measure. Every set has its own seed, so that it is the same whether the others are run or not.

import type { View } from '../../scripts/demo-clip/photo-manifest.ts';
import { type Random, seededRandom, shuffled } from '../../scripts/demo-clip/seeded-random.ts';
import type { Cast } from '../leak/cast.ts';
import { castViews } from '../leak/cast.ts';
import type { ClipSpec, LightSpec, OccluderSpec, PersonSpec } from '../leak/clip-spec.ts';
import { createGeneratedClip } from '../leak/generated-clip.ts';
import type { HeadBox } from '../leak/leak-clip.ts';
import { crowd, Deck } from '../leak/suite-people.ts';
import type { FaceBox, LabelledFace, PictureSource, ToneLight } from './labelled-picture.ts';

export interface PictureSpec {
  readonly clip: ClipSpec;
  /** Of everybody in the picture. */
  readonly traits: LabelledFace['traits'];
  /** Set where the picture measures the tones of the cast. */
  readonly toneLight?: ToneLight;
}

interface SetSpec {
  readonly name: string;
  readonly count: number;
  /** Heights in turn, of the picture's. */
  readonly heights: readonly number[];
  readonly views?: readonly View[];
  readonly turnDeg?: number;
  readonly isCovered?: boolean;
  readonly light?: LightSpec;
  readonly traits?: LabelledFace['traits'];
  readonly toneLight?: ToneLight;
}

const lights: Record<string, LightSpec> = {
  dark: { gain: 0.06 },
  'dark-noise': { gain: 0.05, noise: 5 },
  bright: { gain: 3.5 },
  'low-contrast': { contrast: 0.25 },
};
const easyViews: readonly View[] = ['front', 'turned'];
const middleHeights = [0.25, 0.1];

const sets: readonly SetSpec[] = [
  ...[0.4, 0.22, 0.14, 0.09, 0.065, 0.045, 0.033, 0.022].map((height) => ({
    name: `size-${height * 100}`,
    count: 14,
    heights: [height],
  })),
  ...[0, 30, 60, 90].map((turnDeg) => ({
    name: `turn-${turnDeg}`,
    count: 16,
    heights: middleHeights,
    turnDeg,
    views: ['front'] as const,
    traits: { poses: `turn-${turnDeg}` },
  })),
  ...(['turned', 'profile', 'down'] as const).map((view) => ({
    name: view,
    count: 10,
    heights: middleHeights,
    views: [view],
    traits: { poses: view === 'turned' ? 'half-profile' : view },
  })),
  ...[false, true].map((isCovered) => ({
    name: isCovered ? 'lower-half' : 'open',
    count: 16,
    heights: middleHeights,
    isCovered,
    traits: { occlusion: isCovered ? 'lower-half' : 'none' },
  })),
  ...Object.entries(lights).map(([name, light]) => ({
    name,
    count: 16,
    heights: middleHeights,
    light,
    traits: { light: name },
  })),
  { name: 'even', count: 16, heights: middleHeights, traits: { light: 'even' } },
  { name: 'tones-light', count: 24, heights: middleHeights, toneLight: 'light' },
  {
    name: 'tones-dark',
    count: 24,
    heights: middleHeights,
    light: { gain: 0.06 },
    toneLight: 'dark',
  },
  { name: 'nobody', count: 40, heights: [] },
];

/** In a random order, so that a run that ends early has seen something of everything. */
export function pictureSpecs(seed: number, views: readonly View[] = castViews()): PictureSpec[] {
  const specs = sets.flatMap((set, index) => {
    const random = seededRandom(seed * 1009 + index * 31);
    const deck = new Deck(views, random);
    return Array.from({ length: set.count }, (_none, number) =>
      pictureOf(set, { number, random, deck, seed: seed * 100_003 + index * 1000 + number }),
    );
  });
  return shuffled(specs, seededRandom(seed));
}

interface PictureTools {
  readonly number: number;
  readonly random: Random;
  readonly deck: Deck;
  readonly seed: number;
}

function pictureOf(set: SetSpec, { number, random, deck, seed }: PictureTools): PictureSpec {
  const { name, heights, light, views = easyViews, turnDeg = 0 } = set;
  const headHeight = heights[number % Math.max(1, heights.length)];
  const people =
    headHeight === undefined ? [] : peopleOf({ headHeight, views, turnDeg, number, random, deck });
  const occluders: OccluderSpec[] = set.isCovered
    ? people.map((_person, person) => ({ kind: 'face-cover', person }))
    : [];
  return {
    clip: {
      name: `${name}-${number}`,
      seed,
      fps: 30,
      seconds: 1 / 30,
      shots: [{ fromSeconds: 0, people, occluders }],
      ...(light ? { light } : {}),
    },
    traits: set.traits ?? {},
    ...(set.toneLight ? { toneLight: set.toneLight } : {}),
  };
}

interface PeopleWanted extends Omit<PictureTools, 'seed'> {
  readonly headHeight: number;
  readonly views: readonly View[];
  readonly turnDeg: number;
}

function peopleOf({
  headHeight,
  views,
  turnDeg,
  number,
  random,
  deck,
}: PeopleWanted): PersonSpec[] {
  const count = headHeight > 0.3 ? 1 : headHeight > 0.2 ? 3 : 6;
  return crowd({ deck, random, count, headHeight }).map((person, index) => ({
    ...person,
    cast: deck.deal(...views),
    turn: {
      // To both sides; nobody is quite upright.
      meanDeg: ((number >> 1) + index) % 2 === 0 ? turnDeg : -turnDeg,
      amplitudeDeg: 4,
      periodSeconds: 1,
      phaseRad: random() * 2 * Math.PI,
    },
  }));
}

export function generatedPictures(
  specs: readonly PictureSpec[],
  cast: Cast,
  toneGroups: readonly string[],
): PictureSource[] {
  return specs.map((spec) => ({
    name: spec.clip.name,
    async load() {
      const clip = createGeneratedClip(spec.clip, cast);
      const scale = clip.analysisWidthPx / clip.widthPx;
      const people = spec.clip.shots[0]?.people ?? [];
      const faces = clip.truth(0).heads.map((head, index): LabelledFace => {
        const group = toneGroups[people[index]?.cast ?? 0];
        return {
          ...uprightBox(head, scale),
          heightShare: (2 * head.halfHeightPx) / clip.heightPx,
          isIgnored: false,
          traits: spec.traits,
          ...(spec.toneLight && group ? { tone: { group, light: spec.toneLight } } : {}),
        };
      });
      const image = {
        data: clip.picture(0),
        widthPx: clip.analysisWidthPx,
        heightPx: clip.analysisHeightPx,
      };
      return { name: spec.clip.name, image, faces };
    },
  }));
}

/** Around the ellipse that is as wide and as high as the head, in pixels of the analysis image. */
function uprightBox(head: HeadBox, scale: number): FaceBox {
  const cos = Math.cos(head.angleRad);
  const sin = Math.sin(head.angleRad);
  const halfWidth = Math.hypot(head.halfWidthPx * cos, head.halfHeightPx * sin);
  const halfHeight = Math.hypot(head.halfWidthPx * sin, head.halfHeightPx * cos);
  return {
    xPx: (head.centreXPx - halfWidth) * scale,
    yPx: (head.centreYPx - halfHeight) * scale,
    widthPx: 2 * halfWidth * scale,
    heightPx: 2 * halfHeight * scale,
  };
}
