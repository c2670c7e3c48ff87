import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { userModelPlaces } from '../../../control-server/src/detection/user-models/user-model-folder.ts';
import { sha256Of } from '../../../models/package-file.ts';
import { trialOf } from '../../../scripts/models/model-trial.ts';
import { slownessOf } from '../../../scripts/models/models-command.ts';
import { inRepository } from '../../../scripts/repository.ts';
import { photographsOrReason } from '../../detection/photographs.ts';
import { centerFaceLike, classifier } from '../../models/tiny-model.ts';
import { yunetFile, yunetSkipReason } from '../../models/yunet-file.ts';

const skipReason = await photographsOrReason();

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'playalter-models-command-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const playalter = (...args: string[]) =>
  execa(process.execPath, [inRepository('scripts', 'playalter.mjs'), 'models', ...args], {
    reject: false,
    env: { HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '' },
  });
const listed = async () => JSON.parse((await playalter('list', '--json')).stdout);

describe('the trial in a process of its own', () => {
  test.skipIf(skipReason).each<[string, Uint8Array, string]>([
    [
      'sees faces everywhere',
      centerFaceLike({ heat: { weight: 0, bias: 1 } }),
      'model_faces_invented',
    ],
    ['sees none anywhere', centerFaceLike({ heat: { weight: 0, bias: 0 } }), 'model_faces_missed'],
    [
      'gives no numbers',
      centerFaceLike({ heat: { weight: 0, bias: Number.NaN } }),
      'model_numbers_invalid',
    ],
    ['is of another kind', classifier(), 'model_family_unknown'],
    ['is no model', Buffer.from('no model'), 'model_corrupt'],
  ])('a model that %s is refused', async (_name, bytes, code) => {
    await expect(trialOf(bytes)).rejects.toMatchObject({ code });
  });

  const childScript = 'test/scripts/models/dying-trial.child.ts';
  test('a model that ends its process ends that one only', async () => {
    await expect(trialOf(Buffer.from('any'), { childScript })).rejects.toMatchObject({
      code: 'model_crashed',
      message: expect.stringContaining('SIGSEGV'),
    });
  });

  test('a model that never answers is given up', async () => {
    const trial = trialOf(Buffer.from('hangs'), { childScript, timeoutMs: 2000 });
    await expect(trial).rejects.toMatchObject({ code: 'model_crashed' });
  });
});

describe('playalter models', () => {
  test.each([
    [[], 64, 'one of add, list, use and remove'],
    [['add'], 64, 'needs a second word'],
    [['list', 'all', 'more'], 64, 'is not an option'],
    [['add', '/nowhere.onnx'], 69, 'model_missing'],
    [['add', 'http://models.example/a.onnx'], 69, 'https only'],
    [['use', 'unknown'], 69, 'model_unknown'],
  ])('%j ends with %i', async (args, status, sentence) => {
    const { exitCode, stderr, stdout } = await playalter(...args);
    expect(exitCode).toBe(status);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
  });

  test('says of a model that masks could not wait for what comes of it', () => {
    expect(slownessOf(110)).toBeUndefined();
    expect(slownessOf(111)).toContain('with it the picture would stay covered on this computer');
  });

  test.skipIf(skipReason ?? yunetSkipReason)(
    'adds, lists, uses and removes YuNet',
    async () => {
      const added = await playalter('add', yunetFile, '--name', 'yunet');
      expect(added.stderr).toContain('it finds 22 of 22 test faces');
      expect(added.exitCode).toBe(0);
      const { chosen, models } = await listed();
      expect(chosen).toBe('yunet');
      const [record] = models;
      expect(record).toMatchObject({ name: 'yunet', family: 'yunet', source: yunetFile });
      expect(record.sourceSha256).toBe(sha256Of(await readFile(yunetFile)));
      const { modelFolder } = userModelPlaces({ HOME: home });
      expect(record.sha256).toBe(sha256Of(await readFile(path.join(modelFolder, 'yunet.onnx'))));

      const damaged = path.join(home, 'damaged.onnx');
      await writeFile(damaged, (await readFile(yunetFile)).subarray(0, 100_000));
      expect((await playalter('add', damaged)).stderr).toContain('model_corrupt');
      expect(await listed()).toEqual({ chosen, models });

      await playalter('use', 'built-in');
      expect((await listed()).chosen).toBe('built-in');
      await playalter('use', 'yunet');
      expect((await playalter('remove', 'yunet')).stderr).toContain('built-in models are used');
      expect(await listed()).toEqual({ chosen: 'built-in', models: [] });
    },
    180_000,
  );
});
