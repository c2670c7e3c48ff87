// Reads OBS's INI files: sections, keys, values. Nothing is ever written.

export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function readIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.replace('\ufeff', '').split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      continue;
    }
    const at = line.indexOf('=');
    if (at <= 0 || /^\s*[#;]/.test(line)) continue;
    section.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return sections;
}

/** As OBS reads it; undefined where it is not there. */
export function iniBool(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : value.toLowerCase() === 'true' || Number(value) > 0;
}
