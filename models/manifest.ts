// The manifest of the models, checked. The daemon carries it too: what it loads must have these sums.

import { z } from 'zod';
import manifestJson from './manifest.json' with { type: 'json' };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tensor = z.object({
  name: z.string(),
  type: z.enum(['uint8', 'float32', 'int64']),
  /** A name stands for a size that may differ from run to run. */
  shape: z.array(z.union([z.number().int().positive(), z.string()])),
  meaning: z.string(),
});

const modelEntry = z.object({
  name: z.enum(['ultraface', 'blazeface', 'fullrange', 'face-landmarks']),
  title: z.string(),
  use: z.string(),
  licence: z.string(),
  source: z.object({
    package: z.string(),
    version: z.string(),
    integrity: z.string().startsWith('sha512-'),
    file: z.string(),
    sha256,
  }),
  built: z.object({ file: z.string().regex(/^[\w.-]+\.onnx$/), sha256 }),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
});

export type ModelEntry = z.infer<typeof modelEntry>;
export type ModelName = ModelEntry['name'];

export const modelManifest: readonly ModelEntry[] = z
  .object({ models: z.array(modelEntry) })
  .parse(manifestJson).models;

export function modelNamed(name: ModelName): ModelEntry {
  const found = modelManifest.find((one) => one.name === name);
  // The schema's names and the file's entries are kept equal by a test.
  if (!found) throw new Error(`the manifest holds no ${name}`);
  return found;
}
