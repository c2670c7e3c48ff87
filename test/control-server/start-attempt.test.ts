import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  riskOf,
  StartAttempt,
  type StartPlan,
  type StartRisk,
  saferPlan,
} from '../../control-server/src/start-attempt.ts';

const sha256 = 'a'.repeat(64);
const layout = { outputs: ['heat'] };
const record = {
  name: 'mine',
  family: 'yunet',
  source: '',
  sourceSha256: sha256,
  sha256,
  layout,
};
const model = { record, file: 'mine.onnx' };
const plain: StartPlan = { providers: { providers: ['cpu'], refusals: [] }, chosen: {} };
const bold: StartPlan = {
  providers: { providers: ['webgpu', 'cpu'], refusals: [] },
  chosen: { model },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-start-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the next plan', () => {
  it.each<[string, StartRisk | undefined, { providers: string[]; hasModel: boolean }]>([
    ['is as it was wanted', undefined, { providers: ['webgpu', 'cpu'], hasModel: true }],
    ['leaves out what failed', riskOf(bold), { providers: ['cpu'], hasModel: false }],
    [
      'leaves out a model alone',
      { provider: '', model: sha256 },
      { providers: ['webgpu', 'cpu'], hasModel: false },
    ],
    [
      'leaves out a provider alone',
      { provider: 'webgpu', model: '' },
      { providers: ['cpu'], hasModel: true },
    ],
    [
      'has what did not fail',
      { provider: 'cuda', model: 'b'.repeat(64) },
      { providers: ['webgpu', 'cpu'], hasModel: true },
    ],
  ])('%s', (_what, failed, { providers, hasModel }) => {
    const next = saferPlan(bold, failed);
    expect(next.providers.providers).toEqual(providers);
    expect(next.chosen.model !== undefined).toBe(hasModel);
    // What is left out is told.
    expect(next.providers.refusals).toHaveLength(providers[0] === 'cpu' ? 1 : 0);
    expect(next.chosen.refusal?.code).toBe(hasModel ? undefined : 'model_crashed');
  });

  it('has nothing to leave out where there is nothing but the CPU and the built-in models', () => {
    expect(saferPlan(plain, { provider: '', model: '' })).toEqual(plain);
    expect(saferPlan(plain, riskOf(bold))).toEqual(plain);
  });
});

describe('an attempt', () => {
  it('that was not survived counts once', async () => {
    const cache = path.join(folder, 'cache');
    new StartAttempt(cache).begin(riskOf(bold));
    expect((await stat(path.join(cache, 'start-attempt.json'))).mode & 0o777).toBe(0o600);
    const next = new StartAttempt(cache);
    expect(next.takeFailed()).toEqual(riskOf(bold));
    expect(next.takeFailed()).toBeUndefined();
  });

  it('that was survived counts never', () => {
    const attempt = new StartAttempt(folder);
    attempt.begin(riskOf(bold));
    attempt.end();
    expect(new StartAttempt(folder).takeFailed()).toBeUndefined();
  });

  it('without any risk leaves nothing behind', async () => {
    new StartAttempt(folder).begin(riskOf(plain));
    await expect(readFile(path.join(folder, 'start-attempt.json'))).rejects.toThrow('ENOENT');
  });

  it('is no reason not to start where nothing can be kept, or was damaged', async () => {
    for (const text of ['', '{', '[]', '{"provider":1}']) {
      await writeFile(path.join(folder, 'start-attempt.json'), text);
      expect(new StartAttempt(folder).takeFailed()).toBeUndefined();
    }
    // A folder can't be made in what is a file.
    await writeFile(path.join(folder, 'file'), '');
    const inFile = path.join(folder, 'file', 'cache');
    for (const place of [undefined, inFile]) {
      const attempt = new StartAttempt(place);
      attempt.begin(riskOf(bold));
      expect(attempt.takeFailed()).toBeUndefined();
      attempt.end();
    }
  });
});
