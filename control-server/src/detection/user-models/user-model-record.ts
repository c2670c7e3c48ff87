// What is known about the models that a user added: models.json in the folder of their files.

import { z } from 'zod';
import { builtInModel } from '../../../../protocol/models.ts';
import type { DetectorFamily } from '../families/detector-family.ts';
import { familyNamed } from '../families/families.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const userModelLayout = z.object({
  /** The only size that it takes; without, any multiple of the family's step. */
  size: z.object({ width: z.int().positive(), height: z.int().positive() }).optional(),
  /** Names of its outputs, in the order in which the family's `decode` reads them. */
  outputs: z.array(z.string()).min(1),
});
export type UserModelLayout = z.infer<typeof userModelLayout>;

export const userModelName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);
/** What is chosen where no model of the user's is. */
export const builtInName = builtInModel;

const userModelRecord = z.object({
  name: userModelName,
  family: z.string().refine((name) => familyNamed(name) !== undefined),
  /** The file or address it came from. */
  source: z.string(),
  sourceSha256: sha256,
  /** Of the prepared file, which has the model's name and lies beside models.json. */
  sha256,
  layout: userModelLayout,
});
export type UserModelRecord = z.infer<typeof userModelRecord>;

/** Of a record that was read: its family is known. */
export function familyOf(record: UserModelRecord): DetectorFamily {
  const family = familyNamed(record.family);
  if (family) return family;
  throw new RangeError(`There is no family "${record.family}".`);
}

export const userModelList = z.object({
  version: z.literal(1),
  models: z.array(userModelRecord),
});

export const modelChoice = z.object({
  version: z.literal(1),
  /** A name of the list, or `builtInName`. */
  model: z.string(),
});
