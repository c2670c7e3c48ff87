// Sources that are shown without a mask: one row for each way.

import { describe, expect, it } from 'vitest';
import { findEgress } from '../../control-server/src/egress/find-egress.ts';
import { privateCameraId } from '../../protocol/names.ts';
import {
  bareCam,
  brief,
  expectFindings,
  group,
  guard,
  input,
  main,
  mask,
  maskedCam,
  obs,
  offMask,
  type Row,
  scene,
} from './invented-obs.ts';

const file = { kind: 'ffmpeg_source', inputDigest: 'f' };

const rows: Row[] = [
  ['nothing at all', obs([]), []],
  ['a masked camera', obs([maskedCam, main('Cam')]), []],
  ['a bare camera', obs([bareCam, main('Cam')]), ['raw camera_unmasked Cam']],
  [
    'a bare camera in a group, in a nested scene',
    obs([bareCam, group('G', ['Cam']), scene('Inner', ['G']), main('Inner')]),
    ['raw camera_unmasked Cam'],
  ],
  [
    'a network camera in a media source',
    obs([input('IP', { kind: 'ffmpeg_source', isNetworkInput: true }), main('IP')]),
    ['raw camera_unmasked IP'],
  ],
  ['a bare camera behind a closed eye', obs([bareCam, main('-Cam')]), ['risk hidden_unmasked Cam']],
  [
    'a bare camera in a hidden group',
    obs([bareCam, group('G', ['Cam']), main('-G')]),
    ['risk hidden_unmasked Cam'],
  ],
  ['a bare camera in no scene', obs([bareCam, main()]), ['note unused_unmasked Cam']],
  [
    'a mask that is switched off',
    obs([input('Cam', { filters: [offMask()] }), main('Cam')]),
    ['raw mask_filter_off Cam'],
  ],
  [
    'one mask off, another on',
    obs([input('Cam', { filters: [offMask(), mask()] }), main('Cam')]),
    [],
  ],
  [
    'a mask off on a source of any kind',
    obs([input('Clip', { kind: 'ffmpeg_source', filters: [offMask()] }), main('Clip')]),
    ['raw mask_filter_off Clip'],
  ],
  [
    'a scene whose mask is off',
    obs([bareCam, scene('Main', ['Cam'], { filters: [offMask()] })]),
    ['raw mask_filter_off Main'],
  ],
  [
    'a scene whose mask is off, with nothing bare in it',
    obs([maskedCam, scene('Main', ['Cam'], { filters: [offMask()] })]),
    [],
  ],
  [
    'the same device in a bare source',
    obs([
      input('Cam', { inputDigest: 'd', filters: [mask()] }),
      input('Cam 2', { inputDigest: 'd' }),
      main('Cam', 'Cam 2'),
    ]),
    ['raw same_input_unmasked Cam 2'],
  ],
  [
    'the same file in a bare source',
    obs([input('A', { ...file, filters: [mask()] }), input('B', file), main('A', 'B')]),
    ['raw same_input_unmasked B'],
  ],
  [
    'a mask on the scene only',
    obs([bareCam, scene('Main', ['Cam'], { filters: [mask()] })]),
    ['note masked_by_scene_only Cam'],
  ],
  [
    'a mask on the scene only, and a transition that draws its sources by themselves',
    obs([bareCam, scene('Main', ['Cam'], { filters: [mask()] })], { moveTransitions: ['Slide'] }),
    ['risk masked_by_scene_only Cam'],
  ],
  [
    'a mask on one of two scenes',
    obs([bareCam, scene('Main', ['Cam'], { filters: [mask()] }), scene('Other', ['Cam'])]),
    ['raw masked_in_other_scene_only Cam'],
  ],
  [
    'a mask on the outer scene, the inner one in the list too',
    obs([bareCam, scene('Inner', ['Cam']), scene('Main', ['Inner'], { filters: [mask()] })]),
    ['raw masked_in_other_scene_only Cam'],
  ],
  [
    'a masked group',
    obs([bareCam, group('G', ['Cam'], { filters: [mask()] }), main('G')]),
    ['note masked_by_scene_only Cam'],
  ],
  [
    'a clone of a masked camera',
    obs([
      maskedCam,
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: false }] }),
      main('Cam', 'Clone'),
    ]),
    [],
  ],
  [
    'a clone of a camera that only its scene masks',
    obs([
      bareCam,
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
      main('Cam', 'Clone'),
    ]),
    ['raw clone_skips_filters Clone'],
  ],
  [
    'a clone without filters of a camera, where the plugin ignores that',
    obs([
      maskedCam,
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Cam', skipsFilters: true }] }),
      main('Cam', 'Clone'),
    ]),
    ['risk clone_skips_filters Clone'],
  ],
  [
    'a clone without filters of a private camera, whose mask is no filter',
    obs([
      input('Private', { kind: privateCameraId }),
      input('Clone', { kind: 'source-clone', draws: [{ source: 'Private', skipsFilters: true }] }),
      main('Clone'),
    ]),
    [],
  ],
  [
    'a private camera that wraps a camera',
    obs([bareCam, input('Private', { kind: privateCameraId, wraps: 'Cam' }), main('Private')]),
    [],
  ],
  [
    'a wrapped camera that is shown as well',
    obs([
      bareCam,
      input('Private', { kind: privateCameraId, wraps: 'Cam' }),
      main('Private', 'Cam'),
    ]),
    ['raw wrapped_source_unmasked Cam'],
  ],
  [
    'the device of a private camera in a bare source',
    obs([
      input('Private', { kind: privateCameraId, mask: guard, inputDigest: 'd' }),
      input('Cam', { inputDigest: 'd' }),
      main('Private', 'Cam'),
    ]),
    ['raw same_input_unmasked Cam'],
  ],
  [
    'a wrapped source of any kind that is shown as well',
    obs([
      input('Clip', { kind: 'ffmpeg_source' }),
      input('Private', { kind: privateCameraId, wraps: 'Clip' }),
      main('Private', 'Clip'),
    ]),
    ['raw wrapped_source_unmasked Clip'],
  ],
  [
    'scenes that hold each other',
    obs([bareCam, scene('A', ['B', 'Cam']), scene('B', ['A'])]),
    ['raw camera_unmasked Cam'],
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

describe('sources without a mask', () => {
  it.each(rows)('%s', (...row) => expectFindings(row));

  it.each(otherKinds)('%s without a mask is at most worth a note', (kind, code) => {
    const expected = code === undefined ? [] : [`note ${code} Source`];
    expect(brief(obs([input('Source', { kind }), main('Source')]))).toEqual(expected);
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
    expect(brief(obs([input('Cam', { kind }), main('Cam')]))).toEqual(['raw camera_unmasked Cam']);
  });

  it('leaves a source without a picture alone', () => {
    const sound = input('Sound', { kind: 'acme_sound', hasVideo: false });
    expect(brief(obs([sound, main('Sound')]))).toEqual([]);
  });

  it('names the scene that OBS shows first', () => {
    const facts = obs([bareCam, scene('A', ['Cam']), scene('B', ['Cam'])], { programScene: 'B' });
    expect(findEgress(facts)[0]?.what).toBe(
      '"Cam" is shown without a mask in the scenes "B" and "A" ("B" is OBS\'s output now).',
    );
  });
});
