// A colour as swatches and as a code. Not the browser's own colour window: OBS's docks do not open one everywhere.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { hexOfObsColor, obsColorOfHex } from '../models/obs-color.ts';
import { t } from '../strings/strings.ts';
import { TextField } from './fields.tsx';

interface ColorFieldProps {
  readonly label: string;
  /** 0xAABBGGRR */
  readonly color: number;
  /** Names by code, before those that are always offered. */
  readonly suggested?: Readonly<Record<string, string>>;
  readonly onChange: (color: number) => void;
}

export function ColorField({ label, color, suggested, onChange }: ColorFieldProps) {
  const hex = hexOfObsColor(color);
  const text = useSignal(hex);
  useEffect(() => {
    // What was typed may mean the same colour: then it is left as it was written.
    if (obsColorOfHex(text.peek()) !== obsColorOfHex(hex)) text.value = hex;
  }, [hex, text]);
  const isWrong = obsColorOfHex(text.value) === undefined;
  return (
    <fieldset class="field">
      <legend class="field-label">{label}</legend>
      <div class="stack stack-tight">
        <div class="swatches">
          {Object.entries({ ...suggested, ...t.settings.colors }).map(([value, name]) => (
            <button
              key={value}
              type="button"
              class="swatch"
              aria-label={name}
              title={name}
              aria-pressed={value === hex}
              onClick={() => onChange(obsColorOfHex(value) ?? color)}
            >
              <svg viewBox="0 0 8 8" aria-hidden="true" focusable="false">
                <circle cx="4" cy="4" r="4" fill={value} />
              </svg>
            </button>
          ))}
        </div>
        <TextField
          label={t.settings.colorHex(label)}
          isLabelHidden
          value={text.value}
          maxLength={7}
          error={isWrong ? t.settings.colorWrong : undefined}
          onInput={(value) => {
            text.value = value;
            const parsed = obsColorOfHex(value);
            if (parsed !== undefined) onChange(parsed);
          }}
        />
      </div>
    </fieldset>
  );
}
