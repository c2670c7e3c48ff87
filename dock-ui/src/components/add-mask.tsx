// Which source gets the mask: those on the program first, those that have one left out.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { maskableSources } from '../models/maskable-sources.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { TextField } from './fields.tsx';
import { Icon } from './icon.tsx';

/** More than this needs a search field. */
const searchFrom = 8;

export function AddMask({ onClose }: { onClose: () => void }) {
  const app = useApp();
  const search = useSignal('');
  const adding = useSignal<string | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  const all = app.state.value?.sources ?? [];
  const sources = maskableSources(all, search.value);
  useEffect(() => heading.current?.focus(), []);
  const add = async (name: string) => {
    adding.value = name;
    const done = await app.run('AddMask', { source_name: name });
    adding.value = undefined;
    if (!done) return;
    app.notices.say('done', t.masks.added(name));
    onClose();
  };
  return (
    <section
      class="confirm"
      aria-labelledby="add-mask-title"
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <div class="row section-head">
        <h3 id="add-mask-title" class="grow" tabIndex={-1} ref={heading}>
          {t.masks.addTitle}
        </h3>
        <button
          type="button"
          class="button button-quiet button-icon"
          aria-label={t.masks.close}
          onClick={onClose}
        >
          <Icon name="cross" size={14} />
        </button>
      </div>
      {all.length > searchFrom && (
        <TextField
          label={t.masks.addSearch}
          value={search.value}
          onInput={(text) => {
            search.value = text;
          }}
        />
      )}
      {sources.length === 0 && <p class="muted">{t.masks.addNone}</p>}
      <ul class="source-list">
        {sources.map(({ source_name: name, kind_name, is_active, width, height }) => (
          <li key={name}>
            <button
              type="button"
              class="source"
              disabled={adding.value !== undefined || !app.isOpen.value}
              onClick={() => void add(name)}
            >
              <Icon name="plus" />
              <span class="source-text">
                <span class="visually-hidden">{t.masks.addTo} </span>
                <span class="ellipsis source-name">{name}</span>
                <span class="small muted ellipsis">
                  {[
                    kind_name,
                    width > 0 ? `${width} × ${height}` : '',
                    is_active ? t.masks.addActive : '',
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
