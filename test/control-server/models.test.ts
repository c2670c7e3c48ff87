import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelRefusal } from '../../control-server/src/detection/user-models/open-user-model.ts';
import {
  modelFileOf,
  readChoice,
  type UserModelPlaces,
} from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { sha256Of } from '../../models/package-file.ts';
import { modelList } from '../../protocol/models.ts';
import { storeModel } from '../../scripts/models/model-store.ts';
import { ControlFixture } from '../support/control-fixture.ts';

let fixture: ControlFixture;
let places: UserModelPlaces;
let wanted: string[];
let refused: ModelRefusal | undefined;
const bytes = Uint8Array.of(1, 2, 3);

beforeEach(async () => {
  fixture = await ControlFixture.start({ modelPlaces: () => places });
  places = {
    modelFolder: path.join(fixture.root, 'models'),
    choiceFile: path.join(fixture.ownFolder, 'detection.json'),
  };
  wanted = [];
  refused = undefined;
  // As the frame worker answers.
  let choice = 'built-in';
  fixture.worker.post = (message) => {
    if (message.type !== 'worker.useModel') return;
    const { ask, name } = message;
    wanted.push(name);
    if (!refused) choice = name;
    const model = choice === 'built-in' ? 'ultraface-448' : choice;
    const answer = { type: 'worker.model', ask, provider: 'cpu', model, choice, refused } as const;
    queueMicrotask(() => fixture.worker.receive(answer));
  };
  await storeModel(
    places,
    {
      name: 'mine',
      family: 'yunet',
      source: '/a.onnx',
      sourceSha256: '0'.repeat(64),
      sha256: sha256Of(bytes),
      layout: { outputs: ['a'] },
    },
    bytes,
  );
});
afterEach(() => fixture.end());

async function listed() {
  const reply = await fixture.fetch('/api/ListModels');
  expect(reply.status).toBe(200);
  return modelList.parse(await reply.json());
}

async function failure(name: string) {
  const reply = await fixture.post('UseModel', { name });
  return { status: reply.status, ...((await reply.json()) as { code: string; message: string }) };
}

test('the built-in models and the user’s are listed, and which is in use', async () => {
  const { in_use, models } = await listed();
  expect(in_use).toBe('built-in');
  expect(models).toEqual([
    expect.objectContaining({ name: 'built-in', is_tried: true, problem: null }),
    {
      name: 'mine',
      family: 'YuNet',
      bytes: 3,
      sha256: sha256Of(bytes),
      is_tried: true,
      problem: null,
    },
  ]);
});

test('one is used at once, and kept', async () => {
  const reply = await fixture.post('UseModel', { name: 'mine' });
  expect(modelList.parse(await reply.json()).in_use).toBe('mine');
  expect(wanted).toEqual(['mine']);
  expect(readChoice(places)).toBe('mine');
  expect(fixture.server.state().daemon.model).toBe('mine');
  await fixture.post('UseModel', { name: 'built-in' });
  expect(readChoice(places)).toBe('built-in');
});

test('one that can’t be used is told and listed with its reason; the one of before stays and is kept', async () => {
  refused = { model: 'mine', code: 'model_unusable', reason: 'The model can’t be run.' };
  expect(await failure('mine')).toMatchObject({
    status: 409,
    code: 'model_unusable',
    message: 'The model can’t be run.',
  });
  expect(readChoice(places)).toBe('built-in');
  const { in_use, models } = await listed();
  expect(in_use).toBe('built-in');
  expect(models[1]?.problem).toEqual({ code: 'model_unusable', message: refused.reason });
  refused = undefined;
  await fixture.post('UseModel', { name: 'mine' });
  expect((await listed()).models[1]?.problem).toBeNull();
});

test('a choice that can’t be kept is taken back', async () => {
  await mkdir(places.choiceFile, { recursive: true });
  const { code } = await failure('mine').finally(() => rm(places.choiceFile, { recursive: true }));
  expect(code).toBe('model_choice_unwritable');
  expect(wanted).toEqual(['mine', 'built-in']);
  expect((await listed()).in_use).toBe('built-in');
});

test('bad input is told before anything is asked of the worker', async () => {
  expect(await failure('nobody')).toMatchObject({ status: 400, code: 'model_unknown' });
  for (const name of ['', 'x'.repeat(10_000)]) {
    expect(await failure(name)).toMatchObject({ status: 400, code: 'input_invalid' });
  }
  await writeFile(path.join(places.modelFolder, 'models.json'), 'no JSON');
  expect(await failure('mine')).toMatchObject({ status: 400, code: 'model_list_invalid' });
  expect(wanted).toEqual([]);
});

test('a file that was changed or is gone is listed as that', async () => {
  const file = modelFileOf(places, 'mine');
  await writeFile(file, 'something else');
  const changed = (await listed()).models[1];
  expect(changed).toMatchObject({ bytes: null, is_tried: false });
  expect(changed?.problem?.code).toBe('model_checksum_mismatch');
  await rm(file);
  expect((await listed()).models[1]?.problem?.code).toBe('model_missing');
});

test('one that was removed while in use is listed until another is chosen', async () => {
  await fixture.post('UseModel', { name: 'mine' });
  await writeFile(path.join(places.modelFolder, 'models.json'), '{"version":1,"models":[]}');
  const { in_use, models } = await listed();
  expect(in_use).toBe('mine');
  expect(models.map(({ name, is_tried }) => [name, is_tried])).toEqual([
    ['built-in', true],
    ['mine', false],
  ]);
});

test('two at once: the second is turned away', async () => {
  const answers = await Promise.all([fixture.post('UseModel', { name: 'mine' }), failure('mine')]);
  const codes = await Promise.all([answers[0].json() as Promise<{ code?: string }>, answers[1]]);
  expect(codes.map(({ code }) => code).filter((code) => code !== undefined)).toEqual([
    'model_busy',
  ]);
});

test('a model that gave way by itself is in use no more, and the list says why', async () => {
  await fixture.post('UseModel', { name: 'mine' });
  fixture.worker.receive({
    type: 'worker.model',
    ask: 0,
    provider: 'cpu',
    model: 'ultraface-448',
    choice: 'built-in',
    refused: { model: 'mine', code: 'inference_invalid', reason: 'It returned no numbers.' },
  });
  const { in_use, models } = await listed();
  expect(in_use).toBe('built-in');
  expect(models[1]?.problem?.message).toBe('It returned no numbers.');
});
