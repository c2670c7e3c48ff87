// Filters beside the mask, and how the mask is set: one row for each.

import { describe, it } from 'vitest';
import { privateCameraId } from '../../protocol/names.ts';
import {
  expectFindings,
  filter,
  guard,
  input,
  main,
  mask,
  obs,
  type Row,
  scene,
} from './invented-obs.ts';

const rows: Row[] = [
  [
    'a sending filter before the mask',
    obs([input('Cam', { filters: [filter('ndi_filter'), mask()] }), main('Cam')]),
    ['raw filter_sends_unmasked ndi_filter'],
  ],
  [
    'a sending filter after the mask',
    obs([input('Cam', { filters: [mask(), filter('ndi_filter')] }), main('Cam')]),
    [],
  ],
  [
    'a sending filter before the mask, switched off',
    obs([
      input('Cam', { filters: [{ ...filter('ndi_filter'), isEnabled: false }, mask()] }),
      main('Cam'),
    ]),
    [],
  ],
  [
    'a sending filter before the mask, its plugin gone',
    obs([input('Cam', { filters: [filter('ndi_filter'), mask()] }), main('Cam')], {
      loadedFilterKinds: ['crop_filter'],
    }),
    ['risk filter_may_send_unmasked ndi_filter'],
  ],
  [
    'an unknown filter that sounds like sending',
    obs([input('Cam', { filters: [filter('acme_stream_filter'), mask()] }), main('Cam')]),
    ['raw filter_sends_unmasked acme_stream_filter'],
  ],
  [
    'a filter that takes frames from the device, wherever it stands',
    obs([input('Cam', { filters: [mask(), filter('teleport-filter')] }), main('Cam')]),
    ['raw filter_sends_unmasked teleport-filter'],
  ],
  [
    'a filter that records the finished picture, before the mask',
    obs([input('Cam', { filters: [filter('source_record_filter'), mask()] }), main('Cam')]),
    ['risk filter_may_send_unmasked source_record_filter'],
  ],
  [
    'the same where it is set to take its own input',
    obs([
      input('Cam', {
        filters: [{ ...filter('osi_branch_output'), takesOwnInput: true }, mask()],
      }),
      main('Cam'),
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
    obs([input('Cam', { filters: [filter('crop_filter', 'Crop'), mask()] }), main('Cam')]),
    ['note filter_before_mask Crop'],
  ],
  [
    'a sound filter before the mask',
    obs([input('Cam', { filters: [filter('gain_filter'), mask()] }), main('Cam')]),
    [],
  ],
  [
    'a filter that uses a scene with its own source in it',
    obs([
      input('Cam', { filters: [mask(), { ...filter('acme_mask'), namedSources: ['Main'] }] }),
      main('Cam'),
    ]),
    ['risk filter_draws_own_source acme_mask'],
  ],
  [
    'a filter that uses another source',
    obs([
      input('Cam', { filters: [mask(), { ...filter('acme_mask'), namedSources: ['Shape'] }] }),
      input('Shape', { kind: 'image_source' }),
      main('Cam'),
    ]),
    [],
  ],
  [
    'live mode',
    obs([input('Cam', { filters: [mask({ mode: 'live' })] }), main('Cam')]),
    ['risk live_mode Cam'],
  ],
  [
    'live mode in a private camera',
    obs([
      input('Private', { kind: privateCameraId, mask: { ...guard, mode: 'live' } }),
      main('Private'),
    ]),
    ['risk live_mode Private'],
  ],
  [
    'exact mode',
    obs([input('Cam', { filters: [mask({ mode: 'exact' })] }), main('Cam')]),
    ['note exact_mode Cam'],
  ],
  [
    'a short look-ahead',
    obs([input('Cam', { filters: [mask({ lookAheadMs: 100 })] }), main('Cam')]),
    ['note short_look_ahead Cam'],
  ],
  [
    'no go-live guard',
    obs([input('Cam', { filters: [mask({ goLiveGuard: 'off' })] }), main('Cam')]),
    ['note go_live_guard_off Cam'],
  ],
  [
    'a source that its streamer has covered',
    obs([input('Cam', { filters: [mask({ isCovered: true })] }), main('Cam')]),
    ['note covered_by_user Cam'],
  ],
  [
    'a private camera with a recording filter on the camera inside',
    obs([
      input('Private', {
        kind: privateCameraId,
        mask: guard,
        innerFilters: [filter('source_record_filter'), filter('crop_filter')],
      }),
      main('Private'),
    ]),
    ['raw filter_sends_unmasked source_record_filter'],
  ],
  [
    'the weakest mask',
    obs([input('Cam', { filters: [mask({ intensity: 10 })] }), main('Cam')]),
    ['note weak_mask Cam'],
  ],
];

describe('filters and settings', () => {
  it.each(rows)('%s', (...row) => expectFindings(row));
});
