import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisImage } from '../../control-server/src/detection/detection.ts';
import {
  createLandmarkDetector,
  type FaceLandmarks,
  type LandmarkDetector,
  landmarkCount,
  landmarkSquare,
} from '../../control-server/src/detection/landmarks.ts';
import { overlapOf } from '../../control-server/src/detection/non-maximum-suppression.ts';
import { type ModelSession, openModelSession } from '../../control-server/src/detection/session.ts';
import { prepareModels } from '../models/built-models.ts';
import {
  analysisImageOf,
  darkened,
  photographs,
  photographsOrReason,
  turnedRight,
} from './photographs.ts';

const models = await prepareModels();
const skipReason = models.skipReason ?? (await photographsOrReason());

/** Of the mesh: outer corners of the eyes, the chin's lowest point, the middle of the forehead's upper edge. */
const mesh = { rightEye: 33, leftEye: 263, chin: 152, forehead: 10 } as const;

type Box = readonly [number, number, number, number];
const faceOf = ([xPx, yPx, widthPx, heightPx]: Box, angleRad = 0) => ({
  xPx,
  yPx,
  widthPx,
  heightPx,
  angleRad,
  confidence: 1,
});

function pointOf({ points }: FaceLandmarks, index: number): [number, number] {
  return [points[index * 3] ?? Number.NaN, points[index * 3 + 1] ?? Number.NaN];
}

function boundsOf(landmarks: FaceLandmarks) {
  const places = Array.from({ length: landmarkCount }, (_, index) => pointOf(landmarks, index));
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return faceOf([left, top, Math.max(...xs) - left, Math.max(...ys) - top]);
}

describe('landmarkSquare', () => {
  test('is BlazeFace’s box one and a half times, and lower than ours', () => {
    const { centreXPx, centreYPx, sidePx } = landmarkSquare(faceOf([100, 100, 90, 122]));
    expect(centreXPx).toBe(145);
    expect(centreYPx).toBeCloseTo(161 + 8);
    expect(sidePx).toBeCloseTo(150);
  });

  test('of a face on its side: below its own forehead', () => {
    const { centreXPx, centreYPx } = landmarkSquare(faceOf([0, 0, 100, 100], Math.PI / 2));
    expect(centreXPx).toBeLessThan(49);
    expect(centreYPx).toBeCloseTo(50);
  });
});

describe.skipIf(skipReason)('the landmarks of the photographs’ faces', () => {
  let opened: ModelSession;
  let detector: LandmarkDetector;
  const images: AnalysisImage[] = [];
  beforeAll(async () => {
    opened = await openModelSession({
      model: 'face-landmarks',
      modelFolder: models.folder ?? '',
      providers: ['cpu'],
      threads: 2,
      warmUp: async () => undefined,
    });
    detector = createLandmarkDetector(opened.session);
    for (const photograph of photographs) images.push(await analysisImageOf(photograph));
  });
  afterAll(async () => {
    await opened.session.release();
    if (models.folder) await rm(models.folder, { recursive: true, force: true });
  });

  const locate = (image: AnalysisImage | undefined, box: Box, angleRad = 0) => {
    if (!image) throw new Error('no image');
    return detector.locate(image, landmarkSquare(faceOf(box, angleRad)));
  };

  test('lie in the face, the right way up', async () => {
    let [count, present] = [0, 0];
    for (const [at, { faces }] of photographs.entries()) {
      for (const box of faces) {
        const found = await locate(images[at], box);
        count++;
        if (found.presence < 0.5) continue;
        present++;
        expect(overlapOf(boundsOf(found), faceOf(box))).toBeGreaterThan(0.5);
        expect(pointOf(found, mesh.rightEye)[0]).toBeLessThan(pointOf(found, mesh.leftEye)[0]);
        expect(pointOf(found, mesh.forehead)[1]).toBeLessThan(pointOf(found, mesh.chin)[1]);
      }
    }
    expect(present / count).toBeGreaterThan(0.85);
  });

  test('turn with the face', async () => {
    const [photograph] = photographs.slice(2);
    const [image] = images.slice(2);
    const [box] = photograph?.faces ?? [];
    if (!image || !box) throw new Error('no face');
    const upright = await locate(image, box);
    const [x, y, width, height] = box;
    const turned = await locate(
      turnedRight(image),
      [image.heightPx - y - height, x, height, width],
      Math.PI / 2,
    );
    for (let index = 0; index < landmarkCount; index++) {
      const [wantedX, wantedY] = pointOf(upright, index);
      const [foundX, foundY] = pointOf(turned, index);
      expect(Math.hypot(foundX - (image.heightPx - wantedY), foundY - wantedX)).toBeLessThan(4);
    }
  });

  test('also with a tenth of the light', async () => {
    const [photograph] = photographs;
    const [image] = images;
    const [box] = photograph?.faces.slice(2) ?? [];
    if (!image || !box) throw new Error('no face');
    expect((await locate(darkened(image, 0.1), box)).presence).toBeGreaterThan(0.5);
  });

  test.each([
    ['grey', () => 128],
    ['noise', (at: number) => Math.imul(at + 1, 2654435761) >>> 24],
  ])('%s shows no face', async (_name, fill: (at: number) => number) => {
    const data = Uint8Array.from({ length: 200 * 200 * 4 }, (_, at) => fill(at));
    const found = await locate({ data, widthPx: 200, heightPx: 200 }, [50, 50, 90, 110]);
    expect(found.presence).toBeLessThan(0.5);
  });

  test('a square beyond the picture is no error', async () => {
    const found = await locate(images[0], [-500, -500, 40, 50]);
    expect(found.presence).toBeLessThan(0.5);
    expect(found.points.every(Number.isFinite)).toBe(true);
  });
});
