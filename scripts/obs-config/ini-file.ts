// OBS's INI files: read, change single keys, write, and leave everything else as it was.

export type IniValues = Record<string, Record<string, string | number | boolean>>;

const byteOrderMark = '\ufeff';

/** Sets the given keys, in place where they exist; keeps every other line. */
export function mergeIni(text: string, values: IniValues): string {
  const lines = text.replace(byteOrderMark, '').split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  for (const [section, keys] of Object.entries(values)) {
    for (const [key, value] of Object.entries(keys)) setKey(lines, section, key, String(value));
  }
  return `${lines.join('\n')}\n`;
}

/** Undefined where the key is not there. */
export function readIniValue(text: string, section: string, key: string): string | undefined {
  const lines = text.replace(byteOrderMark, '').split(/\r?\n/);
  const { from, to } = sectionRange(lines, section);
  const line = lines.slice(from, to).find((candidate) => keyOf(candidate) === key);
  return line?.slice(line.indexOf('=') + 1);
}

function setKey(lines: string[], section: string, key: string, value: string): void {
  let { from, to } = sectionRange(lines, section);
  if (from < 0) {
    if (lines.length > 0) lines.push('');
    lines.push(`[${section}]`);
    from = lines.length;
    to = from;
  }
  for (let index = from; index < to; index++) {
    if (keyOf(lines[index] ?? '') === key) {
      lines[index] = `${key}=${value}`;
      return;
    }
  }
  while (to > from && lines[to - 1]?.trim() === '') to--;
  lines.splice(to, 0, `${key}=${value}`);
}

/** Lines of the section's body; from is -1 where there is no such section. */
function sectionRange(lines: readonly string[], section: string): { from: number; to: number } {
  const header = lines.findIndex((line) => line.trim() === `[${section}]`);
  if (header < 0) return { from: -1, to: -1 };
  const next = lines.findIndex((line, index) => index > header && line.trim().startsWith('['));
  return { from: header + 1, to: next < 0 ? lines.length : next };
}

function keyOf(line: string): string | undefined {
  const at = line.indexOf('=');
  return at > 0 && !/^\s*[#;[]/.test(line) ? line.slice(0, at).trim() : undefined;
}
