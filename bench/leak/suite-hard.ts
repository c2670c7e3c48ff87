// Clips in which the detector has it hard: hands and bars in front of faces, heads that turn away, bad
// light, cuts, odd frame rates.

import type { ClipSpec, LightSpec, Motion, PersonSpec, Place, RateSpec } from './clip-spec.ts';
import type { ClipMaker, ClipTools } from './suite.ts';
import { crowd, headWidth, outside, swayPeriod, walk } from './suite-people.ts';

type NamedClip = readonly [string, ClipMaker];

function threeWith(extra: { light?: LightSpec; rate?: RateSpec; fps?: number }): ClipMaker {
  return ({ deck, random }) => ({
    fps: extra.fps ?? 30,
    seconds: 3.4,
    ...(extra.light ? { light: extra.light } : {}),
    ...(extra.rate ? { rate: extra.rate } : {}),
    shots: [{ fromSeconds: 0, people: mixed({ deck, random }) }],
  });
}

/** One sways in the middle distance, one walks through fast, one is small. */
function mixed({ deck, random }: Pick<ClipTools, 'deck' | 'random'>): PersonSpec[] {
  const reach: Place = [0.15, 0.04];
  return [
    {
      cast: deck.dealEasy(),
      headHeight: 0.08,
      motion: {
        kind: 'sway',
        at: [0.2, 0.2],
        reach: [0.08, 0.02],
        periodSeconds: 4,
        phaseRad: random() * 6,
      },
    },
    {
      cast: deck.dealEasy(),
      headHeight: 0.16,
      motion: walk(outside('right', 0.3, 0.16), outside('left', 0.3, 0.16), 0.5, 2.9),
    },
    {
      cast: deck.dealEasy(),
      headHeight: 0.3,
      motion: {
        kind: 'sway',
        at: [0.55, 0.7],
        reach,
        periodSeconds: swayPeriod(reach, 0.3, 0.12, 30),
        phaseRad: random() * 6,
      },
      turn: { meanDeg: 0, amplitudeDeg: 15, periodSeconds: 3, phaseRad: random() * 6 },
    },
  ];
}

/** A bar stands in the way, people walk behind it; another bar sweeps over everybody. */
const bars: ClipMaker = ({ deck }) => ({
  fps: 30,
  seconds: 5,
  shots: [
    {
      fromSeconds: 0,
      people: [0.18, 0.24].map(
        (headHeight, row): PersonSpec => ({
          cast: deck.dealEasy(),
          headHeight,
          motion: walk(
            [row === 0 ? 0.12 : 0.88, 0.25 + row * 0.45],
            [row === 0 ? 0.85 : 0.15, 0.25 + row * 0.45],
            0.3,
            4.2,
          ),
        }),
      ),
      occluders: [
        {
          kind: 'bar',
          width: 0.09,
          motion: { kind: 'path', stops: [{ seconds: 0, at: [0.45, 0] }] },
        },
        { kind: 'bar', width: 0.06, motion: walk([-0.1, 0], [1.1, 0], 1.5, 3) },
      ],
    },
  ],
});

/** A hand comes up to the face, stays and goes. */
function handOver(waySeconds: number, staySeconds: number): ClipMaker {
  return ({ deck, random }) => {
    const sweep = (fromSeconds: number, side: number): Motion => ({
      kind: 'path',
      stops: [
        { seconds: fromSeconds, at: [2 * side, 3] },
        { seconds: fromSeconds + waySeconds, at: [0, 0.05] },
        { seconds: fromSeconds + waySeconds + staySeconds, at: [0.05 * side, 0.1] },
        { seconds: fromSeconds + 2 * waySeconds + staySeconds, at: [-1.6 * side, 3] },
      ],
    });
    const people = crowd({ deck, random, count: 2, headHeight: 0.28 });
    return {
      fps: 30,
      seconds: 4.5,
      shots: [
        {
          fromSeconds: 0,
          people,
          occluders: people.flatMap((_person, person) =>
            [0.5 + person * 0.3, 2.6 + person * 0.2].map((fromSeconds, index) => ({
              kind: 'hand' as const,
              person,
              size: 1.1,
              motion: sweep(fromSeconds, index === 0 ? 1 : -1),
            })),
          ),
        },
      ],
    };
  };
}

/** Two people cross: one is hidden by the other for a while. */
const crossing: ClipMaker = ({ deck }) => ({
  fps: 30,
  seconds: 4,
  shots: [
    {
      fromSeconds: 0,
      people: [0.2, 0.26].map(
        (headHeight, index): PersonSpec => ({
          cast: deck.dealEasy(),
          headHeight,
          motion: walk([index === 0 ? 0.1 : 0.9, 0.48], [index === 0 ? 0.9 : 0.1, 0.52], 0.3, 3.7),
        }),
      ),
    },
  ],
});

/** A front view is faded into another view and back: a head that turns away, or looks down. */
function lookingAway(view: 'profile' | 'down' | 'turned', fadeSeconds: number): ClipMaker {
  return ({ deck, random }) => {
    const people = crowd({ deck, random, count: 2, headHeight: 0.26 }).map(
      (person, index): PersonSpec => {
        const cast = deck.deal('front');
        const look = (fromSeconds: number) => ({
          cast: deck.deal(view),
          fromSeconds: fromSeconds + index * 0.25,
          toSeconds: fromSeconds + index * 0.25 + 0.9,
          fadeSeconds,
        });
        return { ...person, cast, looks: [look(0.7), look(2.7)] };
      },
    );
    return { fps: 30, seconds: 4.6, shots: [{ fromSeconds: 0, people }] };
  };
}

/** Another place with other people every so often. */
function cuts(everySeconds: number): ClipMaker {
  return ({ deck, random }) => {
    const seconds = 5;
    const counts = [2, 1, 3, 2, 4, 1, 2, 3, 1, 2];
    const shots = Array.from({ length: Math.ceil(seconds / everySeconds) }, (_none, index) => ({
      fromSeconds: index * everySeconds,
      people: crowd({
        deck,
        random,
        count: counts[index % counts.length] ?? 2,
        headHeight: 0.1 + random() * 0.2,
      }),
    }));
    return { fps: 30, seconds, shots };
  };
}

/** Half a head width a frame at 15 and at 60 frames a second too. */
function atRate(fps: number): ClipMaker {
  return ({ deck, random }) => {
    const people = [0.16, 0.24].map((headHeight, row): PersonSpec => {
      const reach: Place = [0.5 - headWidth(headHeight) * 0.3, 0.02];
      return {
        cast: deck.dealEasy(),
        headHeight,
        motion: {
          kind: 'sway',
          at: [0.5, row === 0 ? 0.25 : 0.7],
          reach,
          periodSeconds: swayPeriod(reach, headHeight, row === 0 ? 0.3 : 0.15, fps),
          phaseRad: random() * 6,
        },
      };
    });
    return { fps, seconds: fps > 30 ? 2.5 : 5, shots: [{ fromSeconds: 0, people }] };
  };
}

/** Everything at once. */
const everything: ClipMaker = (tools) => {
  const people = mixed(tools);
  const clip: Omit<ClipSpec, 'name' | 'seed'> = {
    fps: 30,
    seconds: 4,
    shutter: 0.5,
    light: { gain: 0.3, noise: 4 },
    rate: { lateTicks: 0.05, lostCopies: 0.03 },
    shots: [
      {
        fromSeconds: 0,
        people,
        occluders: [
          {
            kind: 'hand',
            person: 2,
            size: 1,
            motion: walk([2.2, 1.2], [-2, 0.6], 1, 1.8),
          },
        ],
      },
      {
        fromSeconds: 2.2,
        people: mixed(tools).map((person) => ({ ...person, headHeight: person.headHeight * 0.8 })),
      },
    ],
  };
  return clip;
};

export const hardClips: readonly NamedClip[] = [
  ['bars', bars],
  ['hand', handOver(0.3, 0.4)],
  ['hand-fast', handOver(0.12, 0.1)],
  ['crossing', crossing],
  ['profile', lookingAway('profile', 0.2)],
  ['looks-down', lookingAway('down', 0.2)],
  ['looks-aside', lookingAway('turned', 0.15)],
  ['dark', threeWith({ light: { gain: 0.06 } })],
  ['dark-noise', threeWith({ light: { gain: 0.05, noise: 5 } })],
  ['bright', threeWith({ light: { gain: 3.5 } })],
  ['low-contrast', threeWith({ light: { contrast: 0.25 } })],
  ['noise', threeWith({ light: { noise: 14 } })],
  ['cuts', cuts(1.1)],
  ['cuts-fast', cuts(0.45)],
  ['fps-15', atRate(15)],
  ['fps-60', atRate(60)],
  ['source-15', threeWith({ rate: { sourceFps: 15 } })],
  ['irregular', threeWith({ rate: { lateTicks: 0.12, lostCopies: 0.05 } })],
  ['everything', everything],
];
