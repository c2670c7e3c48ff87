// A mask's state as a word with a picture, in its colour.

import type { MaskState } from '../../../protocol/dock-state.ts';
import { maskTone } from '../models/mask-tone.ts';
import type { Tone } from '../models/verdict.ts';
import { t } from '../strings/strings.ts';
import { Icon, type IconName } from './icon.tsx';

const iconOfTone: Readonly<Record<Tone, IconName>> = {
  safe: 'check',
  covered: 'cover',
  panic: 'hand',
  careful: 'alert',
  exposed: 'eye',
  unknown: 'wait',
};

export function StateTag({ mask }: { mask: MaskState }) {
  const tone = maskTone(mask);
  return (
    <span class={`tag tag-${tone}`}>
      <Icon name={iconOfTone[tone]} size={12} />
      {t.masks.states[mask.is_enabled ? mask.state : 'disabled']}
    </span>
  );
}
