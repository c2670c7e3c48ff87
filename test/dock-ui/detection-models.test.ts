import { beforeEach, expect, it } from 'vitest';
import type { Outcome } from '../../dock-ui/src/connection/command-port.ts';
import { DetectionModels } from '../../dock-ui/src/models/detection-models.ts';
import type { ModelList } from '../../protocol/models.ts';

const list = (in_use: string): ModelList => ({ in_use, models: [] });
const refusal: Outcome = { ok: false, code: 'model_unusable', message: 'It can’t be run.' };

let models: DetectionModels;
let used: string[];
let answer: Outcome;
let finish: (() => void) | undefined;

beforeEach(() => {
  used = [];
  answer = { ok: true, data: list('mine') };
  models = new DetectionModels({
    list: async () => ({ ok: true, data: list('built-in') }),
    use: (name) => {
      used.push(name);
      return new Promise((resolve) => {
        finish = () => resolve(answer);
      });
    },
  });
});

it('asks for the marked model, once, and shows what is in use then', async () => {
  await models.use();
  expect(used).toEqual([]);
  await models.refresh();
  models.marked.value = 'mine';
  const done = models.use();
  void models.use();
  expect(models.isBusy).toBe(true);
  finish?.();
  await done;
  expect(used).toEqual(['mine']);
  expect(models).toMatchObject({ isBusy: false, problem: '', list: list('mine') });
  expect(models.marked.value).toBeUndefined();
});

it('says why a model is not used, until the next attempt, and shows the one that is', async () => {
  answer = refusal;
  models.marked.value = 'mine';
  const failed = models.use();
  finish?.();
  await failed;
  expect(models).toMatchObject({ isBusy: false, problem: 'It can’t be run.' });
  expect(models.list?.in_use).toBe('built-in');
  expect(models.marked.value).toBeUndefined();
  models.marked.value = 'other';
  const next = models.use();
  expect(models.problem).toBe('');
  finish?.();
  await next;
});
