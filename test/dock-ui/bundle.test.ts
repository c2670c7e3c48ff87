// What a dock loads before it shows anything.

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { built } from '../../scripts/repository.ts';
import { dockPages } from '../../scripts/setup/dock-bundle.ts';
import { bringUpToDate } from '../../scripts/setup/stamps.ts';
import { dockStep } from '../../scripts/setup/steps.ts';

interface Asset {
  readonly file: string;
  readonly isLazy: boolean;
}

let assets: readonly Asset[];

beforeAll(async () => {
  await bringUpToDate(dockStep);
  assets = JSON.parse(await readFile(built.dockUiAssets, 'utf8'));
});

it('is less than 40 KB, gzipped, without the plots', async () => {
  let bytes = 0;
  for (const { file } of assets.filter(({ isLazy }) => !isLazy)) {
    bytes += gzipSync(await readFile(path.join(built.dockUi, file))).length;
  }
  bytes += gzipSync(await readFile(path.join(built.dockUi, 'dock.html'))).length;
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(40 * 1024);
});

it('has the plots in a chunk of their own', async () => {
  const lazy = assets.filter(({ isLazy }) => isLazy);
  const texts = await Promise.all(
    lazy.map(({ file }) => readFile(path.join(built.dockUi, file), 'utf8')),
  );
  expect(texts.some((text) => text.includes('u-over'))).toBe(true);
  for (const { file } of assets.filter((one) => !one.isLazy && one.file.endsWith('.js'))) {
    expect(await readFile(path.join(built.dockUi, file), 'utf8')).not.toContain('u-over');
  }
});

describe.each(dockPages)('$file', ({ file }) => {
  it('has nothing inline, and everything that it names', async () => {
    const text = await readFile(path.join(built.dockUi, file), 'utf8');
    expect(text).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
    const named = [...text.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBe(2);
    for (const name of named) {
      expect(name).toMatch(/^assets\/[a-z]+-[A-Z0-9]{8}\.(js|css)$/);
      expect((await stat(path.join(built.dockUi, name))).size).toBeGreaterThan(0);
    }
  });
});

it('has nothing in it that Chromium 103, of OBS 29, does not know', async () => {
  const newer = [
    /:has\(|@container|@scope|@starting-style|color-mix\(|oklch\(|light-dark\(|\b\d+d?[ls]?vh\b(?<!\b\d+vh)/,
    /\.(toSorted|toReversed|toSpliced|isWellFormed|intersection|symmetricDifference)\(/,
    /Object\.groupBy|Promise\.withResolvers|Promise\.try|Array\.fromAsync|URL\.parse\(/,
  ];
  for (const { file } of assets) {
    const text = await readFile(path.join(built.dockUi, file), 'utf8');
    for (const pattern of newer) expect(pattern.exec(text)?.[0], file).toBeUndefined();
  }
});
