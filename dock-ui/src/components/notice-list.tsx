// What was just done or refused, above everything else, read out as it comes.

import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';

export function NoticeList() {
  const { notices } = useApp();
  return (
    <section class="notices" aria-label={t.noticesLabel} aria-live="polite">
      {notices.shown.value.map(({ id, kind, text }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'alert'} />
          <p class="grow">{text}</p>
          <button
            type="button"
            class="button button-quiet button-icon toast-close"
            aria-label={t.closeNotice}
            onClick={() => notices.close(id)}
          >
            <Icon name="cross" size={12} />
          </button>
        </div>
      ))}
    </section>
  );
}
