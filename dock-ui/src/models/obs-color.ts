// OBS's colours are numbers, 0xAABBGGRR; pages and people write #rrggbb.

/** Without its alpha: nothing here is ever see-through. */
export function hexOfObsColor(color: number): string {
  const channel = (shift: number) => ((color >>> shift) & 0xff).toString(16).padStart(2, '0');
  return `#${channel(0)}${channel(8)}${channel(16)}`;
}

/** Takes #rgb and #rrggbb, with or without the #; undefined for anything else. Opaque. */
export function obsColorOfHex(text: string): number | undefined {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    Number.parseInt(full.slice(at, at + 2), 16),
  );
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
