// What this browser remembers of how its owner likes the page: folded panels, theme. Never a token, a key or a picture.

const prefix = 'playalter.';

/** A browser may refuse to keep anything (private windows): then every visit starts as the first. */
export function readKept(name: string, otherwise: string): string {
  try {
    return localStorage.getItem(prefix + name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function writeKept(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // As above: it is a convenience.
  }
}
