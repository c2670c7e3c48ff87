import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDetectionSchedule,
  type OpenedSchedule,
} from '../../control-server/src/detection/detection-schedule.ts';
import { PassMemory } from '../../control-server/src/detection/pass-memory.ts';
import type { UserModel } from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { sha256Of } from '../../models/package-file.ts';
import { recogniseModel } from '../../models/user-model/recognise-model.ts';
import { prepareModels } from '../models/built-models.ts';
import { centerFaceLike } from '../models/tiny-model.ts';

const models = await prepareModels();

/** Grey, with a spot of full blue in the middle: what the tiny model takes for a face, and the built-in ones do not. */
function spotted() {
  const [widthPx, heightPx] = [640, 352];
  const data = new Uint8Array(widthPx * heightPx * 4).fill(40);
  for (let y = 168; y < 184; y++) {
    for (let x = 312; x < 328; x++) data[(y * widthPx + x) * 4 + 2] = 255;
  }
  return { data, widthPx, heightPx };
}

describe.skipIf(models.skipReason)('a user’s model in the schedule', () => {
  let folder: string;
  let file: string;
  let userModel: UserModel;
  const opened: OpenedSchedule[] = [];
  const open = async (model: UserModel) => {
    const modelFolder = models.folder ?? '';
    const schedule = await createDetectionSchedule({
      providers: ['cpu'],
      modelFolder,
      userModel: model,
    });
    opened.push(schedule);
    return schedule;
  };
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'playalter-user-model-'));
    file = path.join(folder, 'spots.onnx');
    // 0.75 of full blue in a cell is a face, as no gain is left to brighten a picture with a white spot.
    const { family, layout, prepared } = await recogniseModel(centerFaceLike());
    await writeFile(file, prepared);
    const sha256 = sha256Of(prepared);
    const record = { name: 'spots', family: family.name, source: 'here', layout };
    userModel = { file, record: { ...record, sourceSha256: sha256, sha256 } };
  });
  afterAll(async () => {
    await Promise.all(opened.map((schedule) => schedule.dispose()));
    await rm(folder, { recursive: true, force: true });
    if (models.folder) await rm(models.folder, { recursive: true, force: true });
  });

  test('is the main pass, and the others go on', async () => {
    const schedule = await open(userModel);
    expect(schedule.model).toBe('spots');
    expect(schedule.modelRefusal).toBeUndefined();
    const found = await schedule.primary(spotted());
    expect(found[0]?.confidence).toBeGreaterThan(0.9);
    expect((found[0]?.xPx ?? 0) + (found[0]?.widthPx ?? 0) / 2).toBeCloseTo(320, -1);
  });

  test('has the built main pass beside it', async () => {
    const schedule = await open(userModel);
    const named = () => schedule.furtherPasses.map(({ name }) => name);
    expect(named()).toContain('ultraface-448');
    expect(await schedule.useModel(undefined)).toBeUndefined();
    expect(named()).not.toContain('ultraface-448');
    // First comes the one that sees all of the picture small, in either case.
    expect(named()[0]).toBe('blazeface-whole');
  });

  test('is exchanged while frames come, and the picture that stands is looked at again', async () => {
    const schedule = await open(userModel);
    const image = { ...spotted(), memory: new PassMemory() };
    const [found] = await schedule.primary(image);
    expect(found?.confidence).toBeGreaterThan(0.9);
    const running = schedule.primary(spotted());
    expect(await schedule.useModel(undefined)).toBeUndefined();
    expect((await running)[0]).toEqual(found);
    expect(schedule).toMatchObject({ model: 'ultraface-448', choice: 'built-in' });
    expect(await schedule.primary(image)).toEqual([]);
    expect(await schedule.useModel(userModel)).toBeUndefined();
    expect(schedule).toMatchObject({ model: 'spots', choice: 'spots' });
    expect((await schedule.primary(image))[0]).toEqual(found);
  });

  test('stays where another one can’t be used', async () => {
    const schedule = await open(userModel);
    const gone = { ...userModel, file: `${userModel.file}.gone` };
    expect(await schedule.useModel(gone)).toMatchObject({ code: 'model_missing' });
    expect(schedule.choice).toBe('spots');
    expect((await schedule.primary(spotted()))[0]?.confidence).toBeGreaterThan(0.9);
  });

  test.each<[string, (model: UserModel) => UserModel | Promise<UserModel>, string]>([
    ['is missing', (model) => ({ ...model, file: `${model.file}.gone` }), 'model_missing'],
    [
      'was changed',
      ({ record, ...model }) => ({ ...model, record: { ...record, sha256: '0'.repeat(64) } }),
      'model_checksum_mismatch',
    ],
    [
      'is another than its record says',
      ({ record, ...model }) => ({
        ...model,
        record: { ...record, layout: { outputs: ['heat'] } },
      }),
      'model_unusable',
    ],
    [
      'gives no numbers',
      async ({ record }) => {
        const broken = centerFaceLike({ heat: { weight: 0, bias: Number.NaN } });
        const { prepared } = await recogniseModel(broken);
        const brokenFile = path.join(folder, 'broken.onnx');
        await writeFile(brokenFile, prepared);
        return { file: brokenFile, record: { ...record, sha256: sha256Of(prepared) } };
      },
      'model_unusable',
    ],
  ])('one that %s is told, and a built-in one is used', async (_name, change, code) => {
    const schedule = await open(await change(userModel));
    expect(schedule.model).toBe('ultraface-448');
    expect(schedule.modelRefusal).toMatchObject({ model: 'spots', code });
    expect(schedule.modelRefusal?.reason).not.toBe('');
    expect(await schedule.primary(spotted())).toEqual([]);
  });
});
