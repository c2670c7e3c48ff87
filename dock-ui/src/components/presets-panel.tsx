// All presets: apply to every mask, rename, delete, to and from a file.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PresetState } from '../../../protocol/dock-state.ts';
import { limit } from '../../../protocol/names.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Confirm } from './confirm.tsx';
import { Panel } from './disclosure.tsx';
import { TextField } from './fields.tsx';

export function PresetsPanel() {
  const app = useApp();
  const count = app.state.value?.presets.length ?? 0;
  return (
    <Panel
      name="presets"
      title={t.presets.title}
      badge={count > 0 && <span class="muted count">{count}</span>}
    >
      {() => <Presets />}
    </Panel>
  );
}

function Presets() {
  const app = useApp();
  const presets = app.state.value?.presets ?? [];
  return (
    <>
      {presets.length === 0 ? (
        <p class="muted">{t.presets.none}</p>
      ) : (
        <ul class="rows">
          {presets.map((preset) => (
            <PresetRow key={preset.name} preset={preset} />
          ))}
        </ul>
      )}
      <PresetFiles hasPresets={presets.length > 0} />
    </>
  );
}

function PresetRow({ preset: { name } }: { preset: PresetState }) {
  const app = useApp();
  const newName = useSignal<string | undefined>(undefined);
  const isDisabled = !app.isOpen.value;
  const stop = () => {
    newName.value = undefined;
  };
  const rename = async () => {
    const wanted = newName.value?.trim() ?? '';
    if (wanted === name) stop();
    else if (wanted !== '' && (await app.run('RenamePreset', { name, new_name: wanted }))) stop();
  };
  if (newName.value !== undefined) {
    return (
      <li>
        <form
          class="confirm"
          onSubmit={(event) => {
            event.preventDefault();
            void rename();
          }}
          onKeyDown={({ key }) => key === 'Escape' && stop()}
        >
          <TextField
            label={t.presets.name}
            hasFocus
            value={newName.value}
            maxLength={limit.presetNameBytesMax}
            onInput={(text) => {
              newName.value = text;
            }}
          />
          <div class="row">
            <button type="button" class="button grow" onClick={stop}>
              {t.presets.cancel}
            </button>
            <button
              type="submit"
              class="button button-primary grow"
              disabled={newName.value.trim() === ''}
            >
              {t.presets.renameDo}
            </button>
          </div>
        </form>
      </li>
    );
  }
  return (
    <li class="stack stack-tight">
      <p class="rows-name" title={name}>
        {name}
      </p>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={isDisabled || app.masks.value.length === 0}
          aria-label={t.presets.applyAllOf(name)}
          onClick={async () => {
            if (await app.run('ApplyPreset', { name, all: true })) {
              app.notices.say('done', t.presets.applied(name));
            }
          }}
        >
          {t.presets.applyAll}
        </button>
        <button
          type="button"
          class="button button-quiet"
          disabled={isDisabled}
          aria-label={t.presets.renameOf(name)}
          onClick={() => {
            newName.value = name;
          }}
        >
          {t.presets.rename}
        </button>
        <Confirm
          label={t.presets.delete}
          class="button button-quiet"
          isDisabled={isDisabled}
          question={t.presets.deleteQuestion(name)}
          yes={t.presets.delete}
          no={t.presets.deleteNo}
          onYes={() => void app.run('DeletePreset', { name })}
        />
      </div>
    </li>
  );
}

function PresetFiles({ hasPresets }: { hasPresets: boolean }) {
  const app = useApp();
  const input = useRef<HTMLInputElement>(null);
  const isDisabled = !app.isOpen.value;
  const importFile = async (file: File) => {
    if (file.size > limit.presetTextBytesMax) {
      app.notices.say('failure', t.presets.tooLarge);
      return;
    }
    const done = await app.run('ImportPresets', { text: await file.text() });
    if (done) app.notices.say('done', t.presets.imported(countOf(done.data)));
  };
  const exportFile = async () => {
    const done = await app.run('ExportPresets', {});
    if (done) download(textOf(done.data));
  };
  return (
    <div class="row">
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        accept=".json,application/json"
        tabIndex={-1}
        aria-label={t.presets.importLabel}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file may be chosen again.
          currentTarget.value = '';
          if (file) void importFile(file);
        }}
      />
      <button
        type="button"
        class="button grow"
        disabled={isDisabled}
        onClick={() => input.current?.click()}
      >
        {t.presets.import}
      </button>
      <button
        type="button"
        class="button grow"
        disabled={isDisabled || !hasPresets}
        onClick={() => void exportFile()}
      >
        {t.presets.export}
      </button>
    </div>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = t.presets.fileName;
  link.click();
  // The browser has its own hold on it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function countOf(data: unknown): number {
  const { presets } = data as { presets?: unknown };
  return Array.isArray(presets) ? presets.length : 0;
}

function textOf(data: unknown): string {
  const { text } = data as { text?: unknown };
  return typeof text === 'string' ? text : '';
}
