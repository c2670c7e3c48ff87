import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { landmarkSquare } from '../../control-server/src/detection/landmarks.ts';
import { ExpressionReader } from '../../control-server/src/expression/expression-reader.ts';
import { LandmarkModel } from '../../control-server/src/expression/landmark-model.ts';
import { analysisImageOf, photographs, photographsOrReason } from '../detection/photographs.ts';
import { prepareModels } from '../models/built-models.ts';

const models = await prepareModels();
const skipReason = models.skipReason ?? (await photographsOrReason());
const grey = { data: new Uint8Array(64 * 64 * 4).fill(128), widthPx: 64, heightPx: 64 };
const square = { centreXPx: 32, centreYPx: 32, sidePx: 40, angleRad: 0 };

describe('a landmark model that can’t be had', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landmark-model-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const failureOf = async (modelFolder: string) => {
    const onFailed = vi.fn();
    const model = new LandmarkModel({ modelFolder, threads: 1, onFailed });
    expect(onFailed).not.toHaveBeenCalled();
    expect(model.isReady()).toBe(false);
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalled());
    expect(model.isReady()).toBe(false);
    expect(await model.locate(grey, square)).toBeUndefined();
    expect(onFailed).toHaveBeenCalledTimes(1);
    return onFailed.mock.calls[0]?.[0].code;
  };

  it('is told once: missing', async () => {
    expect(await failureOf(path.join(folder, 'nowhere'))).toBe('model_missing');
  });

  it('is told once: other bytes', async () => {
    await writeFile(path.join(folder, 'face-landmarks.onnx'), 'no model');
    expect(await failureOf(folder)).toBe('model_checksum_mismatch');
  });
});

describe.skipIf(skipReason)('the landmark model', () => {
  afterAll(async () => {
    if (models.folder) await rm(models.folder, { recursive: true, force: true });
  });

  it('is loaded when asked for, and sees how the photographs’ faces are held', async () => {
    const onFailed = vi.fn();
    const model = new LandmarkModel({ modelFolder: models.folder ?? '', threads: 2, onFailed });
    await vi.waitFor(() => expect(model.isReady()).toBe(true), { timeout: 10_000 });
    const poseOf = async (file: string, face: number) => {
      const photograph = photographs.find((one) => one.file === file);
      const [xPx = 0, yPx = 0, widthPx = 0, heightPx = 0] = photograph?.faces[face] ?? [];
      if (!photograph) throw new Error(`no ${file}`);
      const box = { xPx, yPx, widthPx, heightPx, angleRad: 0 };
      const found = await model.locate(await analysisImageOf(photograph), landmarkSquare(box));
      return found && new ExpressionReader().read(found.points, 0);
    };
    // Laughs, and leans to her left; a profile to the left; one to the right; one that looks down.
    const laughing = await poseOf('demo/sample1.jpg', 2);
    expect(laughing?.mouth).toBeGreaterThan(0);
    expect(laughing?.corners).toBe(1);
    expect(laughing?.rollRad).toBeGreaterThan(0.2);
    expect((await poseOf('demo/sample2.jpg', 0))?.yawRad).toBeLessThan(-0.4);
    expect((await poseOf('demo/sample4.jpg', 0))?.yawRad).toBeGreaterThan(0.4);
    expect((await poseOf('demo/sample2.jpg', 1))?.pitchRad).toBeGreaterThan(0.25);
    expect(onFailed).not.toHaveBeenCalled();
  });

  it('that returns no numbers is not asked again', async () => {
    const onFailed = vi.fn();
    const model = new LandmarkModel({ modelFolder: models.folder ?? '', threads: 2, onFailed });
    await vi.waitFor(() => expect(model.isReady()).toBe(true), { timeout: 10_000 });
    const nowhere = { ...square, centreXPx: Number.NaN };
    expect(await model.locate(grey, nowhere)).toBeUndefined();
    expect(onFailed).toHaveBeenCalledTimes(1);
    expect(onFailed.mock.calls[0]?.[0].code).toBe('inference_invalid');
    expect(model.isReady()).toBe(false);
  });
});
