// Verdicts on providers, kept in $XDG_CACHE_HOME/playalter/providers.json, so that a start need not try them again. A file that
// can't be read, is another version's or another machine's is as none.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type ProviderVerdict, providerVerdict } from './provider-verdict.ts';

const fileName = 'providers.json';
const contents = z.object({
  version: z.literal(1),
  key: z.string(),
  verdicts: z.array(providerVerdict),
});

/** Undefined where no variable says where a user's cache is. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { XDG_CACHE_HOME, HOME } = environment;
  if (XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME)) {
    return path.join(XDG_CACHE_HOME, 'playalter');
  }
  return HOME ? path.join(HOME, '.cache', 'playalter') : undefined;
}

export class VerdictFile {
  readonly #folder: string | undefined;
  readonly #key: string;

  /** @param key what the verdicts hang on; see machine-key.ts */
  constructor(folder: string | undefined, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  read(): readonly ProviderVerdict[] {
    if (this.#folder === undefined) return [];
    try {
      const text = readFileSync(path.join(this.#folder, fileName), 'utf8');
      const { data } = contents.safeParse(JSON.parse(text));
      return data?.key === this.#key ? data.verdicts : [];
    } catch {
      return [];
    }
  }

  /** In place of an older one on the same provider. Throws where the file can't be written. */
  add(verdict: ProviderVerdict): void {
    if (this.#folder === undefined) return;
    const others = this.read().filter(({ provider }) => provider !== verdict.provider);
    const text = JSON.stringify({ version: 1, key: this.#key, verdicts: [...others, verdict] });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const draft = path.join(this.#folder, `${fileName}.${process.pid}`);
    writeFileSync(draft, `${text}\n`, { mode: 0o600 });
    renameSync(draft, path.join(this.#folder, fileName));
  }
}
