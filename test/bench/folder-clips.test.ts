import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkFaces } from '../../bench/leak/face-links.ts';
import { openFolderClip, readFolder } from '../../bench/leak/folder-clips.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'playalter-folder-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const entry = {
  file: 'white.mp4',
  width: 1280,
  height: 720,
  fps: 30,
  frames: Array.from({ length: 5 }, (_none, index) => [[100 + index * 10, 50, 80, 100]]),
};

async function writeBoxes(content: unknown): Promise<void> {
  await writeFile(path.join(folder, 'boxes.json'), JSON.stringify(content));
}

describe('a folder of clips', () => {
  it('is read, its frames at analysis size and its boxes in pixels of the clip', async () => {
    await execa('ffmpeg', [
      ...['-loglevel', 'error', '-f', 'lavfi', '-i', 'color=white:s=1280x720:r=30'],
      ...['-frames:v', '5', path.join(folder, entry.file)],
    ]);
    await writeBoxes({ clips: [entry] });
    const [read] = await readFolder(folder);
    if (!read) throw new Error('The clip is missing.');
    const { clip, close } = await openFolderClip(folder, read);
    try {
      expect(clip).toMatchObject({ analysisWidthPx: 640, analysisHeightPx: 360, frameCount: 5 });
      expect(clip.picture(4)).toHaveLength(640 * 360 * 4);
      expect(clip.picture(4)[0]).toBeGreaterThan(250);
      expect(clip.truth(3).heads).toEqual([
        {
          faceId: 1,
          centreXPx: 170,
          centreYPx: 100,
          halfWidthPx: 40,
          halfHeightPx: 50,
          angleRad: 0,
        },
      ]);
    } finally {
      await close();
    }
  });

  it.each([
    ['without boxes', undefined, 'boxes_missing'],
    ['with something else', { images: [] }, 'boxes_invalid'],
    ['with a box of three', { clips: [{ ...entry, frames: [[[1, 2, 3]]] }] }, 'boxes_invalid'],
  ])('is refused %s', async (_name, content, code) => {
    if (content) await writeBoxes(content);
    await expect(readFolder(folder)).rejects.toMatchObject({ code });
  });

  it('is refused when a clip cannot be decoded', async () => {
    await writeFile(path.join(folder, entry.file), 'no video');
    await expect(openFolderClip(folder, entry)).rejects.toMatchObject({ code: 'clip_undecodable' });
  });
});

describe('faces without ids', () => {
  const box = (x: number) => ({
    centreXPx: x,
    centreYPx: 100,
    halfWidthPx: 40,
    halfHeightPx: 50,
    angleRad: 0,
  });
  const ids = (frames: ReturnType<typeof linkFaces>) =>
    frames.map((heads) => heads.map(({ faceId }) => faceId));

  it('are the ones that they overlap most', () => {
    expect(ids(linkFaces([[box(100), box(300)], [box(310), box(110)], [box(120)]]))).toEqual([
      [1, 2],
      [2, 1],
      [1],
    ]);
  });

  it('are others after a while', () => {
    const gap = Array.from({ length: 8 }, () => []);
    expect(ids(linkFaces([[box(100)], ...gap, [box(100)]])).flat()).toEqual([1, 2]);
  });

  it('never get an id that a box already has', () => {
    expect(ids(linkFaces([[{ ...box(100), id: 1 }, box(400)]]))).toEqual([[1, 2]]);
  });
});
