// Code that is kept of a bundle: used where it is the bundle's own, and never where it is not.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeFileOf, runBundle } from '../../control-server/src/code-cache.ts';
import { built } from '../../scripts/repository.ts';

let folder: string;
let bundle: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-code-'));
  bundle = path.join(folder, 'bundle.js');
  await writeFile(bundle, bundleThatSays('first'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Of the same length for words of the same length, which is all that V8 compares. */
function bundleThatSays(word: string): string {
  return `module.exports = { say: () => '${word}', at: __filename, name: require('node:path').basename(__dirname) };`;
}

function said(): { word: string; isFromCache: boolean } {
  const { exports, isFromCache } = runBundle(bundle);
  return { word: (exports as { say(): string }).say(), isFromCache };
}

describe('a bundle', () => {
  it('runs as a file of CommonJS does', () => {
    expect(runBundle(bundle).exports).toMatchObject({ at: bundle, name: path.basename(folder) });
  });

  it('runs with the code that was kept of it', () => {
    const run = runBundle(bundle);
    expect(run.isFromCache).toBe(false);
    run.keep();
    expect(said()).toEqual({ word: 'first', isFromCache: true });
  });

  it('that was changed runs as it is now, not as it was', async () => {
    runBundle(bundle).keep();
    await writeFile(bundle, bundleThatSays('other'));
    expect(said()).toEqual({ word: 'other', isFromCache: false });
  });

  it.each([
    ['damaged', (code: Buffer) => code.fill(0xff, 100, 120)],
    ['cut short', (code: Buffer) => code.subarray(0, 50)],
    ['empty', () => Buffer.alloc(0)],
  ])('runs without code that is %s', async (_, spoil) => {
    runBundle(bundle).keep();
    await writeFile(codeFileOf(bundle), spoil(await readFile(codeFileOf(bundle))));
    expect(said()).toEqual({ word: 'first', isFromCache: false });
  });

  it('tells what it throws', async () => {
    await writeFile(bundle, "throw new RangeError('on purpose');");
    expect(() => runBundle(bundle)).toThrow('on purpose');
  });
});

describe('the built daemon', () => {
  it('has code of its bundles that this Node takes', async () => {
    const policy = path.join(path.dirname(built.daemon), 'provider-policy.js');
    expect(runBundle(policy).isFromCache).toBe(true);
    for (const name of ['frame-worker.js', 'daemon.js']) {
      const code = await readFile(codeFileOf(path.join(path.dirname(built.daemon), name)));
      expect(code.length).toBeGreaterThan(1000);
    }
  });

  it.each(['frame-worker.js', 'daemon.js', 'provider-policy.js'])(
    'imports nothing in %s: kept code has no loader',
    async (name) => {
      const text = await readFile(path.join(path.dirname(built.daemon), name), 'utf8');
      expect(text).not.toMatch(/\bimport\s*\(/);
    },
  );
});
