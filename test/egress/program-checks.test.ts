// OBS's outputs and windows, and OBS itself: one row for each.

import { describe, it } from 'vitest';
import {
  bareCam,
  expectFindings,
  input,
  main,
  mask,
  maskedCam,
  obs,
  type Row,
  scene,
} from './invented-obs.ts';

const rows: Row[] = [
  [
    'the virtual camera on a bare source',
    obs([bareCam, main()], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: true },
    }),
    ['raw virtual_camera_unmasked Virtual camera', 'note unused_unmasked Cam'],
  ],
  [
    'the virtual camera on a source that only its scene masks',
    obs([bareCam, scene('Main', ['Cam'], { filters: [mask()] })], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: false },
    }),
    ['raw virtual_camera_unmasked Virtual camera', 'note masked_by_scene_only Cam'],
  ],
  [
    'the virtual camera on a scene with a bare camera',
    obs([bareCam, main('Cam')], {
      virtualCamera: { target: { shows: 'scene', name: 'Main' }, isActive: null },
    }),
    ['raw camera_unmasked Cam', 'raw virtual_camera_unmasked Virtual camera'],
  ],
  [
    'the virtual camera on a masked source, and one that is gone',
    obs([maskedCam, main('Cam')], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: true },
    }),
    [],
  ],
  [
    'the virtual camera on a scene with a hidden bare camera',
    obs([bareCam, main('-Cam')], {
      virtualCamera: { target: { shows: 'scene', name: 'Main' }, isActive: null },
    }),
    ['risk hidden_unmasked Cam'],
  ],
  [
    'the virtual camera on the preview',
    obs([bareCam, main('Cam')], {
      virtualCamera: { target: { shows: 'preview' }, isActive: true },
    }),
    ['raw camera_unmasked Cam', 'risk virtual_camera_shows_preview Virtual camera'],
  ],
  [
    'projectors, multiview and studio mode with a bare camera',
    obs([bareCam, main('Cam')], {
      projectors: [{ shows: 'scene', name: 'Main' }, { shows: 'multiview' }, { shows: 'program' }],
      isStudioMode: true,
      previewScene: 'Main',
    }),
    [
      'raw camera_unmasked Cam',
      'note projector_unmasked Main',
      'note preview_unmasked Main',
      'note multiview_unmasked Multiview',
    ],
  ],
  [
    'the same with a masked camera',
    obs([maskedCam, main('Cam')], {
      projectors: [{ shows: 'source', name: 'Cam' }, { shows: 'multiview' }],
      isStudioMode: true,
      previewScene: 'Main',
    }),
    [],
  ],
  [
    'a screenshot hotkey where every source is masked',
    obs([maskedCam, main('Cam')], { hasSourceScreenshotHotkey: true }),
    [],
  ],
  [
    'a screenshot hotkey where only the scene is masked',
    obs([bareCam, scene('Main', ['Cam'], { filters: [mask()] })], {
      hasSourceScreenshotHotkey: true,
    }),
    ['risk screenshot_hotkey_unmasked Screenshot hotkey', 'note masked_by_scene_only Cam'],
  ],
  [
    'a running replay buffer',
    obs([maskedCam, main('Cam')], { replayBuffer: 'running' }),
    ['note replay_buffer Replay buffer'],
  ],

  [
    'no plugin, and a mask in use',
    obs([maskedCam, main('Cam')], { plugin: 'not_loaded' }),
    ['raw plugin_not_loaded PlayAlter plugin'],
  ],
  [
    'no plugin in the files',
    obs([], { plugin: 'not_installed' }),
    ['risk plugin_not_installed PlayAlter plugin'],
  ],
  [
    'the plugin switched off',
    obs([maskedCam, main('Cam')], { plugin: 'disabled' }),
    ['raw plugin_disabled PlayAlter plugin'],
  ],
  [
    'Safe Mode',
    obs([maskedCam, main('Cam')], { isSafeMode: true, plugin: 'not_loaded' }),
    ['raw safe_mode Safe Mode'],
  ],
  [
    'an OBS that ended badly',
    obs([], {
      offersSafeMode: true,
      from: 'files',
      obs: { isRunning: false, version: null, collection: null, profile: null },
    }),
    ['risk safe_mode_offered Safe Mode'],
  ],
  [
    'files of a running OBS',
    obs([], { offersSafeMode: true, from: 'files' }),
    ['risk obs_not_asked OBS'],
  ],
  ['no WebSocket server', obs([], { webSocket: { isEnabled: false, needsPassword: true } }), []],
  [
    'a WebSocket server with a password',
    obs([], { webSocket: { isEnabled: true, needsPassword: true } }),
    ['note websocket_may_unmask WebSocket server'],
  ],
  [
    'a WebSocket server without a password',
    obs([], { webSocket: { isEnabled: true, needsPassword: false } }),
    ['risk websocket_without_password WebSocket server'],
  ],
  [
    'scripts, and a web page with rights',
    obs([input('Page', { kind: 'browser_source', pageMayControlObs: true })], {
      scripts: ['a.lua'],
    }),
    ['note page_controls_obs Page', 'note scripts_run Scripts'],
  ],
  [
    'another scene collection',
    obs([], {
      otherCollections: [
        { name: 'Old', unmasked: ['Cam'] },
        { name: 'New', unmasked: [] },
      ],
    }),
    ['note other_collection_unmasked Old'],
  ],
];

describe('outputs, and OBS itself', () => {
  it.each(rows)('%s', (...row) => expectFindings(row));
});
