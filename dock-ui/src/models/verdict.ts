// What the banner says: one word, one colour, one picture. The server judges (`safety`); this page adds what only it can
// know, that it has lost sight.

import type { DockState, SafetyCode, SafetyLevel } from '../../../protocol/dock-state.ts';
import type { CoverReason } from '../../../protocol/names.ts';
import type { ConnectionStatus } from '../connection/command-port.ts';

export const tones = ['safe', 'covered', 'panic', 'careful', 'exposed', 'unknown'] as const;
export type Tone = (typeof tones)[number];

export type VerdictCode = SafetyCode | 'connecting' | 'lost';

export interface Verdict {
  readonly tone: Tone;
  readonly code: VerdictCode;
  readonly sourceName: string;
  /** Of that source's mask. */
  readonly coverReason: CoverReason;
  /** The server's own words. */
  readonly sentence: string;
  /** What is shown below is from before. */
  readonly isOld: boolean;
}

/** Blue is for pictures that viewers see the cover of; the server's level alone does not tell those. */
const toneOfCode: Readonly<Partial<Record<SafetyCode, Tone>>> = {
  panic: 'panic',
  canvas_covered: 'covered',
  mask_covered: 'covered',
  user_covered: 'covered',
  mask_starting: 'covered',
};

const toneOfLevel: Readonly<Record<SafetyLevel, Tone>> = {
  safe: 'safe',
  attention: 'careful',
  unsafe: 'exposed',
  unknown: 'unknown',
};

export function verdictOf(status: ConnectionStatus, state: DockState | undefined): Verdict {
  if (status.kind !== 'open' || !state) {
    const isFirst = status.kind === 'connecting' || (status.kind === 'open' && !state);
    return {
      tone: 'unknown',
      code: isFirst && !state ? 'connecting' : 'lost',
      sourceName: '',
      coverReason: 'none',
      sentence: '',
      isOld: state !== undefined,
    };
  }
  const { level, code, sentence, source_name: sourceName } = state.safety;
  const isRaw = level === 'unsafe' && code !== 'panic';
  const tone = isRaw ? 'exposed' : (toneOfCode[code] ?? toneOfLevel[level]);
  const coverReason =
    state.masks.find(({ source_name }) => source_name === sourceName)?.reason ?? 'none';
  return { tone, code, sourceName, coverReason, sentence, isOld: false };
}
