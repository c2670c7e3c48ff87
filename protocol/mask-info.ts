// What a mask is and how it is doing, as requests, replies and events say it. snake_case, because OBS's
// own settings and obs-websocket's vendors spell it so.

import { z } from 'zod';
import { maskSettings } from './mask-settings.ts';
import { maskTypes } from './mask-types.ts';
import { frameCounts, quantiles } from './messages.ts';
import {
  canvasCoverReasons,
  coverReasons,
  goLiveGuards,
  limit,
  liveOutputs,
  maskCarriers,
  maskModes,
  maskStates,
} from './names.ts';

const count = z.number().int().nonnegative();
const name = z.string().max(limit.nameBytesMax);

/** Which mask: by its id, or by the source it sits on and, where there are several, by its own name. */
export const maskId = z.strictObject({
  /** Given anew each time that OBS starts. */
  filter_uuid: z.string().min(1).max(128).optional(),
  source_name: name.min(1).optional(),
  filter_name: name.min(1).optional(),
});
export type MaskId = z.infer<typeof maskId>;

const maskNames = z.object({
  filter_uuid: z.string(),
  /** Of the filter; of a Private Camera, the source itself. */
  filter_name: z.string(),
  /** Empty for a filter that sits nowhere. */
  source_name: z.string(),
});

export const maskInfo = maskNames.extend({
  kind: z.enum(maskCarriers),
  /** False: the filter is switched off in OBS, and its source is shown as it is. */
  is_enabled: z.boolean(),
  /** The streamer's own, deliberate cover of this source. */
  is_covered: z.boolean(),
  settings: z.object(maskSettings.shape),
});
export type MaskInfo = z.infer<typeof maskInfo>;

export const maskState = maskNames.extend({
  state: z.enum(maskStates),
  /** Why it is covered; 'none' where it is not. */
  reason: z.enum(coverReasons),
  is_enabled: z.boolean(),
  is_covered: z.boolean(),
});
export type MaskState = z.infer<typeof maskState>;

/** What the daemon said last; absent, or empty, until it has spoken. */
export const daemonFigures = z
  .object({
    state: z.string(),
    code: z.string(),
    message: z.string(),
    provider: z.string(),
    faces: count,
    faces_masked: count,
    analysed: count,
    unchanged: count,
    skipped: count,
    frame_to_mask_ms: quantiles,
    detect_ms: quantiles,
    paint_ms: quantiles,
    quality_step: z.string(),
    quality_reason: z.string(),
    rss_mb: z.number(),
  })
  .partial();

/** A mask in GetStatus. */
export const maskReport = maskNames.extend({
  kind: z.enum(maskCarriers),
  mask_type: z.enum(maskTypes),
  intensity: z.number().int(),
  mode: z.enum(maskModes),
  look_ahead_ms: z.number().int(),
  go_live_guard: z.enum(goLiveGuards),
  enabled: z.boolean(),
  is_covered: z.boolean(),
  state: z.enum(maskStates),
  reason: z.enum(coverReasons),
  width: count,
  height: count,
  delay_frames: count,
  /** How late the picture is, and the sound with it. */
  delay_ms: count,
  look_ahead_frames: count,
  look_ahead_shortened: z.boolean(),
  frames: frameCounts,
  graphics_cpu_ms: quantiles,
  graphics_total_cpu_ms: quantiles,
  /** The longest gap between two ticks of OBS's graphics thread: of ten seconds, of the last two. */
  tick_gap_ms_max: z.number(),
  tick_gap_ms_recent: z.number(),
  channel_state: z.string(),
  channel_code: z.string(),
  channel_message: z.string(),
  /** 0 until a daemon has answered. */
  daemon_pid: z.number().int(),
  /** To a daemon, so far. */
  connections: count,
  daemon_version: z.string(),
  daemon: daemonFigures.optional(),
});
export type MaskReport = z.infer<typeof maskReport>;

const unhealthyMask = maskNames.extend({
  state: z.enum(['disabled', 'covered', 'removed']),
  reason: z.enum(coverReasons),
  go_live_guard: z.enum(goLiveGuards),
});
export type UnhealthyMask = z.infer<typeof unhealthyMask>;

export const guardianReport = z.object({
  is_panicked: z.boolean(),
  cover_up: z.boolean(),
  cover_reason: z.enum(canvasCoverReasons),
  message: z.string(),
  live: z.array(z.object({ output: z.enum(liveOutputs), is_being_stopped: z.boolean() })),
  unhealthy: z.array(unhealthyMask),
});
export type GuardianReport = z.infer<typeof guardianReport>;

/** A mask in GetStats: the figures of GetStatus that move. */
export const maskStats = maskState.extend({
  /** In view now; 0 while no daemon is there. */
  faces: count,
  faces_masked: count,
  analysed: count,
  /** Of those: they showed what the frame before them showed. */
  unchanged: count,
  skipped: count,
  frames: frameCounts,
  delay_ms: count,
  frame_to_mask_ms: quantiles,
  detect_ms: quantiles,
  paint_ms: quantiles,
  graphics_cpu_ms: quantiles,
  graphics_total_cpu_ms: quantiles,
  tick_gap_ms_max: z.number(),
});
export type MaskStats = z.infer<typeof maskStats>;

export { unhealthyMask };
