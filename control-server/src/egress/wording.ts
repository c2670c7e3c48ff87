// Names within sentences.

const namesShownMax = 3;

export function quoted(name: string): string {
  return `"${name}"`;
}

/** `"A"`, `"A" and "B"`, `"A", "B", "C" and 2 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).map(quoted);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

export function inScenes(names: readonly string[]): string {
  return `in the ${names.length === 1 ? 'scene' : 'scenes'} ${listed(names)}`;
}

export const addMask =
  'Right-click the source, choose Filters, add "PlayAlter Privacy Mask" under Effect Filters and put it first';
