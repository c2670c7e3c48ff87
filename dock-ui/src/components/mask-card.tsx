// One mask: how it is doing, mask or cover, and, unfolded, everything that can be set.

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { MaskState } from '../../../protocol/dock-state.ts';
import { formatFps } from '../models/format.ts';
import { maskTone } from '../models/mask-tone.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { Segments } from './fields.tsx';
import { Icon } from './icon.tsx';
import { MaskSettingsForm } from './mask-settings-form.tsx';
import { PresetPicker } from './preset-picker.tsx';
import { StateTag } from './state-tag.tsx';

export function MaskCard({ mask, isOpenAtFirst }: { mask: MaskState; isOpenAtFirst: boolean }) {
  const app = useApp();
  const id = useId();
  const isOpen = useSignal(isOpenAtFirst);
  const { source_name: name, stats } = mask;
  const edits = app.editsOf(mask.filter_uuid);
  const reason = mask.is_enabled ? t.masks.reasons[mask.reason] : undefined;
  return (
    <li class={`mask mask-${maskTone(mask)}`} data-mask={mask.filter_uuid}>
      <div class="mask-head">
        <h3 class="mask-name" id={`${id}-name`} title={name}>
          {name}
        </h3>
        <StateTag mask={mask} />
        <button
          type="button"
          class="button button-quiet button-icon"
          aria-expanded={isOpen.value}
          aria-controls={isOpen.value ? `${id}-body` : undefined}
          aria-label={t.masks.settingsOf(name)}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          <span class={isOpen.value ? 'panel-mark panel-mark-open' : 'panel-mark'}>
            <Icon name="chevron" size={14} />
          </span>
        </button>
      </div>
      {mask.is_enabled ? (
        <div class="mask-main">
          <Segments
            label={t.masks.show(name)}
            choices={[
              { value: 'mask', name: t.masks.mask, icon: 'shieldCheck' },
              { value: 'cover', name: t.masks.cover, icon: 'cover' },
            ]}
            value={mask.is_covered ? 'cover' : 'mask'}
            isDisabled={!app.isOpen.value}
            onChoose={(value) => edits.change({ is_covered: value === 'cover' })}
          />
          <p class="mask-figures small muted figures">
            <span>{t.masks.faces(stats.faces)}</span>
            <span>{formatFps(stats.fps)} fps</span>
            <span>{t.masks.delay(Math.round(mask.delay_ms))}</span>
            {mask.kind === 'private_camera' && <span>{t.masks.privateCamera}</span>}
          </p>
        </div>
      ) : (
        <div class="notice notice-exposed">
          <Icon name="alert" />
          <div class="stack stack-tight">
            <p>{t.masks.disabled}</p>
            <button
              type="button"
              class="button button-primary"
              disabled={!app.isOpen.value}
              onClick={() => edits.change({ is_enabled: true })}
            >
              {t.masks.enable}
            </button>
          </div>
        </div>
      )}
      {reason && !mask.is_covered && <p class="small mask-reason">{reason}</p>}
      {mask.stream && mask.stream.message !== '' && (
        <div class="notice notice-careful small">
          <Icon name="alert" />
          <p>{mask.stream.message}</p>
        </div>
      )}
      {mask.is_look_ahead_shortened && (
        <div class="notice notice-careful small">
          <Icon name="info" />
          <p>{t.masks.shortened}</p>
        </div>
      )}
      {isOpen.value && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not hold the fieldsets in here and be laid out as a grid everywhere.
        <div id={`${id}-body`} class="mask-body stack" role="group" aria-labelledby={`${id}-name`}>
          <MaskSettingsForm mask={mask} />
          <hr class="line" />
          <PresetPicker mask={mask} />
          <hr class="line" />
          <RemoveMask mask={mask} />
        </div>
      )}
    </li>
  );
}

function RemoveMask({ mask }: { mask: MaskState }) {
  const app = useApp();
  const { source_name: name, filter_uuid, kind } = mask;
  if (kind === 'private_camera') return <p class="small muted">{t.masks.removeCamera}</p>;
  return (
    <Confirm
      label={t.masks.remove}
      icon="trash"
      class="button button-quiet"
      question={t.masks.removeQuestion(name)}
      yes={t.masks.removeYes}
      no={t.masks.removeNo}
      isDisabled={!app.isOpen.value}
      onYes={async () => {
        if (await app.run('RemoveMask', { filter_uuid })) {
          app.notices.say('done', t.masks.removed(name));
        }
      }}
    />
  );
}
