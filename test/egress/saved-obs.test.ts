// What is read from OBS's settings, where each of its versions keeps them.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFolderCandidates } from '../../control-server/src/egress/config-folder.ts';
import { iniBool, readIni } from '../../control-server/src/egress/ini-text.ts';
import { factsFromFiles } from '../../control-server/src/egress/saved-facts.ts';
import { isHotkeyBound, readSavedObs } from '../../control-server/src/egress/saved-obs.ts';
import { collectionFile, writeConfigFile } from '../../scripts/obs-config/profile-files.ts';
import { camera, ObsFiles } from './obs-files.ts';

let files: ObsFiles;

beforeEach(async () => {
  files = await ObsFiles.create();
});

afterEach(async () => {
  await files.remove();
});

describe('the files of an OBS that is closed', () => {
  it('tell of other collections, and of those that cannot be read', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', true)]);
    await files.writeCollection([camera('Old cam', '/dev/video0', false)], {}, 'Old');
    await files.writeCollectionText('{', 'Broken');
    const { facts, brief } = await files.check();
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
      await files.writeCollection([]);
      if (kind === 'ini') {
        await files.writeIni({
          OBSWebSocket: {
            ServerEnabled: true,
            AuthRequired: auth,
            ServerPassword: 'secret-word',
            ServerPort: 4460,
          },
        });
      } else {
        await writeConfigFile(
          files.at('plugin_config', 'obs-websocket', 'config.json'),
          JSON.stringify({
            server_enabled: true,
            auth_required: auth,
            server_password: 'secret-word',
            server_port: 4460,
          }),
        );
      }
      const { facts, brief } = await files.check();
      expect(brief).toEqual([expected]);
      expect(JSON.stringify(facts)).not.toContain('secret-word');
      expect((await readSavedObs(files.folder)).webSocket).toMatchObject({
        port: 4460,
        password: 'secret-word',
      });
    },
  );

  it('follow user.ini before global.ini, and where global.ini says the rest lies', async () => {
    const elsewhere = files.at('elsewhere', 'obs-studio');
    await files.writeIni({
      Locations: { Configuration: files.at('elsewhere'), SceneCollections: files.at('elsewhere') },
    });
    await mkdir(elsewhere, { recursive: true });
    await files.writeIni(
      { Basic: { SceneCollectionFile: 'Other' } },
      'elsewhere/obs-studio/user.ini',
    );
    const other = { name: 'Other', sources: [] };
    await writeConfigFile(collectionFile(elsewhere, 'Other'), JSON.stringify(other));
    expect((await files.check()).facts.obs.collection).toBe('Other');
  });

  it('say which keys, windows and scripts OBS starts with', async () => {
    await files.writeIni({ BasicWindow: { PreviewProgramMode: true, SaveProjectors: true } });
    await files.writeProfile({
      Hotkeys: { 'OBSBasic.SelectedSourceScreenshot': '{"bindings":[{"key":"OBS_KEY_F9"}]}' },
      SimpleOutput: { RecRB: true },
    });
    await files.writeCollection([camera('Bare', '/dev/video0', false)], {
      saved_projectors: [{ type: 4, monitor: 0 }],
      transitions: [{ name: 'Slide', id: 'move_transition', settings: {} }],
      modules: {
        'scripts-tool': [{ path: 'C:\\scripts\\clock.lua', settings: { token: 'secret-word' } }],
      },
    });
    const { facts, brief } = await files.check();
    expect(facts).toMatchObject({
      replayBuffer: 'enabled',
      scripts: ['clock.lua'],
      moveTransitions: ['Slide'],
    });
    expect(JSON.stringify(facts)).not.toContain('secret-word');
    expect(brief).toEqual([
      'raw camera_unmasked Bare',
      'risk screenshot_hotkey_unmasked Screenshot hotkey',
      'note preview_unmasked Main',
      'note multiview_unmasked Multiview',
      'note scripts_run Scripts',
    ]);
  });

  it.each([
    ['safe_mode', 'OBS 30'],
    [path.join('.sentinel', 'run_1'), 'OBS 32'],
  ])('tell by %s that the last run ended badly (%s)', async (file) => {
    await writeConfigFile(files.at(file), '');
    expect((await files.check()).brief).toEqual(['risk safe_mode_offered Safe Mode']);
  });

  it('tell of Safe Mode by the log of a running OBS', async () => {
    await writeConfigFile(
      files.at('logs', '2024-01-01 10-00-00.txt'),
      '10:00:00.000: Safe Mode enabled.\n',
    );
    const running = { pid: 1, arguments: ['obs'] };
    const inSafeMode = async () =>
      factsFromFiles(await readSavedObs(files.folder), { now: new Date(0), running }).isSafeMode;
    expect(await inSafeMode()).toBe(true);
    await writeConfigFile(
      files.at('logs', '2024-01-02 10-00-00.txt'),
      '10:00:00.000: OBS 30.0.0\n',
    );
    expect(await inSafeMode()).toBe(false);
  });

  it('tell of a plugin that is missing or switched off', async () => {
    await files.writeCollection([camera('Cam', '/dev/video0', true)]);
    const modules = [{ module_name: 'playalter', enabled: false }];
    await writeConfigFile(files.at('plugin_manager', 'modules.json'), JSON.stringify(modules));
    expect((await files.check()).brief).toEqual(['raw plugin_disabled PlayAlter plugin']);
    await rm(files.at('plugin_manager'), { recursive: true });
    await rm(files.at('plugins'), { recursive: true });
    expect((await files.check()).brief).toEqual(['raw plugin_not_installed PlayAlter plugin']);
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
