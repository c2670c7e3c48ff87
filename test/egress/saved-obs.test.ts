// What is read from OBS's files, as the repository's own writers and OBS's versions leave them.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFolderCandidates } from '../../control-server/src/egress/config-folder.ts';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { iniBool, readIni } from '../../control-server/src/egress/ini-text.ts';
import { factsFromFiles } from '../../control-server/src/egress/saved-facts.ts';
import { isHotkeyBound, readSavedObs } from '../../control-server/src/egress/saved-obs.ts';
import { mergeIni } from '../../scripts/obs-config/ini-file.ts';
import {
  collectionFile,
  profileFile,
  profileIni,
  writeConfigFile,
} from '../../scripts/obs-config/profile-files.ts';
import {
  cameraSource,
  maskFilter,
  type SourceEntry,
  sceneCollection,
} from '../../scripts/obs-config/scene-collection.ts';

const canvas = { width: 640, height: 360, fps: 30 };
const name = 'Live';

let folder: string;

const at = (...parts: string[]) => path.join(folder, ...parts);

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'playalter-test-')), 'obs-studio');
  await mkdir(folder);
  await writeIni({});
  await writeConfigFile(
    profileFile(folder, name),
    profileIni({ name, canvas, recordingFolder: folder }),
  );
  await mkdir(at('plugins', 'playalter', 'bin', '64bit'), { recursive: true });
  await writeFile(at('plugins', 'playalter', 'bin', '64bit', 'playalter.so'), '');
});

afterEach(async () => {
  await rm(path.dirname(folder), { recursive: true, force: true });
});

async function writeIni(more: Parameters<typeof mergeIni>[1], file = 'global.ini') {
  const basic = {
    Profile: name,
    ProfileDir: name,
    SceneCollection: name,
    SceneCollectionFile: name,
  };
  const general = { LastVersion: (30 << 24) | (2 << 16) | 3 };
  await writeFile(at(file), mergeIni(mergeIni('', { Basic: basic, General: general }), more));
}

async function writeCollection(
  sources: readonly SourceEntry[],
  more: Record<string, unknown> = {},
  collectionName = name,
) {
  const collection = sceneCollection({ name: collectionName, sceneName: 'Main', sources, canvas });
  const json = JSON.stringify({ ...collection, ...more });
  await writeConfigFile(collectionFile(folder, collectionName), json);
}

function camera(sourceName: string, device: string, isMasked: boolean): SourceEntry {
  return { ...cameraSource(device, isMasked ? [maskFilter()] : []), name: sourceName };
}

async function check() {
  const facts = factsFromFiles(await readSavedObs(folder), {
    now: new Date(0),
    running: undefined,
  });
  const found = findEgress(facts);
  return {
    facts,
    brief: found.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`),
  };
}

describe('the files of an OBS that is closed', () => {
  it('say nothing against a masked camera', async () => {
    await writeCollection([camera('Cam', '/dev/video0', true)]);
    const { facts, brief } = await check();
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
    await writeFile(at('video0'), '');
    await symlink(at('video0'), at('by-id-camera'));
    await writeCollection([
      camera('A', at('video0'), true),
      camera('B', at('by-id-camera'), false),
    ]);
    expect((await check()).brief).toEqual(['raw same_input_unmasked B']);
  });

  it('keep the order of filters, and which are on', async () => {
    const crop = { id: 'crop_filter', name: 'Crop', settings: {} };
    const record = { id: 'ndi_filter', name: 'NDI', settings: {} };
    await writeCollection([
      {
        ...cameraSource('/dev/video0', [crop, record, maskFilter(), { ...crop, name: 'After' }]),
        name: 'A',
      },
    ]);
    expect((await check()).brief).toEqual([
      'raw filter_sends_unmasked NDI',
      'note filter_before_mask Crop',
    ]);
    const text = JSON.stringify(
      sceneCollection({
        name,
        sceneName: 'Main',
        sources: [camera('A', '/dev/video0', true)],
        canvas,
      }),
    );
    await writeFile(
      collectionFile(folder, name),
      text.replaceAll('"enabled":true', '"enabled":false'),
    );
    expect((await check()).brief).toEqual(['raw mask_filter_off A']);
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
    await writeCollection(
      [camera('Cam', '/dev/video0', true), camera('Bare', '/dev/video1', false)],
      {
        'virtual-camera': saved,
      },
    );
    const { brief } = await check();
    expect(brief.includes('raw virtual_camera_unmasked Virtual camera')).toBe(isRaw);
  });

  it.each([[{ type: 0, internal: 1 }], [{ type2: 4 }]])(
    'say that the virtual camera shows the preview: %j',
    async (saved) => {
      await writeCollection([], { 'virtual-camera': saved });
      expect((await check()).facts.virtualCamera?.target).toEqual({ shows: 'preview' });
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
    await writeConfigFile(collectionFile(folder, name), JSON.stringify(collection));
    expect((await check()).brief).toEqual(['risk hidden_unmasked Cam']);
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
    await writeConfigFile(collectionFile(folder, name), json);
    const { facts, brief } = await check();
    expect(brief).toEqual(['raw camera_unmasked Cam']);
    expect(facts.notSeen).toContain('3 entries of the scene collection could not be read.');
  });

  it.each([
    ['broken JSON', '{"sources": [', 'obs_file_broken'],
    ['other JSON', '[]', 'collection_unreadable'],
  ])('with %s end in one sentence', async (_what, text, code) => {
    await writeConfigFile(collectionFile(folder, name), text);
    await expect(check()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^The file .*\.$/),
    });
  });

  it('without a scene collection say so', async () => {
    const { facts } = await check();
    expect(facts.notSeen[0]).toContain('no saved scene collection');
  });

  it('tell of other collections, and of those that cannot be read', async () => {
    await writeCollection([camera('Cam', '/dev/video0', true)]);
    await writeCollection([camera('Old cam', '/dev/video0', false)], {}, 'Old');
    await writeConfigFile(collectionFile(folder, 'Broken'), '{');
    const { facts, brief } = await check();
    expect(brief).toEqual(['note other_collection_unmasked Old']);
    expect(facts.notSeen.join()).toContain('Broken.json is not valid JSON');
  });

  it.each([
    ['global.ini of OBS 29', 'ini', true, 'note websocket_may_unmask WebSocket server'],
    ['global.ini of OBS 29', 'ini', false, 'risk websocket_without_password WebSocket server'],
    ['the file of obs-websocket 5.5', 'json', true, 'note websocket_may_unmask WebSocket server'],
    [
      'the file of obs-websocket 5.5',
      'json',
      false,
      'risk websocket_without_password WebSocket server',
    ],
  ])(
    'say how the WebSocket server is set, in %s (%s, password: %s)',
    async (_what, kind, auth, expected) => {
      await writeCollection([]);
      if (kind === 'ini') {
        await writeIni({
          OBSWebSocket: {
            ServerEnabled: true,
            AuthRequired: auth,
            ServerPassword: 'secret-word',
            ServerPort: 4460,
          },
        });
      } else {
        await writeConfigFile(
          at('plugin_config', 'obs-websocket', 'config.json'),
          JSON.stringify({
            server_enabled: true,
            auth_required: auth,
            server_password: 'secret-word',
            server_port: 4460,
          }),
        );
      }
      const { facts, brief } = await check();
      expect(brief).toEqual([expected]);
      expect(JSON.stringify(facts)).not.toContain('secret-word');
      expect((await readSavedObs(folder)).webSocket).toMatchObject({
        port: 4460,
        password: 'secret-word',
      });
    },
  );

  it('follow user.ini before global.ini, and where global.ini says the rest lies', async () => {
    const elsewhere = at('elsewhere', 'obs-studio');
    await writeIni({
      Locations: { Configuration: at('elsewhere'), SceneCollections: at('elsewhere') },
    });
    await mkdir(elsewhere, { recursive: true });
    await writeIni({ Basic: { SceneCollectionFile: 'Other' } }, 'elsewhere/obs-studio/user.ini');
    const other = { name: 'Other', sources: [] };
    await writeConfigFile(collectionFile(elsewhere, 'Other'), JSON.stringify(other));
    expect((await check()).facts.obs.collection).toBe('Other');
  });

  it('say which keys, windows and scripts OBS starts with', async () => {
    await writeIni({ BasicWindow: { PreviewProgramMode: true, SaveProjectors: true } });
    const ini = mergeIni(profileIni({ name, canvas, recordingFolder: folder }), {
      Hotkeys: { 'OBSBasic.SelectedSourceScreenshot': '{"bindings":[{"key":"OBS_KEY_F9"}]}' },
      SimpleOutput: { RecRB: true },
    });
    await writeFile(profileFile(folder, name), ini);
    await writeCollection([camera('Bare', '/dev/video0', false)], {
      saved_projectors: [{ type: 4, monitor: 0 }],
      modules: {
        'scripts-tool': [{ path: 'C:\\scripts\\clock.lua', settings: { token: 'secret-word' } }],
      },
    });
    const { facts, brief } = await check();
    expect(facts).toMatchObject({ replayBuffer: 'enabled', scripts: ['clock.lua'] });
    expect(JSON.stringify(facts)).not.toContain('secret-word');
    expect(brief).toEqual([
      'raw camera_unmasked Bare',
      'risk screenshot_hotkey_unmasked Screenshot hotkey',
      'note preview_unmasked Main',
      'note multiview_unmasked Multiview',
      'note scripts_run Scripts',
    ]);
  });

  it('hold no address or path of a source', async () => {
    const settings = { is_local_file: false, input: 'rtsp://me:secret-word@cam/1' };
    await writeCollection([{ id: 'ffmpeg_source', name: 'IP', settings, filters: [] }]);
    const { facts, brief } = await check();
    expect(brief).toEqual(['raw camera_unmasked IP']);
    expect(JSON.stringify(facts)).not.toMatch(/secret-word|rtsp/);
  });

  it.each([
    ['safe_mode', 'OBS 30'],
    [path.join('.sentinel', 'run_1'), 'OBS 32'],
  ])('tell by %s that the last run ended badly (%s)', async (file) => {
    await writeConfigFile(at(file), '');
    expect((await check()).brief).toEqual(['risk safe_mode_offered Safe Mode']);
  });

  it('tell of Safe Mode by the log of a running OBS', async () => {
    await writeConfigFile(
      at('logs', '2024-01-01 10-00-00.txt'),
      '10:00:00.000: Safe Mode enabled.\n',
    );
    const running = { pid: 1, arguments: ['obs'] };
    const inSafeMode = async () =>
      factsFromFiles(await readSavedObs(folder), { now: new Date(0), running }).isSafeMode;
    expect(await inSafeMode()).toBe(true);
    await writeConfigFile(at('logs', '2024-01-02 10-00-00.txt'), '10:00:00.000: OBS 30.0.0\n');
    expect(await inSafeMode()).toBe(false);
  });

  it('tell of a plugin that is missing or switched off', async () => {
    await writeCollection([camera('Cam', '/dev/video0', true)]);
    const modules = [{ module_name: 'playalter', enabled: false }];
    await writeConfigFile(at('plugin_manager', 'modules.json'), JSON.stringify(modules));
    expect((await check()).brief).toEqual(['raw plugin_disabled PlayAlter plugin']);
    await rm(at('plugin_manager'), { recursive: true });
    await rm(at('plugins'), { recursive: true });
    expect((await check()).brief).toEqual(['raw plugin_not_installed PlayAlter plugin']);
  });
});

describe('the configuration folder', () => {
  it.each([
    [
      { HOME: '/h' },
      'linux',
      ['/h/.config/obs-studio', '/h/.var/app/com.obsproject.Studio/config/obs-studio'],
    ],
    [
      { HOME: '/h', XDG_CONFIG_HOME: '/x' },
      'linux',
      ['/x/obs-studio', '/h/.var/app/com.obsproject.Studio/config/obs-studio'],
    ],
    [
      { HOME: '/h', XDG_CONFIG_HOME: 'relative' },
      'linux',
      ['/h/.config/obs-studio', '/h/.var/app/com.obsproject.Studio/config/obs-studio'],
    ],
    [{ HOME: '/h' }, 'darwin', ['/h/Library/Application Support/obs-studio']],
    [{}, 'linux', []],
  ] as const)('with %j on %s', (environment, platform, expected) => {
    expect(configFolderCandidates(environment, platform)).toEqual(expected);
  });
});

describe('INI files', () => {
  it('are read with a byte order mark, comments, and "=" in values', () => {
    const ini = readIni('\ufeff[A]\r\nKey=1=2\r\n# Key=3\r\n[B]\nKey=4\n[A]\nMore=5');
    expect(ini.get('A')?.get('Key')).toBe('1=2');
    expect(ini.get('A')?.get('More')).toBe('5');
    expect(ini.get('B')?.get('Key')).toBe('4');
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
    [undefined, undefined],
  ])('have %j as %j', (text, expected) => {
    expect(iniBool(text)).toBe(expected);
  });

  it.each([
    [undefined, false],
    ['', false],
    ['{"bindings":[]}', false],
    ['{}', false],
    ['{"bindings":[{"key":"OBS_KEY_F9"}]}', true],
    ['broken', true],
  ])('hold the hotkey %j: %s', (value, expected) => {
    expect(isHotkeyBound(value)).toBe(expected);
  });
});
