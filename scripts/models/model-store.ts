// Writes what control-server/src/detection/user-models/ reads: the user's models, their list, and the choice among them.

import { chmod, mkdir, rm } from 'node:fs/promises';
import {
  writeChoice,
  writeWhole,
} from '../../control-server/src/detection/user-models/model-choice-file.ts';
import {
  modelFileOf,
  modelListFile,
  readChoice,
  readUserModels,
  type UserModelPlaces,
} from '../../control-server/src/detection/user-models/user-model-folder.ts';
import {
  builtInName,
  type UserModelRecord,
  userModelName,
} from '../../control-server/src/detection/user-models/user-model-record.ts';
import { ModelError } from '../../models/model-error.ts';
import { publishedModels } from './model-source.ts';

/** Throws ModelError: `model_name_invalid`, `model_name_taken`, `model_list_invalid`. */
export function requireFreeName(places: UserModelPlaces, name: string): void {
  if (!userModelName.safeParse(name).success || name === builtInName) {
    throw new ModelError(
      'model_name_invalid',
      `"${name}" can't be a model's name; use --name with small letters, digits, dots, dashes and underscores.`,
    );
  }
  if (!readUserModels(places).some((one) => one.name === name)) return;
  throw new ModelError(
    'model_name_taken',
    `There is a model "${name}" already; remove it first, or give another name with --name.`,
  );
}

/** Throws as `requireFreeName`. */
export async function storeModel(
  places: UserModelPlaces,
  record: UserModelRecord,
  prepared: Uint8Array,
): Promise<void> {
  requireFreeName(places, record.name);
  await mkdir(places.modelFolder, { recursive: true, mode: 0o700 });
  await chmod(places.modelFolder, 0o700);
  await writeWhole(modelFileOf(places, record.name), prepared);
  await writeList(places, [...readUserModels(places), record]);
}

/** Throws ModelError: `model_unknown`, `model_list_invalid`. */
export async function chooseModel(places: UserModelPlaces, name: string): Promise<void> {
  if (name !== builtInName) requireKnown(places, name);
  await writeChoice(places, name);
}

/** True where it was the chosen one, so that the built-in models are now. Throws as `chooseModel`. */
export async function removeModel(places: UserModelPlaces, name: string): Promise<boolean> {
  requireKnown(places, name);
  const wasChosen = readChoice(places) === name;
  if (wasChosen) await chooseModel(places, builtInName);
  await writeList(
    places,
    readUserModels(places).filter((one) => one.name !== name),
  );
  await rm(modelFileOf(places, name), { force: true });
  return wasChosen;
}

function requireKnown(places: UserModelPlaces, name: string): void {
  const names = readUserModels(places).map((one) => one.name);
  if (names.includes(name)) return;
  const isPublished = Object.hasOwn(publishedModels, name);
  const remedy = isPublished
    ? `add it first with "npx playalter models add ${name}"`
    : `there are ${[builtInName, ...names].join(', ')}`;
  throw new ModelError('model_unknown', `There is no model "${name}"; ${remedy}.`);
}

async function writeList(places: UserModelPlaces, models: readonly UserModelRecord[]) {
  await writeWhole(modelListFile(places), `${JSON.stringify({ version: 1, models }, null, 2)}\n`);
}
