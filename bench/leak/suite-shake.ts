// Clips of a camera that does not stand still: held by hand, knocked, swung round, with people who are seen well and
// people who are hidden while it moves.

import type { Motion, OccluderSpec, Place, Stop } from './clip-spec.ts';
import type { ClipMaker } from './suite.ts';
import { crowd, headWidth, pictureAspect, walk } from './suite-people.ts';

type NamedClip = readonly [string, ClipMaker];

const headHeight = 0.2;
const fps = 30;
const shutter = 0.5;

function widthsAside(headWidths: number, rise: number): Place {
  const x = headWidths * headWidth(headHeight);
  return [x, x * pictureAspect * rise];
}

/** A hand's tremor: slow drift, and faster and faster swings that are smaller and smaller. */
function heldByHand(random: () => number, headWidths: number): Motion[] {
  return [0.7, 2.3, 5.1, 8.3].map((hertz, index) => ({
    kind: 'sway',
    at: [0, 0],
    reach: widthsAside(headWidths / (1 + index), 0.7),
    periodSeconds: 1 / (hertz * (0.9 + random() * 0.2)),
    phaseRad: random() * 2 * Math.PI,
  }));
}

/** Knocked aside by so many head widths within a frame, and back in `backSeconds`; again and again. */
function knocks(random: () => number, headWidths: number, backSeconds: number): Motion[] {
  const stops: Stop[] = [{ seconds: 0, at: [0, 0] }];
  for (let seconds = 0.7; seconds < 3.2; seconds += 0.7 + random() * 0.2) {
    const side = random() < 0.5 ? -1 : 1;
    const [x, y] = widthsAside(headWidths, 0.4 * (random() - 0.5));
    stops.push({ seconds, at: [0, 0] });
    stops.push({ seconds: seconds + 1 / fps, at: [x * side, y] });
    stops.push({ seconds: seconds + 1 / fps + backSeconds, at: [0, 0] });
  }
  return [{ kind: 'path', stops }];
}

/** To one side and back at so many head widths a frame, with stops between. */
function swings(headWidths: number): Motion[] {
  const [x] = widthsAside(4, 0);
  const waySeconds = 4 / headWidths / fps;
  const stops: Stop[] = [{ seconds: 0.6, at: [0, 0] }];
  let at = 0;
  for (let seconds = 0.6; seconds < 3.4; ) {
    at = at === 0 ? x : 0;
    seconds += waySeconds;
    stops.push({ seconds, at: [at, 0] });
    seconds += 0.35;
    stops.push({ seconds, at: [at, 0] });
  }
  return [{ kind: 'path', stops }];
}

function seenBy(camera: (random: () => number) => Motion[], isHidden = false): ClipMaker {
  return ({ deck, random }) => {
    const people = crowd({ deck, random, count: 3, headHeight });
    const occluders = isHidden ? people.flatMap((_person, person) => handsOver(person)) : [];
    return {
      fps,
      seconds: 4,
      shutter,
      camera: camera(random),
      shots: [{ fromSeconds: 0, people, occluders }],
    };
  };
}

/** A hand over the face again and again, so that it is lost and found while the camera moves. */
function handsOver(person: number): OccluderSpec[] {
  return [0.5, 1.4, 2.3, 3.2].map((seconds, index) => ({
    kind: 'hand' as const,
    person,
    size: 1.1,
    motion:
      index % 2 === 0
        ? walk([2, 2], [-1.8, -1.5], seconds + person * 0.13, seconds + person * 0.13 + 0.6)
        : walk([-2, 2], [1.8, -1.5], seconds + person * 0.13, seconds + person * 0.13 + 0.6),
  }));
}

export const shakeClips: readonly NamedClip[] = [
  ['shake-hand', seenBy((random) => heldByHand(random, 0.5))],
  ['shake-hand-hidden', seenBy((random) => heldByHand(random, 0.5), true)],
  ['shake-knock', seenBy((random) => knocks(random, 0.5, 0.25))],
  ['shake-knock-hidden', seenBy((random) => knocks(random, 0.5, 0.25), true)],
  ['shake-knock-hard', seenBy((random) => knocks(random, 1.2, 0.2), true)],
  ['shake-pan', seenBy(() => swings(0.5))],
  ['shake-pan-hidden', seenBy(() => swings(0.5), true)],
];

const names = new Set(shakeClips.map(([name]) => name));

/** Of a clip of the generated suite. */
export function isCameraMoving(clipName: string): boolean {
  return names.has(clipName);
}
