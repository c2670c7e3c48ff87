// All masks, and the way to one more.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../strings/strings.ts';
import { AddMask } from './add-mask.tsx';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';
import { MaskCard } from './mask-card.tsx';

export function MasksSection({ isFirstOpen = false }: { isFirstOpen?: boolean }) {
  const app = useApp();
  const isAdding = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  const masks = app.masks.value;
  const state = app.state.value;
  useEffect(() => {
    if (!isAdding.value && wasAdding.current) opener.current?.focus();
    wasAdding.current = isAdding.value;
  }, [isAdding.value]);
  if (!state) return null;
  return (
    <section class="masks stack" aria-labelledby="masks-title">
      <div class="row section-head">
        <h2 id="masks-title" class="grow">
          {t.masks.title}
          {masks.length > 1 && <span class="muted count"> {masks.length}</span>}
        </h2>
        {!isAdding.value && (
          <button
            ref={opener}
            type="button"
            class={masks.length === 0 ? 'button button-primary' : 'button'}
            disabled={!app.isOpen.value || !state.obs.is_connected}
            onClick={() => {
              isAdding.value = true;
            }}
          >
            <Icon name="plus" />
            {t.masks.add}
          </button>
        )}
      </div>
      {isAdding.value && (
        <AddMask
          onClose={() => {
            isAdding.value = false;
          }}
        />
      )}
      {masks.length === 0 && !isAdding.value && <p class="muted">{t.masks.none}</p>}
      {masks.length > 0 && (
        <ul class="mask-list">
          {masks.map((mask, index) => (
            <MaskCard
              key={mask.filter_uuid}
              mask={mask}
              isOpenAtFirst={masks.length === 1 || (isFirstOpen && index === 0)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
