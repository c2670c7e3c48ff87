import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisImage, Detection } from '../../control-server/src/detection/detection.ts';
import {
  createDetectionSchedule,
  type DetectionSchedule,
} from '../../control-server/src/detection/detection-schedule.ts';
import { overlapOf } from '../../control-server/src/detection/non-maximum-suppression.ts';
import { ModelError } from '../../models/model-error.ts';
import { prepareModels } from '../models/built-models.ts';
import { analysisImageOf, darkened, photographs, shrunkInto, turnedRight } from './photographs.ts';

/** Those that a new scene waits for, and the others. */
const awaitedPasses = [
  ...['blazeface-whole', 'ultraface-640', 'ultraface-320'],
  ...['blazeface-leading', 'blazeface-trailing', 'fullrange-320'],
  ...['top-left', 'bottom-right', 'top-right', 'bottom-left'].map(
    (part) => `ultraface-640-${part}`,
  ),
];
const squares = [0, 6, 3, 5, 1, 7, 2, 4].map((square) => `blazeface-square-${square}`);
const otherPasses = ['fullrange-640', ...squares];

const models = await prepareModels();
const images = models.folder ? await loadPhotographs() : [];

async function loadPhotographs(): Promise<AnalysisImage[]> {
  try {
    return await Promise.all(photographs.map(analysisImageOf));
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'package_unreachable')) throw error;
    process.stderr.write(`SKIPPED, as the photographs can't be fetched: ${error.message}\n`);
    return [];
  }
}

/** By the names of the passes. */
async function allPasses(schedule: DetectionSchedule, image: AnalysisImage) {
  const found = new Map<string, Detection[]>();
  for (const pass of schedule.furtherPasses) found.set(pass.name, await pass.detect(image));
  return found;
}

type Box = readonly [number, number, number, number];

/** Overlap of each face with the detection that lies on it best, of those that count. */
function overlaps(faces: readonly Box[], detections: readonly Detection[]): number[] {
  const counted = detections.filter(({ confidence }) => confidence >= 0.5);
  return faces.map(([xPx, yPx, widthPx, heightPx]) => {
    const face = { xPx, yPx, widthPx, heightPx, angleRad: 0, confidence: 1 };
    return Math.max(0, ...counted.map((one) => overlapOf(one, face)));
  });
}

describe.skipIf(models.skipReason)('detection schedule', () => {
  let schedule: DetectionSchedule;
  beforeAll(async () => {
    schedule = await createDetectionSchedule({ providers: [], modelFolder: models.folder ?? '' });
  });
  afterAll(async () => {
    await schedule.dispose();
    if (models.folder) await rm(models.folder, { recursive: true, force: true });
  });

  test('uses the CPU if no provider is named', () => {
    expect(schedule.provider).toBe('cpu');
    expect(schedule.refusals).toEqual([]);
  });

  test('has passes that a new scene waits for, then others, of which the small ones cover all of it together', () => {
    const { furtherPasses } = schedule;
    const named = (isAwaited: boolean) =>
      furtherPasses.filter((pass) => pass.isAwaited === isAwaited).map(({ name }) => name);
    expect(furtherPasses.map(({ name }) => name)).toEqual([...awaitedPasses, ...otherPasses]);
    expect(named(true)).toEqual(awaitedPasses);
    for (const size of [
      { widthPx: 640, heightPx: 360 },
      { widthPx: 360, heightPx: 640 },
      { widthPx: 64, heightPx: 64 },
    ]) {
      const small = furtherPasses.filter(({ name }) => squares.includes(name));
      const regions = small.map((pass) => pass.region(size));
      for (const [x, y] of [0, 0.25, 0.5, 0.75, 1].flatMap((x) =>
        [0, 0.25, 0.5, 0.75, 1].map((y) => [x * size.widthPx, y * size.heightPx] as const),
      )) {
        const isSeen = regions.some(
          ({ xPx, yPx, widthPx, heightPx }) =>
            x >= xPx && x <= xPx + widthPx && y >= yPx && y <= yPx + heightPx,
        );
        expect(isSeen).toBe(true);
      }
      const [first] = furtherPasses;
      const { xPx = 1, yPx = 1, widthPx = 0, heightPx = 0 } = first?.region(size) ?? {};
      expect(xPx <= 0 && yPx <= 0).toBe(true);
      expect(xPx + widthPx >= size.widthPx && yPx + heightPx >= size.heightPx).toBe(true);
    }
  });

  describe.skipIf(images.length === 0)('finds every face of the photographs', () => {
    test.each(photographs.map(({ file, faces }, at) => ({ file, faces, at })))(
      '$file',
      async ({ faces, at }) => {
        const image = images[at];
        if (!image) throw new Error('no image');
        const found = await allPasses(schedule, image);
        const whole = [
          await schedule.primary(image),
          found.get('ultraface-640') ?? [],
          found.get('blazeface-whole') ?? [],
          found.get('fullrange-640') ?? [],
          found.get('fullrange-320') ?? [],
          // Each square sees a part; together they see all.
          [...(found.get('blazeface-leading') ?? []), ...(found.get('blazeface-trailing') ?? [])],
        ];
        for (const detections of whole) {
          for (const overlap of overlaps(faces, detections)) expect(overlap).toBeGreaterThan(0.4);
        }
      },
    );

    test('of heads of 3 % of the height, more in quarters of the picture than in all of it', async () => {
      let inQuarters = 0;
      let inWhole = 0;
      for (const [at, { faces }] of photographs.entries()) {
        const image = images[at];
        if (!image) throw new Error('no image');
        const small = shrunkInto(image, 8);
        const there = faces.map((face) => face.map((value) => value / 8) as unknown as Box);
        const found = await allPasses(schedule, small);
        const named = (prefix: string) =>
          [...found].filter(([name]) => name.startsWith(prefix)).flatMap(([, boxes]) => boxes);
        const seen = (boxes: readonly Detection[]) =>
          overlaps(there, boxes).filter((overlap) => overlap > 0.4).length;
        inQuarters += seen(named('ultraface-640-'));
        inWhole += seen([
          ...(found.get('ultraface-640') ?? []),
          ...(await schedule.primary(small)),
        ]);
      }
      expect(inQuarters).toBeGreaterThan(inWhole);
    });

    test('of heads of 3 % of the height, most in a close look', async () => {
      let faceCount = 0;
      let seen = 0;
      for (const [at, { faces }] of photographs.entries()) {
        const image = images[at];
        if (!image) throw new Error('no image');
        const shrunk = shrunkInto(image, 8);
        for (const [x, y, width, height] of faces.map((box) => box.map((value) => value / 8))) {
          const face: Box = [x ?? 0, y ?? 0, width ?? 0, height ?? 0];
          const square = {
            xPx: Math.round(face[0] + face[2] / 2 - 56),
            yPx: Math.round(face[1] + face[3] / 2 - 56),
            sidePx: 112,
          };
          faceCount++;
          const [overlap = 0] = overlaps([face], await schedule.closely(shrunk, square));
          if (overlap > 0.4) seen++;
        }
      }
      expect(seen / faceCount).toBeGreaterThan(0.5);
    });

    test('also with a tenth of the light', async () => {
      for (const [at, { faces }] of photographs.entries()) {
        const image = images[at];
        if (!image) throw new Error('no image');
        const detections = await schedule.primary(darkened(image, 0.1));
        for (const overlap of overlaps(faces, detections)) expect(overlap).toBeGreaterThan(0.4);
      }
    });

    test('turned by 90 degrees, most of them, and says so', async () => {
      let faceCount = 0;
      const turns: number[] = [];
      for (const [at, { faces }] of photographs.entries()) {
        const image = images[at];
        if (!image) throw new Error('no image');
        const turnedFaces = faces.map(
          ([x, y, width, height]): Box => [image.heightPx - y - height, x, height, width],
        );
        const found = [...(await allPasses(schedule, turnedRight(image))).values()].flat();
        faceCount += overlaps(turnedFaces, found).filter((overlap) => overlap > 0.4).length;
        turns.push(...found.filter((one) => one.confidence > 0.8).map((one) => one.angleRad));
      }
      expect(faceCount).toBeGreaterThanOrEqual(20);
      const degrees = turns
        .filter((angleRad) => angleRad !== 0)
        .map((angleRad) => (angleRad * 180) / Math.PI)
        .sort((a, b) => a - b);
      expect(degrees[degrees.length >> 1]).toBeGreaterThan(70);
      expect(degrees[degrees.length >> 1]).toBeLessThan(110);
    });

    test('the same picture gives the same boxes, after another size was in between', async () => {
      const [image] = images;
      if (!image) throw new Error('no image');
      const first = await schedule.primary(image);
      await schedule.primary({ data: new Uint8Array(100 * 100 * 4), widthPx: 100, heightPx: 100 });
      expect(await schedule.primary(image)).toEqual(first);
    });

    test('bytes after the picture change nothing', async () => {
      const [image] = images;
      if (!image) throw new Error('no image');
      const data = new Uint8Array(image.data.length + 1000).fill(123);
      data.set(image.data);
      expect(await schedule.primary({ ...image, data })).toEqual(await schedule.primary(image));
    });

    test('a reused buffer is read anew each time', async () => {
      const [image] = images;
      if (!image) throw new Error('no image');
      const reused = { ...image, data: image.data.slice() };
      expect((await schedule.primary(reused)).length).toBeGreaterThan(0);
      reused.data.fill(128);
      expect(overlaps(photographs[0]?.faces ?? [], await schedule.primary(reused))).toEqual([
        0, 0, 0,
      ]);
    });
  });

  describe('pictures without sense', () => {
    const sizes = [
      [1, 1],
      [1, 1280],
      [1280, 1],
      [16, 16],
      [17, 31],
      [360, 640],
      [1280, 720],
    ] as const;
    const fills = {
      black: () => 0,
      white: () => 255,
      noise: (at: number) => Math.imul(at + 1, 2654435761) >>> 24,
      stripes: (at: number) => ((at >> 4) % 2) * 255,
    };

    test.each(
      sizes.flatMap(([width, height]) =>
        Object.entries(fills).map(([name, fill]) => ({ name, fill, width, height })),
      ),
    )('$name, $width x $height', async ({ fill, width, height }) => {
      const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => fill(at));
      const image = { data, widthPx: width, heightPx: height };
      const passes = await allPasses(schedule, image);
      for (const detection of [await schedule.primary(image), ...passes.values()].flat()) {
        const { xPx, yPx, widthPx, heightPx, angleRad, confidence } = detection;
        expect([xPx, yPx, widthPx, heightPx, angleRad].every(Number.isFinite)).toBe(true);
        expect(confidence).toBeGreaterThanOrEqual(0.2 - 1e-9);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(Math.min(widthPx, heightPx)).toBeGreaterThan(0);
      }
    });
  });
});

test('a broken set-up is an error with a code', async () => {
  const modelFolder = '/nowhere/at/all';
  await expect(createDetectionSchedule({ providers: ['cpu'], modelFolder })).rejects.toMatchObject({
    code: 'model_missing',
  });
});
