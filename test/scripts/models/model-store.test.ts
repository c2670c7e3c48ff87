import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chosenModel } from '../../../control-server/src/detection/user-models/chosen-model.ts';
import {
  modelListFile,
  readChoice,
  readUserModels,
  type UserModelPlaces,
  userModelPlaces,
} from '../../../control-server/src/detection/user-models/user-model-folder.ts';
import type { UserModelRecord } from '../../../control-server/src/detection/user-models/user-model-record.ts';
import { modelOffer } from '../../../scripts/models/model-offer.ts';
import { chooseModel, removeModel, storeModel } from '../../../scripts/models/model-store.ts';

let home: string;
let environment: NodeJS.ProcessEnv;
let places: UserModelPlaces;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'playalter-store-'));
  environment = { HOME: home };
  places = userModelPlaces(environment);
});
afterEach(() => rm(home, { recursive: true, force: true }));

const recordOf = (name: string): UserModelRecord => ({
  name,
  family: 'yunet',
  source: 'https://models.example/a.onnx',
  sourceSha256: '0'.repeat(64),
  sha256: '1'.repeat(64),
  layout: { outputs: ['a'] },
});
const bytes = Uint8Array.of(1, 2, 3);

test('the folders of the XDG variables, where they are set', () => {
  expect(userModelPlaces({ XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/config' })).toEqual({
    modelFolder: '/data/playalter/models',
    choiceFile: '/config/playalter/detection.json',
  });
  expect(userModelPlaces({ HOME: '/home/a' }).modelFolder).toBe(
    '/home/a/.local/share/playalter/models',
  );
});

describe('the user’s models', () => {
  test('nothing at first: the built-in ones', () => {
    expect(readUserModels(places)).toEqual([]);
    expect(chosenModel(undefined, environment)).toEqual({});
  });

  test('are offered to who has none', async () => {
    expect(modelOffer(environment)).toContain('models add yunet');
    await storeModel(places, recordOf('one'), bytes);
    expect(modelOffer(environment)).toBeUndefined();
    await writeFile(modelListFile(places), 'no JSON');
    expect(modelOffer(environment)).toBeUndefined();
  });

  test('are kept, chosen and removed, for nobody else to read', async () => {
    await storeModel(places, recordOf('one'), bytes);
    await storeModel(places, recordOf('two'), bytes);
    expect(readUserModels(places).map(({ name }) => name)).toEqual(['one', 'two']);
    expect((await stat(places.modelFolder)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(places.modelFolder)) {
      expect((await stat(path.join(places.modelFolder, file))).mode & 0o777).toBe(0o600);
    }
    await chooseModel(places, 'two');
    expect(chosenModel(undefined, environment).model?.record).toEqual(recordOf('two'));
    expect(chosenModel('one', environment).model?.record).toEqual(recordOf('one'));
    expect(chosenModel('built-in', environment)).toEqual({});

    expect(await removeModel(places, 'one')).toBe(false);
    expect(readChoice(places)).toBe('two');
    expect(await removeModel(places, 'two')).toBe(true);
    expect(readChoice(places)).toBe('built-in');
    expect(await readdir(places.modelFolder)).toEqual(['models.json']);
  });

  test.each([
    ['one', 'model_name_taken'],
    ['built-in', 'model_name_invalid'],
    ['../one', 'model_name_invalid'],
    ['Gross', 'model_name_invalid'],
    ['', 'model_name_invalid'],
  ])('the name "%s" is refused', async (name, code) => {
    await storeModel(places, recordOf('one'), bytes);
    await expect(storeModel(places, recordOf(name), bytes)).rejects.toMatchObject({ code });
    expect(readUserModels(places)).toHaveLength(1);
  });

  test('what is not there can be neither chosen nor removed', async () => {
    await expect(chooseModel(places, 'one')).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(removeModel(places, 'one')).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(chooseModel(places, 'yunet')).rejects.toThrow(/models add yunet/);
  });
});

describe('a choice that can’t be kept is told, and does not throw', () => {
  test('a model that there is not', () => {
    expect(chosenModel('one', environment)).toMatchObject({
      refusal: { model: 'one', code: 'model_unknown' },
    });
  });

  test.each(['', 'no JSON', '{}', '{"version":2,"models":[]}'])('a list of "%s"', async (text) => {
    await storeModel(places, recordOf('one'), bytes);
    await chooseModel(places, 'one');
    await writeFile(modelListFile(places), text);
    expect(chosenModel(undefined, environment)).toMatchObject({
      refusal: { model: 'one', code: 'model_list_invalid' },
    });
  });

  test('a list with a family that this version does not know', async () => {
    await storeModel(places, { ...recordOf('one'), family: 'later' }, bytes);
    expect(() => readUserModels(places)).toThrow(/not one that this version wrote/);
  });

  test('a choice of nonsense', async () => {
    await chooseModel(places, 'built-in');
    await writeFile(places.choiceFile, '[]');
    expect(chosenModel(undefined, environment)).toMatchObject({
      refusal: { code: 'model_list_invalid' },
    });
    expect(chosenModel('built-in', environment)).toEqual({});
  });

  test('a user without a home has not chosen', () => {
    expect(chosenModel(undefined, {})).toEqual({});
  });
});
