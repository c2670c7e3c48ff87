// What may happen to a filter in a few seconds, as values that fast-check makes: what the daemon does with
// each frame it sees, and what is done to the source, the settings and the connection meanwhile.

import fc from 'fast-check';
import { maskModes } from '../../protocol/names.ts';
import type { SourceKind } from './frame-host.ts';
import type { RawMask } from './raw-masks.ts';

/** What becomes of the true mask of a frame that was seen. */
export type Truth =
  | { kind: 'in_time' }
  | { kind: 'late'; delayMs: number }
  | { kind: 'never' }
  | { kind: 'twice'; delayMs: number }
  /** Kept back, and published with those kept before it, the newest first. */
  | { kind: 'held'; frames: number }
  | { kind: 'cover' };

/**
 * A record that no filter may draw: it hides another frame's secret, in a colour of no frame id. Written
 * into the slot of a frame that was seen, in the place of its true mask or before that comes.
 */
export type Lie =
  | { kind: 'epoch'; offset: number }
  | { kind: 'round'; offset: number }
  | { kind: 'neighbour'; offset: number }
  | { kind: 'torn' }
  /** What follows breaks the protocol: the filter drops the connection once it is due. */
  | { kind: 'guess' }
  | { kind: 'based_on'; offset: number }
  | { kind: 'broken'; fields: Partial<RawMask> };

export interface Deed {
  truth: Truth;
  lie?: Lie;
  isLieLast?: boolean;
}

export type Action =
  | { kind: 'settings'; settings: Record<string, string | number | boolean> }
  | { kind: 'size'; width: number; height: number }
  | { kind: 'hide'; ticks: number }
  | { kind: 'hide_until_shown'; ticks: number }
  | { kind: 'draws'; count: number }
  | { kind: 'drop' }
  | { kind: 'restart'; ticks: number }
  /** Somebody asks for the cover, and resumes after so many ticks. */
  | { kind: 'panic'; ticks: number }
  /** The streamer covers the source, and shows it again after so many ticks. */
  | { kind: 'user_cover'; ticks: number };

export interface Segment {
  /** Each with the ticks to the next. */
  actions: readonly { action: Action; ticks: number }[];
  /** In turn, one a frame. */
  deeds: readonly Deed[];
  ticks: number;
}

export interface Timeline {
  kind: SourceKind;
  fps: number;
  settings: { mode: (typeof maskModes)[number]; look_ahead_ms: number };
  segments: readonly Segment[];
}

const truth: fc.Arbitrary<Truth> = fc.oneof(
  { weight: 24, arbitrary: fc.constant({ kind: 'in_time' } as const) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('late' as const),
      delayMs: fc.integer({ min: 1, max: 500 }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ kind: 'never' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('twice' as const),
      delayMs: fc.integer({ min: 1, max: 200 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('held' as const),
      frames: fc.integer({ min: 2, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cover' } as const) },
);

const awayFromZero = (most: number) =>
  fc.integer({ min: -most, max: most }).filter((offset) => offset !== 0);

const harmlessLies: fc.Arbitrary<Lie>[] = [
  fc.record({ kind: fc.constant('epoch' as const), offset: awayFromZero(2) }),
  fc.record({ kind: fc.constant('round' as const), offset: awayFromZero(2) }),
  fc.record({ kind: fc.constant('neighbour' as const), offset: awayFromZero(3) }),
  fc.constant({ kind: 'torn' } as const),
];

/** Each of these alone makes a record invalid. */
const brokenFields: readonly Partial<RawMask>[] = [
  { patchCount: 65 },
  { patchCount: 0xffffffff },
  { pixelBytes: 2 * 1024 * 1024 + 1 },
  { pixelBytes: 0xffffffff },
  { pixelBytes: 0 },
  { side: 0 },
  { side: 17 },
  { side: 512 },
  { side: 0x80000000 },
  { pixelOffset: 64 },
  { pixelOffset: 32 },
  { pixelOffset: 0xffffffc0 },
  { quad: [Number.NaN, 0, 9, 0, 0, 9] },
  { quad: [0, 0, Number.POSITIVE_INFINITY, 0, 0, 9] },
  { quad: [65_000, 0, 65_000, 0, 0, 9] },
  { flags: 4 },
  { flags: 0xfffffffc },
];

const breakingLies: fc.Arbitrary<Lie>[] = [
  fc.constant({ kind: 'guess' } as const),
  fc.record({ kind: fc.constant('based_on' as const), offset: fc.constantFrom(-20, -1, 500) }),
  fc.record({ kind: fc.constant('broken' as const), fields: fc.constantFrom(...brokenFields) }),
];

function deed(lies: readonly fc.Arbitrary<Lie>[]): fc.Arbitrary<Deed> {
  const honest = fc.record({ truth });
  if (lies.length === 0) return honest;
  const lie = fc.oneof(...lies);
  return fc.oneof(
    { weight: 5, arbitrary: honest },
    // Alone in its slot.
    { weight: 2, arbitrary: fc.record({ truth: fc.constant({ kind: 'never' } as const), lie }) },
    { weight: 1, arbitrary: fc.record({ truth, lie, isLieLast: fc.boolean() }) },
  );
}

const sizes = [
  [320, 180],
  [321, 181],
  [200, 120],
  [64, 64],
  [17, 33],
  [16, 16],
  [400, 300],
  [0, 0],
] as const;

const settings: fc.Arbitrary<Record<string, string | number | boolean>> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ mode: fc.constantFrom(...maskModes) }) },
  { weight: 2, arbitrary: fc.record({ look_ahead_ms: fc.constantFrom(100, 150, 250) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      cover_style: fc.constantFrom('stripes', 'color'),
      intensity: fc.integer({ min: 10, max: 100 }),
    }),
  },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settings' as const), settings }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...sizes)
      .map(([width, height]) => ({ kind: 'size' as const, width, height })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('hide' as const),
      ticks: fc.constantFrom(1, 1, 2, 8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('hide_until_shown' as const),
      ticks: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('draws' as const),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'drop' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('restart' as const, 'panic' as const, 'user_cover' as const),
      ticks: fc.integer({ min: 0, max: 10 }),
    }),
  },
);

function segment(lies: readonly fc.Arbitrary<Lie>[]): fc.Arbitrary<Segment> {
  return fc.record({
    actions: fc.array(fc.record({ action, ticks: fc.integer({ min: 0, max: 15 }) }), {
      maxLength: 2,
    }),
    deeds: fc.array(deed(lies), { minLength: 1, maxLength: 12 }),
    ticks: fc.integer({ min: 8, max: 45 }),
  });
}

/** Quiet segments between wild ones, or the filter would spend the run covered and prove nothing. */
const segments: fc.Arbitrary<readonly Segment[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: segment([]) },
    { weight: 3, arbitrary: segment(harmlessLies) },
    { weight: 2, arbitrary: segment(breakingLies) },
  ),
  { minLength: 5, maxLength: 9 },
);

const anyTimeline: fc.Arbitrary<Timeline> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constant('plain' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('custom_draw' as const, 'async' as const, 'alpha' as const),
    },
  ),
  fps: fc.constantFrom(30, 60),
  settings: fc.record({
    mode: fc.constantFrom(...maskModes),
    look_ahead_ms: fc.constantFrom(100, 150, 250),
  }),
  segments,
});

/** Plain objects, which print as they are written. */
export const timelines = anyTimeline.map((timeline) => structuredClone(timeline));
