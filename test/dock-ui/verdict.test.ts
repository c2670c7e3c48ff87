import { describe, expect, it } from 'vitest';
import { invent, scenarioNames } from '../../dock-ui/dev/scenarios.ts';
import { verdictOf } from '../../dock-ui/src/models/verdict.ts';
import { en } from '../../dock-ui/src/strings/en.ts';
import { safetyCodes, dockState as schema } from '../../protocol/dock-state.ts';

const open = { kind: 'open', daemonVersion: '0.1.0', commands: [] } as const;

describe('the scenarios', () => {
  it.each(scenarioNames)('%s is a snapshot as the server makes them', (name) => {
    expect(() => schema.parse(invent(name))).not.toThrow();
  });
});

describe('the verdict', () => {
  it.each([
    ['safe', 'safe'],
    ['starting', 'covered'],
    ['covered', 'covered'],
    ['user-covered', 'covered'],
    ['panicked', 'panic'],
    ['exposed', 'exposed'],
    ['live-mode', 'careful'],
    ['no-obs', 'unknown'],
    ['no-mask', 'exposed'],
  ] as const)('of %s is %s', (name, tone) => {
    expect(verdictOf(open, invent(name)).tone).toBe(tone);
  });

  it.each(safetyCodes)('is red for %s whenever the server calls it unsafe, panic apart', (code) => {
    const safety = { level: 'unsafe', code, sentence: '', source_name: '' } as const;
    const verdict = verdictOf(open, { ...invent('safe'), safety });
    expect(verdict.tone).toBe(code === 'panic' ? 'panic' : 'exposed');
  });

  it.each(safetyCodes)('is never green for %s unless the server calls it safe', (code) => {
    for (const level of ['attention', 'unsafe', 'unknown'] as const) {
      const safety = { level, code, sentence: '', source_name: '' };
      expect(verdictOf(open, { ...invent('safe'), safety }).tone).not.toBe('safe');
    }
  });

  it.each([
    { kind: 'connecting' },
    { kind: 'lost', problem: 'unreachable' },
    { kind: 'locked' },
    { kind: 'outdated', daemonVersion: '9' },
  ] as const)('is neither green nor new while the connection is $kind', (status) => {
    const verdict = verdictOf(status, invent('safe'));
    expect(verdict.tone).toBe('unknown');
    expect(verdict.isOld).toBe(true);
  });

  it.each(safetyCodes)('has a word for %s', (code) => {
    expect(en.verdict[code].word).not.toBe('');
  });
});
