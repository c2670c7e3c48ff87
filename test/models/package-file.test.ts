import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extractPackageFile, type PackageFile, sha256Of } from '../../models/package-file.ts';
import { type LocalRegistry, startLocalRegistry } from './local-registry.ts';

const text = `weights ${randomUUID()}`;
let cacheFolder: string;
let registry: LocalRegistry;
let wanted: PackageFile;

beforeEach(async () => {
  cacheFolder = await mkdtemp(path.join(tmpdir(), 'playalter-package-file-'));
  const name = '@playalter-test/weights';
  // Each test's tarball differs, because npm's own cache knows tarballs by their integrity.
  const files = { 'deep/model.onnx': text, 'other.txt': randomUUID() };
  registry = await startLocalRegistry({ name, version: '1.2.3', files });
  wanted = {
    package: name,
    version: '1.2.3',
    integrity: registry.integrity,
    file: 'deep/model.onnx',
  };
});

afterEach(async () => {
  await registry.close();
  await rm(cacheFolder, { recursive: true, force: true });
});

const extract = (file: PackageFile) =>
  extractPackageFile(file, { cacheFolder, registry: registry.url });

describe('extractPackageFile', () => {
  test('takes the one file and leaves nothing else behind', async () => {
    const found = await extract(wanted);
    expect(found.bytes.toString()).toBe(text);
    expect(found.sha256).toBe(sha256Of(Buffer.from(text)));
    const kept = await readdir(cacheFolder, { recursive: true });
    expect(kept.filter((name) => /\.(onnx|json|txt)$/.test(name)).sort()).toEqual([
      '@playalter-test+weights@1.2.3/deep/model.onnx',
      '@playalter-test+weights@1.2.3/deep/model.onnx.receipt.json',
    ]);
  });

  test('asks nobody the second time', async () => {
    await extract(wanted);
    const asked = registry.requests();
    expect(asked).toBeGreaterThan(0);
    await registry.close();
    expect((await extract(wanted)).bytes.toString()).toBe(text);
    expect(registry.requests()).toBe(asked);
  });

  test('does not believe a kept file that was changed', async () => {
    const first = await extract(wanted);
    await writeFile(first.path, 'tampered');
    expect((await extract(wanted)).bytes.toString()).toBe(text);
  });

  test('does not believe a kept file of another tarball', async () => {
    await extract(wanted);
    const other = { ...wanted, integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}` };
    await expect(extract(other)).rejects.toMatchObject({ code: 'package_integrity_mismatch' });
  });

  test.each([
    ['a range', { version: '^1.2.3' }, 'package_invalid'],
    ['a tag', { version: 'latest' }, 'package_invalid'],
    ['a path out of the package', { file: '../../escape' }, 'package_invalid'],
    ['the package itself', { file: '.' }, 'package_invalid'],
    ['a file that is not there', { file: 'deep/other.onnx' }, 'package_file_missing'],
    ['a version that is not there', { version: '9.9.9' }, 'package_unreachable'],
  ])('%s is an error with a code', async (_name, change, code) => {
    await expect(extract({ ...wanted, ...change })).rejects.toMatchObject({ code });
  });

  test('a registry that is away is an error with a code', async () => {
    await registry.close();
    await expect(extract(wanted)).rejects.toMatchObject({ code: 'package_unreachable' });
  });
});
