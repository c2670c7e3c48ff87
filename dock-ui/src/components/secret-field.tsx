// A stream key or the token: masked, and nothing that the browser should fill in or keep.

import { useId } from 'preact/hooks';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly onInput: (value: string) => void;
}

export function SecretField({ label, value, hint, error, onInput }: SecretFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="input"
        type="password"
        value={value}
        maxLength={1024}
        autocomplete="new-password"
        spellcheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-more`}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <span id={`${id}-more`} class={error ? 'field-error' : 'field-hint'}>
        {error ?? hint}
      </span>
    </div>
  );
}
