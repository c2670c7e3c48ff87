import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cameraSource,
  clipSource,
  maskFilter,
  privateCamera,
  sceneCollection,
} from '../../../scripts/obs-config/scene-collection.ts';
import { listsFormats } from '../../../scripts/start/camera.ts';
import { showsMasked, writeUserSetup } from '../../../scripts/start/user-collection.ts';

const canvas = { width: 1280, height: 720 };
const source = clipSource('/clips/demo.mp4', [maskFilter()]);
const camera = privateCamera(cameraSource('/dev/video0', []));
const filteredCamera = cameraSource('/dev/video0', [maskFilter()]);
const wrapping = { ...camera.settings, wrapped_source: 'Another' };

function collectionText(...sources: Parameters<typeof sceneCollection>[0]['sources']): string {
  return JSON.stringify(sceneCollection({ name: 'PlayAlter', sceneName: 'S', sources, canvas }));
}

describe('a scene collection', () => {
  it('has the filter on its source and the source in its scene', () => {
    const collection: unknown = JSON.parse(collectionText(source));
    expect(collection).toMatchObject({
      name: 'PlayAlter',
      current_scene: 'S',
      sources: [
        { id: 'ffmpeg_source', filters: [{ id: 'playalter_privacy_mask', enabled: true }] },
        { id: 'scene', name: 'S', settings: { items: [{ name: source.name, visible: true }] } },
      ],
    });
  });

  it('is the same each time, with distinct identifiers', () => {
    expect(collectionText(source)).toBe(collectionText(source));
    const uuids = [...collectionText(source).matchAll(/"uuid":"([0-9a-f-]+)"/g)].map(
      ([, id]) => id,
    );
    expect(uuids).toHaveLength(3);
    expect(new Set(uuids).size).toBe(3);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

describe('showsMasked', () => {
  it.each([
    ['the same source with its filter', collectionText(source), true],
    ['no filter', collectionText({ ...source, filters: [] }), false],
    ['another clip', collectionText(clipSource('/other.mp4', [maskFilter()])), false],
    ['a camera', collectionText(cameraSource('/dev/video0', [maskFilter()])), false],
    [
      'a filter that is switched off',
      collectionText(source).replaceAll('"enabled":true', '"enabled":false'),
      false,
    ],
    ['no JSON', '{', false],
    ['other JSON', '[]', false],
  ])('of %s', (_what, text, expected) => {
    expect(showsMasked(text, source)).toBe(expected);
  });

  it.each([
    ['the same camera', collectionText(camera), true],
    ['another device', collectionText(privateCamera(cameraSource('/dev/video1', []))), false],
    ['the camera with the filter instead', collectionText(filteredCamera), false],
    ['another source inside', collectionText({ ...camera, settings: wrapping }), false],
    ['a clip inside', collectionText(privateCamera(clipSource('/dev/video0', []))), false],
  ])('of a Private Camera and %s', (_what, text, expected) => {
    expect(showsMasked(text, camera)).toBe(expected);
  });
});

describe('the set-up of the user’s OBS', () => {
  let configFolder: string;
  const write = () => writeUserSetup({ configFolder, source, recordingFolder: '/recordings' });
  const file = (...parts: string[]) => path.join(configFolder, ...parts);

  beforeEach(async () => {
    configFolder = await mkdtemp(path.join(tmpdir(), 'playalter-test-'));
  });

  afterEach(async () => {
    await rm(configFolder, { recursive: true, force: true });
  });

  it('leaves the user’s settings, profiles and scenes as they are', async () => {
    await mkdir(file('basic', 'scenes'), { recursive: true });
    await writeFile(file('basic', 'scenes', 'Mine.json'), '{"name":"Mine"}');
    const own = '[General]\nFirstRun=true\nLanguage=de-DE\n\n[Basic]\nProfile=Mine\n';
    await writeFile(file('global.ini'), own);
    await write();
    expect(await readFile(file('global.ini'), 'utf8')).toBe(own);
    expect(await readFile(file('basic', 'scenes', 'Mine.json'), 'utf8')).toBe('{"name":"Mine"}');
    expect((await readdir(file('basic', 'scenes'))).sort()).toEqual([
      'Mine.json',
      'PlayAlter.json',
    ]);
  });

  it('keeps the wizard away from newcomers', async () => {
    await write();
    expect(await readFile(file('global.ini'), 'utf8')).toContain('FirstRun=true');
  });

  it('changes nothing the second time, nor what the user changed in the profile', async () => {
    await write();
    const profile = file('basic', 'profiles', 'PlayAlter', 'basic.ini');
    await writeFile(profile, '[General]\nName=PlayAlter\n[Video]\nBaseCX=1920\n');
    const before = await readFile(file('basic', 'scenes', 'PlayAlter.json'), 'utf8');
    expect(await write()).toEqual({ putAside: undefined });
    expect(await readFile(file('basic', 'scenes', 'PlayAlter.json'), 'utf8')).toBe(before);
    expect(await readFile(profile, 'utf8')).toContain('BaseCX=1920');
  });

  it('puts aside a collection that lost its mask', async () => {
    await write();
    const bare = collectionText({ ...source, filters: [] });
    await writeFile(file('basic', 'scenes', 'PlayAlter.json'), bare);
    const { putAside } = await write();
    expect(await readFile(putAside ?? '', 'utf8')).toBe(bare);
    const now = await readFile(file('basic', 'scenes', 'PlayAlter.json'), 'utf8');
    expect(showsMasked(now, source)).toBe(true);
  });
});

describe('the search for a camera', () => {
  it('knows a device that delivers pictures by ffmpeg’s list', () => {
    expect(listsFormats('[video4linux2,v4l2 @ 0x1] Raw       :     yuyv422 : YUYV 4:2:2')).toBe(
      true,
    );
    expect(listsFormats('[video4linux2,v4l2 @ 0x1] Compressed:       mjpeg : Motion-JPEG')).toBe(
      true,
    );
    expect(listsFormats('[video4linux2,v4l2 @ 0x1] Not a video capture device.')).toBe(false);
    expect(listsFormats('/dev/video0: Permission denied')).toBe(false);
  });
});
