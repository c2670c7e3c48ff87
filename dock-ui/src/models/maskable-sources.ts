// The sources that may still get a mask, those on the program first.

import type { SourceState } from '../../../protocol/dock-state.ts';

export function maskableSources(
  sources: readonly SourceState[],
  search: string,
): readonly SourceState[] {
  const wanted = search.trim().toLocaleLowerCase();
  return sources
    .filter(({ has_mask, source_name }) => {
      return !has_mask && source_name.toLocaleLowerCase().includes(wanted);
    })
    .sort(
      (a, b) =>
        Number(b.is_active) - Number(a.is_active) || a.source_name.localeCompare(b.source_name),
    );
}
