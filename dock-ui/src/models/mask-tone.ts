// A mask's colour.

import type { MaskState } from '../../../protocol/dock-state.ts';
import type { Tone } from './verdict.ts';

export function maskTone({ is_enabled, state, settings }: MaskState): Tone {
  if (!is_enabled || state === 'disabled') return 'exposed';
  switch (state) {
    case 'masked':
    case 'repeated':
      return settings.mode === 'live' ? 'careful' : 'safe';
    case 'extrapolated':
      return 'careful';
    case 'covered':
      return 'covered';
    case 'unknown':
      return 'unknown';
    default:
      return state satisfies never;
  }
}
