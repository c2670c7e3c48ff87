// Panic: one click, always in reach. Resume: asked about once more. Where Panic was, first the question opens and then
// "Stay covered" lies, and that has the focus too: a double click or a bounced key can't show the picture again.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';

export function PanicBar() {
  const app = useApp();
  const isSending = useSignal(false);
  const state = app.state.value;
  const isPanicked = state?.guardian?.is_panicked ?? false;
  const hasObs = app.isOpen.value && (state?.obs.is_connected ?? false);
  const send = async (name: 'Panic' | 'Resume') => {
    isSending.value = true;
    await app.run(name, {});
    isSending.value = false;
  };
  return (
    <div class="panic-bar">
      {isPanicked ? (
        <Resume isDisabled={isSending.value || !hasObs} onResume={() => send('Resume')} />
      ) : (
        <button
          type="button"
          class="panic-button"
          aria-describedby={app.isOpen.value ? undefined : 'panic-no-connection'}
          disabled={!hasObs}
          onClick={() => void send('Panic')}
        >
          <Icon name="hand" size={24} />
          <span class="panic-word">{t.panic.button}</span>
          <span class="panic-hint">
            {hasObs || !app.isOpen.value ? t.panic.hint : t.panic.noObs}
          </span>
        </button>
      )}
      {!app.isOpen.value && (
        <p id="panic-no-connection" class="panic-note">
          {t.panic.noConnection}
        </p>
      )}
    </div>
  );
}

function Resume({ isDisabled, onResume }: { isDisabled: boolean; onResume: () => void }) {
  const isAsking = useSignal(false);
  const wasAsking = useRef(false);
  const ask = useRef<HTMLButtonElement>(null);
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking.value) stay.current?.focus();
    else if (wasAsking.current) ask.current?.focus();
    wasAsking.current = isAsking.value;
  }, [isAsking.value]);
  if (!isAsking.value) {
    return (
      <button
        ref={ask}
        type="button"
        class="button button-wide resume-ask"
        disabled={isDisabled}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        <Icon name="eye" />
        {t.panic.resume}
      </button>
    );
  }
  const close = () => {
    isAsking.value = false;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't be laid out in this bar.
    <div
      class="resume-question"
      role="group"
      aria-labelledby="resume-question"
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <p id="resume-question">{t.panic.question}</p>
      <button
        type="button"
        class="button button-primary"
        aria-describedby="resume-question"
        disabled={isDisabled}
        onClick={() => {
          close();
          onResume();
        }}
      >
        {t.panic.yes}
      </button>
      <button
        ref={stay}
        type="button"
        class="button resume-stay"
        aria-describedby="resume-question"
        onClick={close}
      >
        {t.panic.no}
      </button>
    </div>
  );
}
