// One row for each way out: the facts, and the findings that they must give, and no other.

import { describe, expect, it } from 'vitest';
import { type EgressFacts, egressFacts } from '../../control-server/src/egress/egress-facts.ts';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { finding } from '../../control-server/src/egress/finding.ts';
import { privateCameraKind } from '../../control-server/src/egress/source-kinds.ts';
import { brief, filter, group, guard, input, mask, obs, offMask, scene } from './invented-obs.ts';

const masked = input('Cam', { filters: [mask()] });
const bare = input('Cam');
const scenes = (...items: string[]) => scene('Main', items);
const file = { kind: 'ffmpeg_source', inputDigest: 'f' };
const off = { webSocket: { isEnabled: false, needsPassword: true } };

const rows: [string, EgressFacts, string[]][] = [
  ['nothing at all', obs([]), []],
  ['a masked camera', obs([masked, scenes('Cam')]), []],
  ['a bare camera', obs([bare, scenes('Cam')]), ['raw camera_unmasked Cam']],
  [
    'a bare camera in a group, in a nested scene',
    obs([bare, group('G', ['Cam']), scene('Inner', ['G']), scenes('Inner')]),
    ['raw camera_unmasked Cam'],
  ],
  [
    'a network camera in a media source',
    obs([input('IP', { kind: 'ffmpeg_source', isNetworkInput: true }), scenes('IP')]),
    ['raw camera_unmasked IP'],
  ],
  ['a bare camera behind a closed eye', obs([bare, scenes('-Cam')]), ['risk hidden_unmasked Cam']],
  [
    'a bare camera in a hidden group',
    obs([bare, group('G', ['Cam']), scenes('-G')]),
    ['risk hidden_unmasked Cam'],
  ],
  ['a bare camera in no scene', obs([bare, scenes()]), ['note unused_unmasked Cam']],
  [
    'a mask that is switched off',
    obs([input('Cam', { filters: [offMask()] }), scenes('Cam')]),
    ['raw mask_filter_off Cam'],
  ],
  [
    'one mask off, another on',
    obs([input('Cam', { filters: [offMask(), mask()] }), scenes('Cam')]),
    [],
  ],
  [
    'a mask off on a source of any kind',
    obs([input('Clip', { kind: 'ffmpeg_source', filters: [offMask()] }), scenes('Clip')]),
    ['raw mask_filter_off Clip'],
  ],
  [
    'a scene whose mask is off',
    obs([bare, scene('Main', ['Cam'], { filters: [offMask()] })]),
    ['raw mask_filter_off Main'],
  ],
  [
    'a scene whose mask is off, with nothing bare in it',
    obs([masked, scene('Main', ['Cam'], { filters: [offMask()] })]),
    [],
  ],
  [
    'the same device in a bare source',
    obs([
      input('Cam', { inputDigest: 'd', filters: [mask()] }),
      input('Cam 2', { inputDigest: 'd' }),
      scenes('Cam', 'Cam 2'),
    ]),
    ['raw same_input_unmasked Cam 2'],
  ],
  [
    'the same file in a bare source',
    obs([input('A', { ...file, filters: [mask()] }), input('B', file), scenes('A', 'B')]),
    ['raw same_input_unmasked B'],
  ],
  [
    'a mask on the scene only',
    obs([bare, scene('Main', ['Cam'], { filters: [mask()] })]),
    ['note masked_by_scene_only Cam'],
  ],
  [
    'a mask on one of two scenes',
    obs([bare, scene('Main', ['Cam'], { filters: [mask()] }), scene('Other', ['Cam'])]),
    ['raw masked_in_other_scene_only Cam'],
  ],
  [
    'a mask on the outer scene, the inner one in the list too',
    obs([bare, scene('Inner', ['Cam']), scene('Main', ['Inner'], { filters: [mask()] })]),
    ['raw masked_in_other_scene_only Cam'],
  ],
  [
    'a masked group',
    obs([bare, group('G', ['Cam'], { filters: [mask()] }), scenes('G')]),
    ['note masked_by_scene_only Cam'],
  ],
  [
    'a clone of a masked camera',
    obs([
      masked,
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: false }] }),
      scenes('Cam', 'Clone'),
    ]),
    [],
  ],
  [
    'a clone of a camera that only its scene masks',
    obs([
      bare,
      scene('Main', ['Cam'], { filters: [mask()] }),
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: false }] }),
      scene('Other', ['Clone']),
    ]),
    ['raw clone_unmasked Clone'],
  ],
  [
    'a clone without filters',
    obs([
      input('Cam', { kind: 'macos-avcapture-fast', filters: [mask()] }),
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: true }] }),
      scenes('Cam', 'Clone'),
    ]),
    ['raw clone_skips_filters Clone'],
  ],
  [
    'a clone without filters of a camera, where the plugin ignores that',
    obs([
      masked,
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: true }] }),
      scenes('Cam', 'Clone'),
    ]),
    ['risk clone_skips_filters Clone'],
  ],
  [
    'a clone without filters of a private camera, whose mask is no filter',
    obs([
      input('Private', { kind: privateCameraKind }),
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Private', skipsFilters: true }] }),
      scenes('Clone'),
    ]),
    [],
  ],
  [
    'a private camera that wraps a camera',
    obs([bare, input('Private', { kind: privateCameraKind, wraps: 'Cam' }), scenes('Private')]),
    [],
  ],
  [
    'a wrapped camera that is shown as well',
    obs([
      bare,
      input('Private', { kind: privateCameraKind, wraps: 'Cam' }),
      scenes('Private', 'Cam'),
    ]),
    ['raw wrapped_source_unmasked Cam'],
  ],
  [
    'scenes that hold each other',
    obs([bare, scene('A', ['B', 'Cam']), scene('B', ['A'])]),
    ['raw camera_unmasked Cam'],
  ],

  [
    'a sending filter before the mask',
    obs([input('Cam', { filters: [filter('ndi_filter'), mask()] }), scenes('Cam')]),
    ['raw filter_sends_unmasked ndi_filter'],
  ],
  [
    'a sending filter after the mask',
    obs([input('Cam', { filters: [mask(), filter('ndi_filter')] }), scenes('Cam')]),
    [],
  ],
  [
    'a sending filter before the mask, switched off',
    obs([
      input('Cam', { filters: [{ ...filter('ndi_filter'), isEnabled: false }, mask()] }),
      scenes('Cam'),
    ]),
    [],
  ],
  [
    'a sending filter before the mask, its plugin gone',
    obs([input('Cam', { filters: [filter('ndi_filter'), mask()] }), scenes('Cam')], {
      loadedFilterKinds: ['crop_filter'],
    }),
    ['risk filter_may_send_unmasked ndi_filter'],
  ],
  [
    'an unknown filter that sounds like sending',
    obs([input('Cam', { filters: [filter('acme_stream_filter'), mask()] }), scenes('Cam')]),
    ['raw filter_sends_unmasked acme_stream_filter'],
  ],
  [
    'a filter that takes frames from the device, wherever it stands',
    obs([input('Cam', { filters: [mask(), filter('teleport-filter')] }), scenes('Cam')]),
    ['raw filter_sends_unmasked teleport-filter'],
  ],
  [
    'a filter that records the finished picture, before the mask',
    obs([input('Cam', { filters: [filter('source_record_filter'), mask()] }), scenes('Cam')]),
    ['risk filter_may_send_unmasked source_record_filter'],
  ],
  [
    'the same where it is set to take its own input',
    obs([
      input('Cam', {
        filters: [{ ...filter('osi_branch_output'), takesOwnInput: true }, mask()],
      }),
      scenes('Cam'),
    ]),
    ['raw filter_sends_unmasked osi_branch_output'],
  ],
  [
    'a recording filter on a camera that only its scene masks',
    obs([
      input('Cam', { filters: [filter('source_record_filter')] }),
      scene('Main', ['Cam'], { filters: [mask()] }),
    ]),
    ['raw filter_sends_unmasked source_record_filter', 'note masked_by_scene_only Cam'],
  ],
  [
    'any other filter before the mask',
    obs([input('Cam', { filters: [filter('crop_filter', 'Crop'), mask()] }), scenes('Cam')]),
    ['note filter_before_mask Crop'],
  ],
  [
    'a sound filter before the mask',
    obs([input('Cam', { filters: [filter('gain_filter'), mask()] }), scenes('Cam')]),
    [],
  ],
  [
    'a filter that uses a scene with its own source in it',
    obs([
      input('Cam', { filters: [mask(), { ...filter('acme_mask'), namedSources: ['Main'] }] }),
      scenes('Cam'),
    ]),
    ['risk filter_draws_own_source acme_mask'],
  ],
  [
    'a filter that uses another source',
    obs([
      input('Cam', { filters: [mask(), { ...filter('acme_mask'), namedSources: ['Shape'] }] }),
      input('Shape', { kind: 'image_source' }),
      scenes('Cam'),
    ]),
    [],
  ],
  [
    'live mode',
    obs([input('Cam', { filters: [mask({ mode: 'live' })] }), scenes('Cam')]),
    ['risk live_mode Cam'],
  ],
  [
    'live mode in a private camera',
    obs([
      input('Private', { kind: privateCameraKind, mask: { ...guard, mode: 'live' } }),
      scenes('Private'),
    ]),
    ['risk live_mode Private'],
  ],
  [
    'exact mode',
    obs([input('Cam', { filters: [mask({ mode: 'exact' })] }), scenes('Cam')]),
    ['note exact_mode Cam'],
  ],
  [
    'a short look-ahead',
    obs([input('Cam', { filters: [mask({ lookAheadMs: 100 })] }), scenes('Cam')]),
    ['note short_look_ahead Cam'],
  ],
  [
    'the weakest mask',
    obs([input('Cam', { filters: [mask({ intensity: 10 })] }), scenes('Cam')]),
    ['note weak_mask Cam'],
  ],

  [
    'the virtual camera on a bare source',
    obs([bare, scenes()], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: true },
    }),
    ['raw virtual_camera_unmasked Virtual camera', 'note unused_unmasked Cam'],
  ],
  [
    'the virtual camera on a source that only its scene masks',
    obs([bare, scene('Main', ['Cam'], { filters: [mask()] })], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: false },
    }),
    ['raw virtual_camera_unmasked Virtual camera', 'note masked_by_scene_only Cam'],
  ],
  [
    'the virtual camera on a scene with a bare camera',
    obs([bare, scenes('Cam')], {
      virtualCamera: { target: { shows: 'scene', name: 'Main' }, isActive: null },
    }),
    ['raw camera_unmasked Cam', 'raw virtual_camera_unmasked Virtual camera'],
  ],
  [
    'the virtual camera on a masked source, and one that is gone',
    obs([masked, scenes('Cam')], {
      virtualCamera: { target: { shows: 'source', name: 'Cam' }, isActive: true },
    }),
    [],
  ],
  [
    'the virtual camera on the preview',
    obs([bare, scenes('Cam')], {
      virtualCamera: { target: { shows: 'preview' }, isActive: true },
    }),
    ['raw camera_unmasked Cam', 'risk virtual_camera_shows_preview Virtual camera'],
  ],
  [
    'projectors, multiview and studio mode with a bare camera',
    obs([bare, scenes('Cam')], {
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
    obs([masked, scenes('Cam')], {
      projectors: [{ shows: 'source', name: 'Cam' }, { shows: 'multiview' }],
      isStudioMode: true,
      previewScene: 'Main',
    }),
    [],
  ],
  [
    'a screenshot hotkey where every source is masked',
    obs([masked, scenes('Cam')], { hasSourceScreenshotHotkey: true }),
    [],
  ],
  [
    'a screenshot hotkey where only the scene is masked',
    obs([bare, scene('Main', ['Cam'], { filters: [mask()] })], { hasSourceScreenshotHotkey: true }),
    ['risk screenshot_hotkey_unmasked Screenshot hotkey', 'note masked_by_scene_only Cam'],
  ],
  [
    'a running replay buffer',
    obs([masked, scenes('Cam')], { replayBuffer: 'running' }),
    ['note replay_buffer Replay buffer'],
  ],

  [
    'no plugin, and a mask in use',
    obs([masked, scenes('Cam')], { plugin: 'not_loaded' }),
    ['raw plugin_not_loaded PlayAlter plugin'],
  ],
  [
    'no plugin in the files',
    obs([], { plugin: 'not_installed' }),
    ['risk plugin_not_installed PlayAlter plugin'],
  ],
  [
    'the plugin switched off',
    obs([masked, scenes('Cam')], { plugin: 'disabled' }),
    ['raw plugin_disabled PlayAlter plugin'],
  ],
  [
    'Safe Mode',
    obs([masked, scenes('Cam')], { isSafeMode: true, plugin: 'not_loaded' }),
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
  ['no WebSocket server', obs([], off), []],
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

const otherKinds: [string, string | undefined][] = [
  ['monitor_capture', 'screen_unmasked'],
  ['pipewire-screen-capture-source', 'screen_unmasked'],
  ['browser_source', 'browser_unmasked'],
  ['ffmpeg_source', 'media_unmasked'],
  ['spout_capture', 'feed_unmasked'],
  ['acme_source', 'unknown_kind_unmasked'],
  ['image_source', undefined],
  ['text_ft2_source', undefined],
  ['pulse_input_capture', undefined],
];

describe('findEgress', () => {
  it.each(rows)('%s', (_what, facts, expected) => {
    expect(egressFacts.parse(facts)).toEqual(facts);
    expect(brief(facts)).toEqual(expected);
  });

  it.each(otherKinds)('%s without a mask is at most worth a note', (kind, code) => {
    const expected = code === undefined ? [] : [`note ${code} Source`];
    expect(brief(obs([input('Source', { kind }), scenes('Source')]))).toEqual(expected);
  });

  it.each([
    'v4l2_input',
    'dshow_input',
    'av_capture_input',
    'macos-avcapture',
    'pipewire-camera-source',
    'decklink-input',
    'ndi_source',
  ])('%s is a camera', (kind) => {
    expect(brief(obs([input('Cam', { kind }), scenes('Cam')]))).toEqual([
      'raw camera_unmasked Cam',
    ]);
  });

  it('leaves a source without a picture alone', () => {
    const sound = input('Sound', { kind: 'acme_sound', hasVideo: false });
    expect(brief(obs([sound, scenes('Sound')]))).toEqual([]);
  });

  it('says each finding in whole sentences', () => {
    for (const [, facts] of rows) {
      for (const found of findEgress(facts)) {
        expect(finding.parse(found)).toEqual(found);
        for (const sentence of [found.what, found.advice]) {
          expect(sentence).toMatch(/^["A-Z].*[.]$/);
          expect(sentence).not.toMatch(/undefined|null|\.\.|, ,/);
        }
      }
    }
  });

  it('names the scene that OBS shows first', () => {
    const facts = obs([bare, scene('A', ['Cam']), scene('B', ['Cam'])], { programScene: 'B' });
    expect(findEgress(facts)[0]?.what).toBe(
      '"Cam" is shown without a mask in the scenes "B" and "A" ("B" is OBS\'s output now).',
    );
  });
});
