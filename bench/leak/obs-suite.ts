// The generated clips that are also played in a real OBS. They carry their frame number, and nobody covers
// anybody, so that a recorded frame can be compared with its original.

import type { View } from '../../scripts/demo-clip/photo-manifest.ts';
import { seededRandom } from '../../scripts/demo-clip/seeded-random.ts';
import type { ClipSpec, PersonSpec, Place } from './clip-spec.ts';
import { crowd, Deck, headWidth, outside, swayPeriod, walk } from './suite-people.ts';

const fps = 30;
const seconds = 5;

/** Heads keep clear of the frame code at the bottom. */
function raised(person: PersonSpec): PersonSpec {
  const { motion } = person;
  if (motion.kind !== 'sway') return person;
  return { ...person, motion: { ...motion, at: [motion.at[0], motion.at[1] * 0.85] } };
}

export function obsSuite(seed: number, views: readonly View[]): ClipSpec[] {
  const random = seededRandom(seed + 5);
  const deck = new Deck(views, random);
  const reach: Place = [0.5 - headWidth(0.22) * 1.2, 0.02];
  const swayer = (headHeight: number, row: number, widthsPerFrame: number): PersonSpec => ({
    cast: deck.dealEasy(),
    headHeight,
    motion: {
      kind: 'sway',
      at: [0.5, row],
      reach,
      periodSeconds: swayPeriod(reach, headHeight, widthsPerFrame, fps),
      phaseRad: random() * 2 * Math.PI,
    },
  });
  const walkers = [0.3, 1.3, 2.3].map((fromSeconds, index): PersonSpec => {
    const border = index % 2 === 0 ? ('left' as const) : ('right' as const);
    const other = border === 'left' ? ('right' as const) : ('left' as const);
    return {
      cast: deck.dealEasy(),
      headHeight: 0.18,
      motion: walk(
        outside(border, 0.18, 0.18),
        outside(other, 0.18, 0.18),
        fromSeconds,
        fromSeconds + 1.8,
      ),
    };
  });
  const common = { fps, seconds, hasFrameCode: true } as const;
  const people = crowd({ deck, random, count: 5, headHeight: 0.16 }).map(raised);
  const turn = { meanDeg: 0, amplitudeDeg: 60, periodSeconds: 3, phaseRad: 0 };
  return [
    { ...common, name: 'obs-people', seed, shots: [{ fromSeconds: 0, people }] },
    {
      ...common,
      name: 'obs-fast',
      seed: seed + 1,
      shutter: 0.5,
      shots: [{ fromSeconds: 0, people: [...walkers, swayer(0.22, 0.62, 0.25)] }],
    },
    {
      ...common,
      name: 'obs-turns',
      seed: seed + 2,
      shots: [
        {
          fromSeconds: 0,
          people: crowd({ deck, random, count: 2, headHeight: 0.3, turn }).map(raised),
        },
        {
          fromSeconds: 2.5,
          people: crowd({ deck, random, count: 3, headHeight: 0.2 }).map(raised),
        },
      ],
    },
  ];
}
