// A main pass that fails must not keep the picture covered for good.

import { describe, expect, it } from 'vitest';
import type { AnalysisImage, Detection } from '../../control-server/src/detection/detection.ts';
import type { ModelRefusal } from '../../control-server/src/detection/user-models/open-user-model.ts';
import type { UserModel } from '../../control-server/src/detection/user-models/user-model-folder.ts';
import { WatchedDetection } from '../../control-server/src/detection/watched-detection.ts';

const face: Detection = { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4, angleRad: 0, confidence: 1 };

function picture(): AnalysisImage {
  return { data: new Uint8Array(4), widthPx: 1, heightPx: 1 };
}

function model(name: string): UserModel {
  const sha256 = '0'.repeat(64);
  const layout = { outputs: ['heat'] };
  const record = { name, family: 'yunet', source: '', sourceSha256: sha256, sha256, layout };
  return { record, file: `${name}.onnx` };
}

/** `fails` says of which model's main pass, by its name, over which picture. */
function detection(fails: (model: string, image: AnalysisImage) => boolean, choice = 'spots') {
  const given: ModelRefusal[] = [];
  const broken: string[] = [];
  const clock = { nowMs: 0 };
  /** Models that are being loaded, by name; `load` ends that. */
  const loading = new Map<string, () => void>();
  const schedule = {
    choice,
    model: choice,
    provider: 'webgpu',
    refusals: [],
    furtherPasses: [],
    async primary(image: AnalysisImage) {
      if (fails(schedule.choice, image)) throw new Error('device lost');
      return [face];
    },
    closely: async () => [],
    async useModel(next: UserModel | undefined) {
      const name = next?.record.name ?? 'built-in';
      if (next) await new Promise<void>((resolve) => loading.set(name, resolve));
      schedule.choice = name;
      return undefined;
    },
  };
  const watched = new WatchedDetection({
    schedule,
    nowMs: () => clock.nowMs,
    onGivenUp: (refusal) => given.push(refusal),
    onBroken: ({ code }) => broken.push(code),
  });
  const look = async (image: AnalysisImage, times: number) => {
    for (let at = 0; at < times; at++) {
      clock.nowMs += 100;
      await watched.primary(image).catch(() => undefined);
    }
  };
  return { watched, schedule, given, broken, loading, look };
}

describe('a model of the user’s', () => {
  it('that fails again and again gives way to the built-in one', async () => {
    const { watched, schedule, given, broken, look } = detection((name) => name === 'spots');
    const image = picture();
    await look(image, 4);
    expect(schedule.choice).toBe('spots');
    await look(image, 1);
    expect(await watched.primary(image)).toEqual([face]);
    expect(given).toEqual([{ model: 'spots', code: 'unexpected_error', reason: 'device lost' }]);
    expect(broken).toEqual([]);
  });

  it('stays where it fails now and then', async () => {
    let looks = 0;
    const { schedule, given, look } = detection(() => ++looks % 5 !== 0);
    await look(picture(), 200);
    expect(schedule.choice).toBe('spots');
    expect(given).toEqual([]);
  });

  it('gives way where one stream’s pictures fail and another’s do not', async () => {
    const bad = picture();
    const { schedule, look } = detection((name, image) => name === 'spots' && image === bad);
    for (let at = 0; at < 5; at++) {
      await look(bad, 1);
      await look(picture(), 1);
    }
    expect(schedule.choice).toBe('built-in');
  });

  it('is not the one before, however long that one loads', async () => {
    const { watched, schedule, loading } = detection(() => false, 'built-in');
    const first = watched.useModel(model('slow'));
    const second = watched.useModel(undefined);
    await expect.poll(() => loading.has('slow')).toBe(true);
    loading.get('slow')?.();
    await Promise.all([first, second]);
    expect(schedule.choice).toBe('built-in');
  });
});

describe('the built-in model', () => {
  it('that fails at every picture for a while makes the daemon start again, once', async () => {
    const { broken, look } = detection(() => true, 'built-in');
    await look(picture(), 50);
    expect(broken).toEqual([]);
    await look(picture(), 50);
    expect(broken).toEqual(['inference_failed']);
  });

  it('does not where another stream’s pictures can be looked at', async () => {
    const bad = picture();
    const { broken, look } = detection((_name, image) => image === bad, 'built-in');
    for (let at = 0; at < 100; at++) {
      await look(bad, 1);
      await look(picture(), 1);
    }
    expect(broken).toEqual([]);
  });
});
