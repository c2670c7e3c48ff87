// Which mask a picture or a plot is of; nothing to choose with a single one.

import { t } from '../strings/strings.ts';
import { useApp } from './app-context.ts';
import { Select } from './fields.tsx';

export function MaskChooser({ label }: { label: string }) {
  const app = useApp();
  const masks = app.masks.value;
  if (masks.length < 2) return null;
  return (
    <Select
      label={label}
      choices={masks.map(({ filter_uuid, source_name, filter_name }) => ({
        value: filter_uuid,
        name: masks.some(
          (other) => other.filter_uuid !== filter_uuid && other.source_name === source_name,
        )
          ? `${source_name}, ${filter_name}`
          : source_name || t.masks.title,
      }))}
      value={app.preview.filterUuid.value ?? ''}
      onChoose={(uuid) => app.preview.choose(uuid)}
    />
  );
}
