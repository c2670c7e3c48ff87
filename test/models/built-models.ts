// The built models for tests, in a folder of their own, so that a test can't spoil the daemon's.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildModels } from '../../models/build-models.ts';
import { ModelError } from '../../models/model-error.ts';

export type PreparedModels =
  | { readonly folder: string; readonly skipReason?: undefined }
  | { readonly folder?: undefined; readonly skipReason: string };

/** Only an unreachable registry, with nothing in the cache, is a reason to skip; it is printed. */
export async function prepareModels(): Promise<PreparedModels> {
  const folder = await mkdtemp(path.join(tmpdir(), 'playalter-models-'));
  try {
    await buildModels(folder);
    return { folder };
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'package_unreachable')) throw error;
    process.stderr.write(`SKIPPED, as the models can't be fetched: ${error.message}\n`);
    return { skipReason: error.message };
  }
}
