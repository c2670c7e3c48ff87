// Presets, from the side of one mask: apply one to it, or keep its settings as one.

import { useSignal } from '@preact/signals';
import type { MaskState } from '../../../protocol/dock-state.ts';
import { limit } from '../../../protocol/names.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Select, TextField } from './fields.tsx';

export function PresetPicker({ mask: { filter_uuid } }: { mask: MaskState }) {
  const app = useApp();
  const presets = app.state.value?.presets ?? [];
  const chosen = useSignal('');
  const isSaving = useSignal(false);
  const isThere = presets.some(({ name }) => name === chosen.value);
  const apply = async () => {
    const name = chosen.value;
    if (await app.run('ApplyPreset', { name, filter_uuid })) {
      app.notices.say('done', t.presets.applied(name));
    }
  };
  if (isSaving.value) {
    return (
      <SavePreset
        filterUuid={filter_uuid}
        onClose={() => {
          isSaving.value = false;
        }}
      />
    );
  }
  return (
    <div class="stack stack-tight">
      {presets.length > 0 && (
        <div class="row row-end">
          <div class="grow">
            <Select
              label={t.presets.pick}
              choices={[
                { value: '', name: t.presets.pickNone },
                ...presets.map(({ name }) => ({ value: name, name })),
              ]}
              value={isThere ? chosen.value : ''}
              onChoose={(name) => {
                chosen.value = name;
              }}
            />
          </div>
          <button
            type="button"
            class="button"
            disabled={!isThere || !app.isOpen.value}
            onClick={() => void apply()}
          >
            {t.presets.apply}
          </button>
        </div>
      )}
      <button
        type="button"
        class="button button-wide"
        disabled={!app.isOpen.value}
        onClick={() => {
          isSaving.value = true;
        }}
      >
        {t.presets.saveOpen}
      </button>
    </div>
  );
}

function SavePreset({ filterUuid, onClose }: { filterUuid: string; onClose: () => void }) {
  const app = useApp();
  const name = useSignal('');
  const trimmed = name.value.trim();
  const isTaken = (app.state.value?.presets ?? []).some((preset) => preset.name === trimmed);
  const save = async () => {
    if (trimmed === '') return;
    const input = { name: trimmed, filter_uuid: filterUuid, replace: isTaken };
    if (await app.run('SavePreset', input)) {
      app.notices.say('done', t.presets.saved(trimmed));
      onClose();
    }
  };
  return (
    <form
      class="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <TextField
        label={t.presets.name}
        value={name.value}
        hasFocus
        maxLength={limit.presetNameBytesMax}
        error={isTaken ? t.presets.exists(trimmed) : undefined}
        onInput={(text) => {
          name.value = text;
        }}
      />
      <div class="row">
        <button type="button" class="button grow" onClick={onClose}>
          {t.presets.cancel}
        </button>
        <button type="submit" class="button button-primary grow" disabled={trimmed === ''}>
          {isTaken ? t.presets.replace : t.presets.save}
        </button>
      </div>
    </form>
  );
}
