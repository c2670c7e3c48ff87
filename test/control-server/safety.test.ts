import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type JudgedMask,
  judgeSafety,
  levelOf,
  type SafetyFacts,
} from '../../control-server/src/state/safety.ts';
import { type MaskState, type SafetyCode, safetyCodes } from '../../protocol/dock-state.ts';
import type { Finding } from '../../protocol/findings.ts';
import { coverReasons, maskStates } from '../../protocol/names.ts';
import { calmGuardian, maskInfo } from '../support/fake-plugin.ts';

const quantiles = { p50: 0, p99: 0, n: 0 };

function judged(more: Partial<MaskState> = {}, isIdle = false): JudgedMask {
  return {
    isIdle,
    mask: {
      ...maskInfo('a', { source_name: 'Camera' }),
      state: 'masked',
      reason: 'none',
      width: 1280,
      height: 720,
      delay_ms: 300,
      is_look_ahead_shortened: false,
      stream: {
        state: 'running',
        code: '',
        message: '',
        provider: 'cpu',
        quality_step: 'full',
        quality_reason: '',
      },
      stats: {
        filter_uuid: 'a',
        fps: 30,
        faces: 1,
        faces_masked: 1,
        analysed: 1,
        unchanged: 0,
        skipped: 0,
        frames: { masked: 1, repeated: 0, extrapolated: 0, covered: 0, drawn: 1 },
        frame_to_mask_ms: quantiles,
        detect_ms: quantiles,
        paint_ms: quantiles,
        frames_per_analysis: 1,
      },
      ...more,
    },
  };
}

function facts(more: Partial<SafetyFacts> = {}): SafetyFacts {
  return {
    refusal: undefined,
    isObsConnected: true,
    isObsAnswering: true,
    masks: [judged()],
    guardian: calmGuardian,
    findings: [],
    ...more,
  };
}

function found(severity: Finding['severity']): Finding {
  return {
    severity,
    code: 'camera_unmasked',
    subject: 'Second',
    what: 'It leaks.',
    advice: 'Mask it.',
  };
}

const live = { ...maskInfo('a').settings, mode: 'live' as const };
const unhealthy = {
  filter_uuid: 'a',
  filter_name: 'Mask',
  source_name: 'Camera',
  reason: 'mask_late' as const,
  go_live_guard: 'stop' as const,
};
const covered = (reason: MaskState['reason']) => judged({ state: 'covered', reason });

const table: readonly [string, SafetyCode, Partial<SafetyFacts>][] = [
  ['all is well', 'all_masked', {}],
  ['a frame is repeated', 'all_masked', { masks: [judged({ state: 'repeated' })] }],
  ['OBS is not there', 'obs_missing', { isObsConnected: false }],
  [
    'the plugin was sent away',
    'plugin_refused',
    { isObsConnected: false, refusal: 'Install both.' },
  ],
  ['OBS does not answer', 'obs_silent', { isObsAnswering: false }],
  ['the guardian has not spoken', 'obs_silent', { guardian: null }],
  ['panic', 'panic', { guardian: { ...calmGuardian, is_panicked: true, cover_up: true } }],
  ['the canvas is covered', 'canvas_covered', { guardian: { ...calmGuardian, cover_up: true } }],
  ['no mask', 'no_mask', { masks: [] }],
  ['a filter is off', 'mask_disabled', { masks: [judged(), judged({ is_enabled: false })] }],
  [
    'a filter is off that is not in view',
    'mask_disabled',
    { masks: [judged({ state: 'disabled' }, true)] },
  ],
  [
    'a mask went while live',
    'mask_lost',
    {
      masks: [],
      guardian: {
        ...calmGuardian,
        unhealthy: [{ ...unhealthy, state: 'removed', reason: 'none' }],
      },
    },
  ],
  ['a raw way out', 'egress_raw', { findings: [found('note'), found('risk'), found('raw')] }],
  [
    'a stream that failed',
    'daemon_failed',
    {
      masks: [
        judged({
          state: 'covered',
          reason: 'mask_missing',
          stream: {
            state: 'failed',
            code: 'x',
            message: 'Why.',
            provider: 'cpu',
            quality_step: 'full',
            quality_reason: '',
          },
        }),
      ],
    },
  ],
  ['covered for a reason that stays', 'mask_covered', { masks: [covered('daemon_missing')] }],
  [
    'covered, and the guardian says unhealthy',
    'mask_unhealthy',
    {
      masks: [covered('mask_late')],
      guardian: { ...calmGuardian, unhealthy: [{ ...unhealthy, state: 'covered' }] },
    },
  ],
  ['covered at the start', 'mask_starting', { masks: [covered('starting')] }],
  ['nothing known of a new mask', 'mask_starting', { masks: [judged({ state: 'unknown' })] }],
  [
    'covered where nobody looks',
    'all_masked',
    { masks: [judged(), { ...covered('starting'), isIdle: true }] },
  ],
  ['live mode', 'live_mode', { masks: [judged({ settings: live })] }],
  ['a risk', 'egress_risk', { findings: [found('note'), found('risk')] }],
  ['only a note', 'all_masked', { findings: [found('note')] }],
  [
    'covered by the streamer',
    'user_covered',
    { masks: [judged({ is_covered: true, state: 'covered', reason: 'user_covered' })] },
  ],
];

describe('the verdict', () => {
  it.each(table)('%s: %s', (_what, code, more) => {
    const verdict = judgeSafety(facts(more));
    expect(verdict).toMatchObject({ code, level: levelOf[code] });
    expect(verdict.sentence).toMatch(/^["A-Z].*[.]$/);
  });

  it('has a rule for each code', () => {
    expect(new Set(table.map(([, code]) => code))).toEqual(new Set(safetyCodes));
  });

  it('names the source that it is about', () => {
    expect(judgeSafety(facts({ masks: [covered('mask_late')] })).source_name).toBe('Camera');
    const nowhere = judged({ source_name: '', filter_name: 'Loose', is_enabled: false });
    expect(judgeSafety(facts({ masks: [nowhere] })).source_name).toBe('Loose');
  });
});

const anyMask = fc
  .record({
    is_enabled: fc.boolean(),
    is_covered: fc.boolean(),
    state: fc.constantFrom(...maskStates, 'unknown' as const),
    reason: fc.constantFrom(...coverReasons),
    isIdle: fc.boolean(),
  })
  .map(({ isIdle, ...more }) => judged(more, isIdle));

const anyFacts: fc.Arbitrary<SafetyFacts> = fc.record({
  refusal: fc.option(fc.constant('No.'), { nil: undefined }),
  isObsConnected: fc.boolean(),
  isObsAnswering: fc.boolean(),
  masks: fc.array(anyMask, { maxLength: 4 }),
  guardian: fc.option(
    fc.record({
      is_panicked: fc.boolean(),
      cover_up: fc.boolean(),
      cover_reason: fc.constant('none' as const),
      message: fc.constantFrom('', 'A message.'),
      live: fc.constant([]),
      unhealthy: fc.constantFrom([], [{ ...unhealthy, state: 'removed' as const }]),
    }),
  ),
  findings: fc.array(fc.constantFrom(found('raw'), found('risk'), found('note')), { maxLength: 3 }),
});

describe('whatever the facts', () => {
  it('"safe" is never said of what is not known, not masked or not covered', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const { level } = judgeSafety(some);
        if (level !== 'safe') return;
        expect(some.isObsConnected && some.isObsAnswering && some.guardian !== null).toBe(true);
        expect(some.masks.length).toBeGreaterThan(0);
        expect(some.findings.every(({ severity }) => severity === 'note')).toBe(true);
        expect(some.guardian?.unhealthy).toEqual([]);
        for (const { mask, isIdle } of some.masks) {
          expect(mask.is_enabled && mask.state !== 'disabled').toBe(true);
          expect(isIdle || mask.is_covered || !['covered', 'unknown'].includes(mask.state)).toBe(
            true,
          );
        }
      }),
    );
  });

  it('"unsafe" is never said while panic covers everything', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        if (some.guardian?.is_panicked) expect(judgeSafety(some).level).not.toBe('unsafe');
      }),
    );
  });
});
