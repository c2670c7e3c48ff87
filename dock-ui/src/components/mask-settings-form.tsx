// Every setting of one mask. Changes go out while they are made; what is shown is the draft until the filter answers.

import { useSignal } from '@preact/signals';
import type { MaskState } from '../../../protocol/dock-state.ts';
import type { MaskSettings } from '../../../protocol/mask-settings.ts';
import { type LookSetting, maskTypeRegistry } from '../../../protocol/mask-types.ts';
import { coverStyles, goLiveGuards, limit, maskModes } from '../../../protocol/names.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { ColorField } from './color-field.tsx';
import { Check, Choices, Segments, Select, Slider, TextField } from './fields.tsx';
import { Icon } from './icon.tsx';

export function MaskSettingsForm({ mask }: { mask: MaskState }) {
  const app = useApp();
  const isMore = useSignal(false);
  const { settings } = mask;
  const edits = app.editsOf(mask.filter_uuid);
  const change = (some: Partial<MaskSettings>) => edits.change({ settings: some });
  const isDisabled = !app.isOpen.value;
  const types = maskTypeRegistry.map(({ id }) => ({ value: id, name: t.settings.types[id] ?? id }));
  const shownFor: readonly LookSetting[] =
    maskTypeRegistry.find(({ id }) => id === settings.mask_type)?.settings ?? [];
  const type = {
    label: t.settings.type,
    choices: types,
    value: settings.mask_type,
    isDisabled,
    onChoose: (mask_type: MaskSettings['mask_type']) => change({ mask_type }),
  };
  return (
    <div class="stack">
      {types.length <= 4 ? <Segments {...type} isLabelShown /> : <Select {...type} />}
      {shownFor.includes('intensity') && (
        <Slider
          label={t.settings.intensity}
          value={settings.intensity}
          min={limit.intensityMin}
          max={limit.intensityMax}
          step={1}
          format={t.settings.percent}
          isDisabled={isDisabled}
          onInput={(intensity) => change({ intensity })}
        />
      )}
      {shownFor.includes('mask_color') && (
        <ColorField
          label={t.settings.color}
          color={settings.mask_color}
          {...(settings.mask_type === 'drawn_face' && { suggested: t.settings.skinTones })}
          onChange={(mask_color) => change({ mask_color })}
        />
      )}
      <Choices
        label={t.settings.mode}
        choices={maskModes.map((value) => ({
          value,
          ...t.settings.modes[value],
          ...(value === 'live' ? { icon: 'alert' as const } : {}),
        }))}
        value={settings.mode}
        isDisabled={isDisabled}
        onChoose={(mode) => change({ mode })}
      />
      {settings.mode === 'guard' && (
        <Slider
          label={t.settings.lookAhead}
          value={settings.look_ahead_ms}
          min={limit.lookAheadMsMin}
          max={limit.lookAheadMsMax}
          step={10}
          format={t.settings.ms}
          isDisabled={isDisabled}
          onInput={(look_ahead_ms) => change({ look_ahead_ms })}
        />
      )}
      <Segments
        label={t.settings.coverStyle}
        isLabelShown
        choices={coverStyles.map((value) => ({ value, name: t.settings.coverStyles[value] }))}
        value={settings.cover_style}
        isDisabled={isDisabled}
        onChoose={(cover_style) => change({ cover_style })}
      />
      {settings.cover_style === 'color' && (
        <ColorField
          label={t.settings.coverColor}
          color={settings.cover_color}
          onChange={(cover_color) => change({ cover_color })}
        />
      )}
      {settings.cover_style === 'image' && (
        <CoverImage
          value={settings.cover_image}
          onChange={(cover_image) => change({ cover_image })}
        />
      )}
      <button
        type="button"
        class="button button-quiet more-toggle"
        aria-expanded={isMore.value}
        onClick={() => {
          isMore.value = !isMore.value;
        }}
      >
        <span class={isMore.value ? 'panel-mark panel-mark-open' : 'panel-mark'}>
          <Icon name="chevron" size={12} />
        </span>
        {t.settings.more}
      </button>
      {isMore.value && (
        <div class="stack">
          <Select
            label={t.settings.guard}
            choices={goLiveGuards.map((value) => ({ value, name: t.settings.guards[value] }))}
            value={settings.go_live_guard}
            isDisabled={isDisabled}
            onChoose={(go_live_guard) => change({ go_live_guard })}
          />
          <Check
            label={t.settings.delayAudio}
            isChecked={settings.delay_audio === 'own'}
            isDisabled={isDisabled}
            onChange={(isOwn) => change({ delay_audio: isOwn ? 'own' : 'off' })}
          />
        </div>
      )}
    </div>
  );
}

/** A path is sent when it is whole, not letter by letter. */
function CoverImage({ value, onChange }: { value: string; onChange: (path: string) => void }) {
  const text = useSignal<string | undefined>(undefined);
  return (
    <TextField
      label={t.settings.coverImage}
      hint={t.settings.coverImageHint}
      value={text.value ?? value}
      maxLength={limit.pathBytesMax}
      onInput={(typed) => {
        text.value = typed;
      }}
      onCommit={() => {
        if (text.value !== undefined) onChange(text.value.trim());
        text.value = undefined;
      }}
    />
  );
}
