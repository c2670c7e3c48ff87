// One way in which a raw frame could leave OBS: what it is, and what to do about it.

import { z } from 'zod';

/**
 * raw: a face is shown unmasked when this source, scene or output is used. risk: the promise is weaker than it looks,
 * or one step away from raw. note: worth knowing.
 */
export const severities = ['raw', 'risk', 'note'] as const;
export type Severity = (typeof severities)[number];

/** Stable. */
export const findingCodes = [
  'safe_mode',
  'plugin_not_loaded',
  'plugin_not_installed',
  'plugin_disabled',
  'mask_filter_off',
  'wrapped_source_unmasked',
  'same_input_unmasked',
  'masked_in_other_scene_only',
  'clone_unmasked',
  'clone_skips_filters',
  'camera_unmasked',
  'filter_sends_unmasked',
  'virtual_camera_unmasked',
  'hidden_unmasked',
  'filter_may_send_unmasked',
  'filter_draws_own_source',
  'virtual_camera_shows_preview',
  'screenshot_hotkey_unmasked',
  'live_mode',
  'websocket_without_password',
  'safe_mode_offered',
  'obs_not_asked',
  'exact_mode',
  'short_look_ahead',
  'weak_mask',
  'go_live_guard_off',
  'covered_by_user',
  'filter_before_mask',
  'masked_by_scene_only',
  'unused_unmasked',
  'screen_unmasked',
  'browser_unmasked',
  'media_unmasked',
  'feed_unmasked',
  'unknown_kind_unmasked',
  'projector_unmasked',
  'preview_unmasked',
  'multiview_unmasked',
  'replay_buffer',
  'websocket_may_unmask',
  'page_controls_obs',
  'scripts_run',
  'other_collection_unmasked',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export const finding = z.object({
  severity: z.enum(severities),
  code: z.enum(findingCodes),
  /** The source, filter, scene or part of OBS that it is about. */
  subject: z.string(),
  /** One sentence: what leaves, and where. */
  what: z.string(),
  /** One sentence: what to do about it. */
  advice: z.string(),
});
export type Finding = z.infer<typeof finding>;
