// Runs a bundle with the code that V8 made of it when it was built: it need not be parsed and compiled again at each start. V8
// itself refuses code of another version of V8 or of other flags; that it belongs to just this bundle and is whole is checked here,
// as V8 compares no more than the length. Without it, everything is only slower.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const digestBytes = 32;

export interface RunBundle {
  readonly exports: unknown;
  /** Whether the kept code was used. */
  readonly isFromCache: boolean;
  /** Keeps what was compiled up to now, functions that were called included. */
  keep(): void;
}

/** `file`: CommonJS without `import()`, which kept code has no loader for; ASCII alone. Throws what the bundle throws. */
export function runBundle(file: string): RunBundle {
  const source = readFileSync(file);
  const cachedData = keptCode(source, codeFileOf(file));
  const parameters = 'exports, require, module, __filename, __dirname';
  const script = new Script(`(function (${parameters}) {${source.toString('latin1')}\n})`, {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
  return {
    exports: module.exports,
    isFromCache: cachedData !== undefined && script.cachedDataRejected === false,
    keep() {
      const code = script.createCachedData();
      const draft = `${codeFileOf(file)}.${process.pid}`;
      writeFileSync(draft, Buffer.concat([digestOf(source, code), code]));
      renameSync(draft, codeFileOf(file));
    },
  };
}

export function codeFileOf(bundle: string): string {
  return `${bundle}.code`;
}

function keptCode(source: Buffer, file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const code = bytes.subarray(digestBytes);
    return digestOf(source, code).equals(bytes.subarray(0, digestBytes)) ? code : undefined;
  } catch {
    // None was kept, or it is not for us to read.
    return undefined;
  }
}

function digestOf(source: Buffer, code: Buffer): Buffer {
  return createHash('sha256').update(source).update(code).digest();
}
