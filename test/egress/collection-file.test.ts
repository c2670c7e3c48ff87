// What is read from scene collections, as the repository's own writer and OBS's versions leave them.

import { symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cameraSource,
  maskFilter,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';
import { camera, name, ObsFiles } from './obs-files.ts';

let files: ObsFiles;

beforeEach(async () => {
  files = await ObsFiles.create();
});

afterEach(async () => {
  await files.remove();
});

describe('a saved scene collection', () => {
  it('say nothing against a masked camera', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', true)]);
    const { facts, brief } = await files.check();
    expect(brief).toEqual([]);
    expect(facts.obs).toEqual({
      isRunning: false,
      version: '30.2.3',
      collection: name,
      profile: name,
    });
    expect(facts.looked.join()).toContain('1 scene, 0 groups and 1 source');
  });

  it('show the same device under another of its names', async () => {
    await writeFile(files.at('video0'), '');
    await symlink(files.at('video0'), files.at('by-id-camera'));
    await files.writeCollection([
      camera('A', files.at('video0'), true),
      camera('B', files.at('by-id-camera'), false),
    ]);
    expect((await files.check()).brief).toEqual(['raw same_input_unmasked B']);
  });

  it('keep the order of filters, and which are on', async () => {
    const crop = { id: 'crop_filter', name: 'Crop', settings: {} };
    const record = { id: 'ndi_filter', name: 'NDI', settings: {} };
    await files.writeCollection([
      {
        ...cameraSource('/dev/video0', [crop, record, maskFilter(), { ...crop, name: 'After' }]),
        name: 'A',
      },
    ]);
    expect((await files.check()).brief).toEqual([
      'raw filter_sends_unmasked NDI',
      'note filter_before_mask Crop',
    ]);
    const text = JSON.stringify(
      sceneCollection({
        name,
        sceneName: 'Main',
        sources: [camera('A', '/dev/video0', true)],
        canvas: { width: 640, height: 360 },
      }),
    );
    await files.writeCollectionText(text.replaceAll('"enabled":true', '"enabled":false'));
    expect((await files.check()).brief).toEqual(['raw mask_filter_off A']);
  });

  it.each([
    ['OBS 29, a source', { type: 2, internal: 0, scene: '', source: 'Bare' }, true],
    ['OBS 29, a scene', { type: 1, internal: 0, scene: 'Main', source: '' }, true],
    ['OBS 29, the program', { type: 0, internal: 0, scene: 'Main', source: 'Bare' }, false],
    ['OBS 30 and later, a source', { type2: 2, source: 'Bare' }, true],
    ['OBS 30 and later, a masked source', { type2: 2, source: 'Cam' }, false],
    ['OBS 30 and later, a scene', { type2: 1, scene: 'Main' }, true],
    ['OBS 30 and later, the program', { type2: 3 }, false],
  ])('say what the virtual camera shows: %s', async (_what, saved, isRaw) => {
    await files.writeCollection(
      [camera('Cam', '/dev/video0', true), camera('Bare', '/dev/video1', false)],
      {
        'virtual-camera': saved,
      },
    );
    const { brief } = await files.check();
    expect(brief.includes('raw virtual_camera_unmasked Virtual camera')).toBe(isRaw);
  });

  it.each([[{ type: 0, internal: 1 }], [{ type2: 4 }]])(
    'say that the virtual camera shows the preview: %j',
    async (saved) => {
      await files.writeCollection([], { 'virtual-camera': saved });
      expect((await files.check()).facts.virtualCamera?.target).toEqual({ shows: 'preview' });
    },
  );

  it('say what groups hold, without the copies for old versions', async () => {
    const uuid = 'aaaaaaaa-0000-4000-8000-000000000001';
    const cam = { id: 'v4l2_input', name: 'Cam', uuid, settings: {} };
    const item = { name: 'Cam', source_uuid: uuid, visible: true };
    const collection = {
      name,
      sources: [
        cam,
        {
          id: 'scene',
          name: 'Main',
          settings: {
            items: [
              { name: 'G', visible: false },
              { ...item, group_item_backup: true },
            ],
          },
        },
      ],
      groups: [{ id: 'group', name: 'G', settings: { items: [item] } }],
    };
    await files.writeCollectionText(JSON.stringify(collection));
    expect((await files.check()).brief).toEqual(['risk hidden_unmasked Cam']);
  });

  it('show what clones draw, and without which filters', async () => {
    const fast = { id: 'macos-avcapture-fast', name: 'Cam', settings: {}, filters: [maskFilter()] };
    const clone = { id: 'source-clone', name: 'Clone', settings: { clone: 'Cam' }, filters: [] };
    await files.writeCollection([fast, clone]);
    expect((await files.check()).brief).toEqual([]);
    const settings = { clone: 'Cam', no_filters: true };
    await files.writeCollection([fast, { ...clone, settings }]);
    expect((await files.check()).brief).toEqual(['raw clone_skips_filters Clone']);
  });

  it('show what a private camera holds', async () => {
    const settings = {
      camera_kind: 'v4l2_input',
      camera_settings: { device_id: '/dev/video0' },
      camera_state: {
        filters: [{ id: 'virtual_cam_filter', name: 'To Zoom', enabled: true, settings: {} }],
      },
      mode: 'live',
    };
    const owning = { id: 'playalter_private_camera', name: 'Private', settings, filters: [] };
    const wrapping = { ...owning, name: 'Wrapping', settings: { wrapped_source: 'Bare' } };
    await files.writeCollection([owning, wrapping, camera('Bare', '/dev/video0', false)]);
    expect((await files.check()).brief).toEqual([
      'raw wrapped_source_unmasked Bare',
      'raw filter_sends_unmasked To Zoom',
      'risk live_mode Private',
    ]);
  });

  it('count what cannot be understood, and take the rest', async () => {
    const cam = {
      id: 'v4l2_input',
      name: 'Cam',
      settings: 'none',
      filters: [{ id: 7 }],
      extra: {},
    };
    const main = { id: 'scene', name: 'Main', settings: { items: [{ name: 'Cam' }] } };
    const json = JSON.stringify({ name, future: [1], sources: [cam, 'text', { id: 'x' }, main] });
    await files.writeCollectionText(json);
    const { facts, brief } = await files.check();
    expect(brief).toEqual(['raw camera_unmasked Cam']);
    expect(facts.notSeen).toContain('3 entries of the scene collection could not be read.');
  });

  it.each([
    ['broken JSON', '{"sources": [', 'obs_file_broken'],
    ['other JSON', '[]', 'collection_unreadable'],
  ])('with %s end in one sentence', async (_what, text, code) => {
    await files.writeCollectionText(text);
    await expect(files.check()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^The file .*\.$/),
    });
  });

  it('without a scene collection say so', async () => {
    const { facts } = await files.check();
    expect(facts.notSeen[0]).toContain('no saved scene collection');
  });

  it('hold no address or path of a source', async () => {
    const settings = { is_local_file: false, input: 'rtsp://me:secret-word@cam/1' };
    await files.writeCollection([{ id: 'ffmpeg_source', name: 'IP', settings, filters: [] }]);
    const { facts, brief } = await files.check();
    expect(brief).toEqual(['raw camera_unmasked IP']);
    expect(JSON.stringify(facts)).not.toMatch(/secret-word|rtsp/);
  });
});
