// Where a user's models and the choice among them lie, and reading them. Models are written by `playalter
// models` alone, the choice by the control server too.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { ModelError } from '../../../../models/model-error.ts';
import { errorCode } from '../../coded-error.ts';
import { ownFolderPath } from '../../http/own-folder.ts';
import {
  builtInName,
  modelChoice,
  type UserModelRecord,
  userModelList,
} from './user-model-record.ts';

export interface UserModelPlaces {
  /** Of the models and their list. */
  readonly modelFolder: string;
  readonly choiceFile: string;
}

export interface UserModel {
  readonly record: UserModelRecord;
  readonly file: string;
}

/** `$XDG_DATA_HOME/playalter/models` and `$XDG_CONFIG_HOME/playalter/detection.json`. Throws `home_missing`. */
export function userModelPlaces(environment: NodeJS.ProcessEnv = process.env): UserModelPlaces {
  const { XDG_DATA_HOME, HOME } = environment;
  const own = ownFolderPath(environment);
  const data =
    XDG_DATA_HOME && path.isAbsolute(XDG_DATA_HOME)
      ? XDG_DATA_HOME
      : path.join(HOME ?? path.dirname(own), '.local', 'share');
  return {
    modelFolder: path.join(data, 'playalter', 'models'),
    choiceFile: path.join(own, 'detection.json'),
  };
}

export function modelFileOf({ modelFolder }: UserModelPlaces, name: string): string {
  return path.join(modelFolder, `${name}.onnx`);
}

export function modelListFile({ modelFolder }: UserModelPlaces): string {
  return path.join(modelFolder, 'models.json');
}

/** Throws ModelError `model_list_invalid`. */
export function readUserModels(places: UserModelPlaces): readonly UserModelRecord[] {
  return readJson(modelListFile(places), userModelList)?.models ?? [];
}

/** A model's name, or `builtInName`. Throws ModelError `model_list_invalid`. */
export function readChoice({ choiceFile }: UserModelPlaces): string {
  return readJson(choiceFile, modelChoice)?.model ?? builtInName;
}

/** Undefined for `builtInName`. Throws ModelError `model_list_invalid`, `model_unknown`. */
export function userModelNamed(places: UserModelPlaces, name: string): UserModel | undefined {
  if (name === builtInName) return undefined;
  const record = readUserModels(places).find((one) => one.name === name);
  if (record) return { record, file: modelFileOf(places, record.name) };
  throw new ModelError(
    'model_unknown',
    `There is no model "${name}"; "npx playalter models list" shows those there are.`,
  );
}

/** Undefined where there is no such file. */
function readJson<T extends z.ZodType>(file: string, schema: T): z.output<T> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new ModelError('model_list_invalid', `The file ${file} can't be read.`, { cause });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError(
      'model_list_invalid',
      `The file ${file} is not one that this version wrote; delete it and add your models again.`,
      { cause },
    );
  }
}
