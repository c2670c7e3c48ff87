// Panic: one click, always in reach. Resume: asked about once more. Where Panic was, first the question opens and then
// "Stay covered" lies, and that has the focus too: a double click or a bounced key can't show the picture again.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { GuardianState } from '../../../protocol/dock-state.ts';
import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icon.tsx';

export function PanicBar() {
  const app = useApp();
  const isSending = useSignal(false);
  const state = app.state.value;
  const { isPanicked, cover } = canvasOf(state?.guardian);
  const hasObs = app.isOpen.value && (state?.obs.is_connected ?? false);
  const send = async (name: 'Panic' | 'Resume') => {
    isSending.value = true;
    await app.run(name, {});
    isSending.value = false;
  };
  return (
    <div class="panic-bar">
      {!isPanicked && (
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
      {cover && (
        <Resume
          key={cover}
          text={t.panic.covers[cover]}
          isDisabled={isSending.value || !hasObs}
          onResume={() => send('Resume')}
        />
      )}
      {!app.isOpen.value && (
        <p id="panic-no-connection" class="panic-note">
          {t.panic.noConnection}
        </p>
      )}
    </div>
  );
}

/** Whether the whole picture is covered in a way that ends by resuming; a stopped start uncovers it by itself. */
function canvasOf(guardian: GuardianState | null | undefined): {
  readonly isPanicked: boolean;
  readonly cover: 'panic' | 'maskGone' | undefined;
} {
  const isPanicked = guardian?.is_panicked ?? false;
  const reason = guardian?.cover_up ? guardian.cover_reason : 'none';
  const isMaskGone = reason === 'filter_disabled' || reason === 'filter_removed';
  return { isPanicked, cover: isPanicked ? 'panic' : isMaskGone ? 'maskGone' : undefined };
}

interface ResumeProps {
  readonly text: { readonly ask: string; readonly question: string; readonly yes: string };
  readonly isDisabled: boolean;
  readonly onResume: () => void;
}

function Resume({ text, isDisabled, onResume }: ResumeProps) {
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
        {text.ask}
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
      <p id="resume-question">{text.question}</p>
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
        {text.yes}
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
