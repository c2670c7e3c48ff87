import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chipPictures } from '../../bench/detect/chip-pictures.ts';
import { folderPictures, readPictureFolder } from '../../bench/detect/folder-pictures.ts';
import { pictureSpecs } from '../../bench/detect/generated-pictures.ts';
import { castViews } from '../../bench/leak/cast.ts';
import { faceCover, hidesPoint } from '../../bench/leak/occluders.ts';
import { inRepository } from '../../scripts/repository.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-pictures-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function writeBoxes(content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path.join(folder, 'boxes.json'), text);
}

/** White, but for a black quarter at the right bottom. */
async function drawPicture(file: string, side = 400): Promise<void> {
  const source = `color=white:s=${side}x${side},drawbox=x=${side / 2}:y=${side / 2}:w=${side / 2}:h=${side / 2}:color=black:t=fill`;
  await execa('ffmpeg', [
    ...['-loglevel', 'error', '-f', 'lavfi', '-i', source],
    ...['-frames:v', '1', path.join(folder, file)],
  ]);
}

const picture = { file: 'a.png', w: 1280, h: 720, boxes: [{ x: 640, y: 360, w: 128, h: 72 }] };

describe('a folder of pictures', () => {
  it('is read, pictures and boxes at analysis size', async () => {
    await drawPicture('a.png');
    const invalid = { x: 0, y: 0, w: 9, h: 9, invalid: 1 };
    const covered = { x: 1, y: 1, w: 64, h: 72, occ: 2, pose: 1, illum: 0, skin: 'VI' };
    await writeBoxes({
      images: [{ ...picture, boxes: [...picture.boxes, covered, invalid] }],
    });
    const content = await readPictureFolder(folder);
    if (content.kind !== 'pictures') throw new Error('These are no chips.');
    const [source] = folderPictures(folder, content.pictures);
    const { image, faces } = (await source?.load()) ?? {};
    expect(image).toMatchObject({ widthPx: 640, heightPx: 360 });
    const lumaAt = (x: number, y: number) => image?.data[(y * 640 + x) * 4] ?? -1;
    expect(lumaAt(300, 170)).toBeGreaterThan(250);
    expect(lumaAt(340, 190)).toBeLessThan(5);
    expect(faces).toMatchObject([
      { xPx: 320, yPx: 180, widthPx: 64, heightPx: 36, heightShare: 0.1, traits: {} },
      {
        traits: { occlusion: 'heavily', poses: 'untypical', light: 'normal' },
        tone: { group: 'VI', light: 'light' },
      },
      { isIgnored: true },
    ]);
  });

  it('may hold chips instead, which are pasted as light and as dark', async () => {
    await drawPicture('chip.png', 200);
    await writeBoxes({ images: [{ file: 'chip.png', race: 'any' }] });
    const content = await readPictureFolder(folder);
    if (content.kind !== 'chips') throw new Error('These are chips.');
    const sources = chipPictures(folder, content.chips, 1);
    const pictures = await Promise.all(sources.map((source) => source.load()));
    expect(pictures).toHaveLength(4);
    const topLeft = ({ image, faces: [face] }: (typeof pictures)[number]) => {
      const x = Math.round((face?.xPx ?? 0) + (face?.widthPx ?? 0) / 4);
      const y = Math.round((face?.yPx ?? 0) + (face?.heightPx ?? 0) / 4);
      return image.data[(y * image.widthPx + x) * 4] ?? -1;
    };
    for (const one of pictures) {
      const light = one.faces[0]?.tone?.light;
      if (light === 'light') expect(topLeft(one)).toBeGreaterThan(240);
      else expect(topLeft(one)).toBeLessThan(90);
    }
  });

  it.each([
    ['without boxes', undefined, 'boxes_missing'],
    ['with half a file', '{"images":[', 'boxes_invalid'],
    ['with clips', { clips: [] }, 'boxes_invalid'],
    ['without pictures', { images: [] }, 'boxes_invalid'],
    ['with a picture of no size', { images: [{ ...picture, w: 0 }] }, 'boxes_invalid'],
    [
      'with a box of three',
      { images: [{ ...picture, boxes: [{ x: 1, y: 2, w: 3 }] }] },
      'boxes_invalid',
    ],
    ['with a picture that is not there', { images: [picture] }, 'picture_missing'],
    ['without a face', { images: [{ ...picture, file: 'boxes.json', boxes: [] }] }, 'boxes_none'],
  ])('is refused %s', async (_name, content, code) => {
    if (content !== undefined) await writeBoxes(content);
    await expect(readPictureFolder(folder)).rejects.toMatchObject({ code, status: 64 });
  });

  it('is refused when a picture cannot be decoded', async () => {
    await writeFile(path.join(folder, 'a.png'), 'no picture');
    const [source] = folderPictures(folder, [picture]);
    await expect(source?.load()).rejects.toMatchObject({ code: 'picture_undecodable' });
  });
});

describe('generated pictures', () => {
  it('are the same every time, others with another seed', () => {
    const views = castViews();
    expect(pictureSpecs(1, views)).toEqual(pictureSpecs(1, views));
    expect(pictureSpecs(2, views)).not.toEqual(pictureSpecs(1, views));
  });

  it('cover the lower half of a face, turned with it', () => {
    const face = { middleXPx: 100, middleYPx: 100, faceHeightPx: 100, cloth: 0 };
    const upright = faceCover({ ...face, angleRad: 0 });
    expect(hidesPoint(upright, 100, 135)).toBe(true);
    expect(hidesPoint(upright, 100, 85)).toBe(false);
    const onItsSide = faceCover({ ...face, angleRad: Math.PI / 2 });
    expect(hidesPoint(onItsSide, 65, 100)).toBe(true);
    expect(hidesPoint(onItsSide, 115, 100)).toBe(false);
  });
});

describe('the command', () => {
  it('refuses a folder without boxes in one sentence', async () => {
    const { exitCode, stdout, stderr } = await execa(
      'node',
      ['--import', 'tsx', inRepository('bench', 'detect.ts'), '--json', '--data', folder],
      { cwd: inRepository(), reject: false },
    );
    expect(exitCode).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^playalter: .*boxes\.json can't be read.*$/);
  });
});
