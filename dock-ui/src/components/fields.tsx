// Form controls: each is a label, a native element and, where it helps, its value or a hint. They know nothing of masks.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly icon?: IconName;
  /** What the choice means; shown below its name. */
  readonly text?: string;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
  readonly isDisabled?: boolean;
}

/** Radio buttons as one bar: for two to four short words. */
export function Segments<Value extends string>({
  label,
  choices,
  value,
  onChoose,
  isDisabled = false,
  isLabelShown = false,
}: ChoiceProps<Value> & { readonly isLabelShown?: boolean }) {
  const name = useId();
  return (
    <fieldset class="field">
      <legend class={isLabelShown ? 'field-label' : 'visually-hidden'}>{label}</legend>
      <div class="segments">
        {choices.map((choice) => (
          <label class="segment" key={choice.value}>
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              disabled={isDisabled}
              onChange={() => onChoose(choice.value)}
            />
            <span>
              {choice.icon && <Icon name={choice.icon} size={14} />}
              {choice.name}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Radio buttons with a sentence each: for choices that need to be understood. */
export function Choices<Value extends string>({
  label,
  choices,
  value,
  onChoose,
  isDisabled = false,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="field">
      <legend class="field-label">{label}</legend>
      {choices.map((choice) => (
        <label
          class={choice.value === value ? 'choice choice-checked' : 'choice'}
          key={choice.value}
        >
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            disabled={isDisabled}
            onChange={() => onChoose(choice.value)}
          />
          <span class="choice-name row">
            {choice.name}
            {choice.icon && <Icon name={choice.icon} size={14} />}
          </span>
          {choice.text && <span class="choice-text">{choice.text}</span>}
        </label>
      ))}
    </fieldset>
  );
}

export function Select<Value extends string>({
  label,
  choices,
  value,
  onChoose,
  isDisabled = false,
  isLabelHidden = false,
}: ChoiceProps<Value> & { readonly isLabelHidden?: boolean }) {
  const id = useId();
  return (
    <div class="field">
      <label class={isLabelHidden ? 'visually-hidden' : 'field-label'} for={id}>
        {label}
      </label>
      <select
        id={id}
        class="select"
        value={value}
        disabled={isDisabled}
        onChange={({ currentTarget }) => {
          const chosen = choices.find((choice) => choice.value === currentTarget.value);
          if (chosen) onChoose(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: (value: number) => string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  readonly onInput: (value: number) => void;
}

/** Speaks while it is dragged, not only when it is let go. */
export function Slider({
  label,
  value,
  min,
  max,
  step,
  format,
  hint,
  isDisabled = false,
  onInput,
}: SliderProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const share = ((value - min) / (max - min)) * 100;
    // Through the object model: the page's policy forbids style attributes.
    input.current?.style.setProperty('--fill', `${share}%`);
  }, [value, min, max]);
  return (
    <div class="field">
      <div class="field-label">
        <label for={id}>{label}</label>
        <output class="field-value" for={id}>
          {format(value)}
        </output>
      </div>
      <input
        ref={input}
        id={id}
        class="slider"
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={isDisabled}
        aria-valuetext={format(value)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={({ currentTarget }) => onInput(Number(currentTarget.value))}
      />
      {hint && (
        <span id={`${id}-hint`} class="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
}

export function Check({
  label,
  isChecked,
  isDisabled = false,
  onChange,
}: {
  readonly label: ComponentChildren;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly maxLength?: number;
  readonly hasFocus?: boolean;
  readonly isDisabled?: boolean;
  readonly placeholder?: string;
  readonly onCommit?: () => void;
  readonly isLabelHidden?: boolean;
}

export function TextField({
  label,
  value,
  onInput,
  hint,
  error,
  maxLength = 256,
  hasFocus = false,
  isDisabled = false,
  placeholder,
  onCommit,
  isLabelHidden = false,
}: TextFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (hasFocus) input.current?.focus();
  }, [hasFocus]);
  return (
    <div class="field">
      <label class={isLabelHidden ? 'visually-hidden' : 'field-label'} for={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        class="input"
        type="text"
        value={value}
        maxLength={maxLength}
        disabled={isDisabled}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-more` : undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onChange={onCommit}
      />
      {(error || hint) && (
        <span id={`${id}-more`} class={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </span>
      )}
    </div>
  );
}
