import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerNames } from '../../control-server/src/detection/provider-names.ts';
import { openModelSession } from '../../control-server/src/detection/session.ts';
import { modelNamed } from '../../models/manifest.ts';
import { prepareModels } from '../models/built-models.ts';

const models = await prepareModels();
const { file } = modelNamed('ultraface').built;
/** A provider that the platform's build never holds. */
const foreignProvider = process.platform === 'win32' ? 'coreml' : 'dml';
const options = {
  model: 'ultraface',
  modelFolder: models.folder ?? '',
  providers: ['cpu'],
  threads: 1,
  warmUp: async () => undefined,
} as const;

let emptyFolder: string;
beforeAll(async () => {
  emptyFolder = await mkdtemp(path.join(tmpdir(), 'playalter-session-'));
});
afterAll(async () => {
  await rm(emptyFolder, { recursive: true, force: true });
  if (models.folder) await rm(models.folder, { recursive: true, force: true });
});

test('a missing model says how to get it', async () => {
  const opening = openModelSession({ ...options, modelFolder: emptyFolder });
  await expect(opening).rejects.toMatchObject({
    code: 'model_missing',
    message: expect.stringContaining('npm run models'),
  });
});

test('a file of other content is not loaded', async () => {
  await writeFile(path.join(emptyFolder, file), 'not a model');
  const opening = openModelSession({ ...options, modelFolder: emptyFolder });
  await expect(opening).rejects.toMatchObject({
    code: 'model_checksum_mismatch',
    message: expect.stringContaining('npm run models'),
  });
});

test('a provider that does not exist is named, before anything is read', async () => {
  const opening = openModelSession({
    ...options,
    modelFolder: emptyFolder,
    providers: ['cpu', 'quantum'],
  });
  await expect(opening).rejects.toMatchObject({
    code: 'provider_unknown',
    message: expect.stringMatching(/"quantum".*cpu/),
  });
});

describe.skipIf(models.skipReason)('with the built models', () => {
  test('opens on the CPU', async () => {
    const { session, provider, refusals } = await openModelSession(options);
    expect(provider).toBe('cpu');
    expect(refusals).toEqual([]);
    await session.release();
  });

  test('a provider that is not in this build is passed over and reported', async () => {
    const providers = [foreignProvider, 'cpu'];
    const { session, provider, refusals } = await openModelSession({ ...options, providers });
    expect(provider).toBe('cpu');
    expect(refusals).toEqual([{ provider: foreignProvider, reason: expect.any(String) }]);
    await session.release();
  });

  test('a provider that opens but can not compute is passed over', async () => {
    let attempts = 0;
    const warmUp = async () => {
      attempts++;
      if (attempts === 1) throw new Error('device lost');
    };
    const providers = ['cpu', 'cpu'];
    const { session, refusals } = await openModelSession({ ...options, providers, warmUp });
    expect(refusals).toEqual([{ provider: 'cpu', reason: 'device lost' }]);
    await session.release();
  });

  test('if none works, the error holds each cause', async () => {
    const opening = openModelSession({ ...options, providers: [foreignProvider] });
    await expect(opening).rejects.toMatchObject({
      code: 'provider_unavailable',
      cause: expect.objectContaining({ errors: [expect.any(Error)] }),
    });
  });

  test('one changed byte is noticed', async () => {
    const target = path.join(emptyFolder, file);
    await copyFile(path.join(models.folder ?? '', file), target);
    const whole = await openModelSession({ ...options, modelFolder: emptyFolder });
    await whole.session.release();
    await writeFile(target, Buffer.from([0]), { flag: 'a' });
    await expect(openModelSession({ ...options, modelFolder: emptyFolder })).rejects.toMatchObject({
      code: 'model_checksum_mismatch',
    });
  });
});

test('the names that may be configured', () => {
  expect(providerNames).toEqual(['cpu', 'cuda', 'webgpu', 'dml', 'coreml']);
});
