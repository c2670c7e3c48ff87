// Clips of heads that move: fast, turning, nearer and further, in and out at the borders.

import type { Motion, PersonSpec, Place } from './clip-spec.ts';
import type { ClipBody, ClipMaker } from './suite.ts';
import { borders, crowd, headWidth, outside, swayPeriod, visit, walk } from './suite-people.ts';

type NamedClip = readonly [string, ClipMaker];

/** Two people in rows of their own, at most this many head widths a frame. */
function swayers(widthsPerFrame: number, shutter = 0): ClipMaker {
  return ({ deck, random }) => {
    const fps = 30;
    const people = [0.14, 0.22].map((headHeight, row): PersonSpec => {
      const reach: Place = [0.5 - headWidth(headHeight) * 1.2, 0.03];
      return {
        cast: deck.dealEasy(),
        headHeight,
        motion: {
          kind: 'sway',
          at: [0.5, row === 0 ? 0.24 : 0.7],
          reach,
          periodSeconds: swayPeriod(reach, headHeight, widthsPerFrame, fps),
          phaseRad: random() * 2 * Math.PI,
        },
      };
    });
    return { fps, seconds: 4, shutter, shots: [{ fromSeconds: 0, people }] };
  };
}

/** People dash through the picture one after another, from either side, at half a head width a frame. */
function dashers(shutter = 0): ClipMaker {
  return ({ deck, random }) => {
    const fps = 30;
    const people = [0.2, 0.14, 0.26, 0.18].map((headHeight, index): PersonSpec => {
      const isRightward = index % 2 === 0;
      const row = 0.25 + random() * 0.5;
      const from = outside(isRightward ? 'left' : 'right', row, headHeight);
      const to = outside(isRightward ? 'right' : 'left', row, headHeight);
      const seconds = Math.abs(to[0] - from[0]) / (headWidth(headHeight) * 0.5 * fps);
      const fromSeconds = 0.4 + index * 1.1;
      const motion = walk(from, to, fromSeconds, fromSeconds + seconds);
      return { cast: deck.dealEasy(), headHeight, motion };
    });
    return { fps, seconds: 5, shutter, shots: [{ fromSeconds: 0, people }] };
  };
}

/** For four seconds, a head in the upper half and a larger one in the lower. */
function twoRows(person: (headHeight: number, row: number) => PersonSpec): ClipBody {
  return {
    fps: 30,
    seconds: 4,
    shots: [{ fromSeconds: 0, people: [person(0.18, 0.25), person(0.22, 0.72)] }],
  };
}

/** Jumps from place to place within a few frames and stands still between. */
const jerks: ClipMaker = ({ deck, random }) => {
  const person = (headHeight: number, row: number): PersonSpec => {
    const stops: { seconds: number; at: Place }[] = [];
    for (let seconds = 0; seconds < 4; seconds += 0.5 + random() * 0.4) {
      const at: Place = [0.2 + random() * 0.6, row + (random() - 0.5) * 0.1];
      stops.push({ seconds, at: stops.at(-1)?.at ?? at });
      const last = stops.at(-1)?.at ?? at;
      const widths = Math.abs(at[0] - last[0]) / headWidth(headHeight);
      seconds += Math.max(0.1, widths / (0.5 * 30));
      stops.push({ seconds, at });
    }
    return { cast: deck.dealEasy(), headHeight, motion: { kind: 'path', stops } };
  };
  return twoRows(person);
};

/** What a source shows that stutters or starts anew: heads stand, and are elsewhere in the next frame; first of all soon after the start. */
const leaps: ClipMaker = ({ deck, random }) => {
  const person = (headHeight: number, row: number): PersonSpec => {
    let at: Place = [0.2 + random() * 0.6, row];
    const stops: { seconds: number; at: Place }[] = [{ seconds: 0, at }];
    for (let frame = 3; frame < 4 * 30; frame += 20 + Math.floor(random() * 20)) {
      // In the middle of an interval, so that no rounding of times moves it.
      const seconds = (frame + 0.5) / 30;
      stops.push({ seconds, at });
      const widths = 0.6 + random();
      const isRightward = at[0] < 0.3 || (at[0] < 0.7 && random() < 0.5);
      const across = headWidth(headHeight) * widths * (isRightward ? 1 : -1);
      at = [at[0] + across, row + (random() - 0.5) * 0.1];
      stops.push({ seconds, at });
    }
    return { cast: deck.dealEasy(), headHeight, motion: { kind: 'path', stops } };
  };
  return twoRows(person);
};

/** Heads turn in the plane around `meanDeg`. */
function turning(meanDeg: number, amplitudeDeg: number, periodSeconds: number): ClipMaker {
  return ({ deck, random }) => ({
    fps: 30,
    seconds: 4,
    shots: [
      {
        fromSeconds: 0,
        people: crowd({
          deck,
          random,
          count: 3,
          headHeight: 0.24,
          turn: { meanDeg, amplitudeDeg, periodSeconds, phaseRad: 0 },
        }),
      },
    ],
  });
}

/** Nearer and further, and nearer again. */
const approach: ClipMaker = ({ deck }) => {
  const still = (at: Place): Motion => ({ kind: 'path', stops: [{ seconds: 0, at }] });
  return {
    fps: 30,
    seconds: 5,
    shots: [
      {
        fromSeconds: 0,
        people: [
          {
            cast: deck.dealEasy(),
            headHeight: 0.06,
            headHeightTo: 0.3,
            sizePeriodSeconds: 3,
            motion: still([0.2, 0.5]),
          },
          {
            cast: deck.dealEasy(),
            headHeight: 0.1,
            headHeightTo: 0.6,
            sizePeriodSeconds: 2,
            motion: still([0.65, 0.5]),
          },
        ],
      },
    ],
  };
};

/** Somebody at every border, in and out within `waySeconds`, again and again with other people. */
function visitors(waySeconds: number, headHeight: number): ClipMaker {
  return ({ deck, random }) => ({
    fps: 30,
    seconds: 5,
    shots: [
      {
        fromSeconds: 0,
        people: borders.flatMap((border, index) =>
          [0.3 + index * 0.35, 2.8 + index * 0.35].map((fromSeconds) => ({
            cast: deck.dealEasy(),
            headHeight,
            motion: visit(border, 0.35 + random() * 0.3, headHeight, {
              fromSeconds,
              waySeconds,
              staySeconds: 0.5,
            }),
          })),
        ),
      },
    ],
  });
}

/** Half in the picture, for long. */
const halfOut: ClipMaker = ({ deck }) => {
  const height = 0.3;
  const edge: readonly Place[] = [
    [headWidth(height) * 0.1, 0.5],
    [1 - headWidth(height) * 0.1, 0.5],
    [0.4, height * 0.1],
    [0.65, 1 - height * 0.12],
  ];
  return {
    fps: 30,
    seconds: 4,
    shots: [
      {
        fromSeconds: 0,
        people: edge.map(
          (at, index): PersonSpec => ({
            cast: deck.dealEasy(),
            headHeight: height,
            motion: {
              kind: 'sway',
              at,
              reach: index < 2 ? [0.03, 0.02] : [0.02, 0.04],
              periodSeconds: 2.5 + index * 0.3,
              phaseRad: index,
            },
          }),
        ),
      },
    ],
  };
};

/** Out at the right border and back again after a while, and again. */
const reenter: ClipMaker = ({ deck }) => {
  const person = (headHeight: number, row: number, late: number): PersonSpec => {
    const away = outside('right', row, headHeight);
    const there: Place = [0.75, row];
    const seconds = [0.6, 0.9, 1.4, 1.7, 2.4, 2.6, 2.9, 3.1, 4];
    const isAway = [false, true, true, false, false, true, true, false, false];
    const stops = seconds.map((at, index) => ({
      seconds: at + late,
      at: isAway[index] ? away : there,
    }));
    return { cast: deck.dealEasy(), headHeight, motion: { kind: 'path', stops } };
  };
  return {
    fps: 30,
    seconds: 5,
    shots: [{ fromSeconds: 0, people: [person(0.2, 0.25, 0), person(0.28, 0.7, 0.4)] }],
  };
};

export const motionClips: readonly NamedClip[] = [
  ['sway-10', swayers(0.1)],
  ['sway-25', swayers(0.25)],
  ['sway-50', swayers(0.5)],
  ['blur-25', swayers(0.25, 0.6)],
  ['blur-50', swayers(0.5, 0.9)],
  ['dash-50', dashers()],
  ['dash-50-blur', dashers(0.8)],
  ['jerks', jerks],
  ['leaps', leaps],
  ['tilt-45', turning(45, 15, 3)],
  ['turn-60-slow', turning(0, 60, 4)],
  ['turn-60-fast', turning(0, 60, 1.2)],
  ['approach', approach],
  ['borders-slow', visitors(0.6, 0.2)],
  ['borders-fast', visitors(0.15, 0.2)],
  ['borders-small', visitors(0.3, 0.09)],
  ['borders-half', halfOut],
  ['reenter', reenter],
];
