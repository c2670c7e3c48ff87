// A question before something that can't be taken back. It opens in place, below the button that asked, takes the focus,
// and gives it back; Escape means no.

import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface ConfirmProps {
  readonly label: string;
  readonly icon?: IconName;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly class?: string;
  readonly isDisabled?: boolean;
  readonly onYes: () => void;
}

export function Confirm({
  label,
  icon,
  question,
  yes,
  no,
  class: buttonClass = 'button',
  isDisabled = false,
  onYes,
}: ConfirmProps) {
  const isAsking = useSignal(false);
  const wasAsking = useRef(false);
  const opener = useRef<HTMLButtonElement>(null);
  const stay = useRef<HTMLButtonElement>(null);
  const id = useId();
  // With the change itself: a key that is pressed at once must not go to a button that is gone.
  useLayoutEffect(() => {
    if (isAsking.value) stay.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = isAsking.value;
  }, [isAsking.value]);
  if (!isAsking.value) {
    return (
      <button
        ref={opener}
        type="button"
        class={buttonClass}
        disabled={isDisabled}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {icon && <Icon name={icon} />}
        {label}
      </button>
    );
  }
  const close = () => {
    isAsking.value = false;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a dialog element would leave the flow of a 260-pixel page.
    <div
      class="confirm"
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <p id={id}>{question}</p>
      <div class="row">
        <button ref={stay} type="button" class="button grow" aria-describedby={id} onClick={close}>
          {no}
        </button>
        <button
          type="button"
          class="button button-danger grow"
          aria-describedby={id}
          onClick={() => {
            close();
            onYes();
          }}
        >
          {yes}
        </button>
      </div>
    </div>
  );
}
