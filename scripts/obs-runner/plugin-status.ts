// The reply to the vendor request GetStatus, as far as anything here reads it.

import { z } from 'zod';
import { frameCounts, type Quantiles } from '../../protocol/messages.ts';
import {
  canvasCoverReasons,
  goLiveGuards,
  liveOutputs,
  maskCarriers,
} from '../../protocol/names.ts';

const quantiles = z.object({
  p50: z.number(),
  p99: z.number(),
  n: z.number(),
}) satisfies z.ZodType<Quantiles>;

/** Absent, or empty, until the daemon has spoken. */
const daemonStatus = z
  .object({
    state: z.string(),
    provider: z.string(),
    faces: z.number(),
    faces_masked: z.number(),
    analysed: z.number(),
    skipped: z.number(),
    frame_to_mask_ms: quantiles,
    detect_ms: quantiles,
    paint_ms: quantiles,
    rss_mb: z.number(),
  })
  .partial();

const unhealthyMask = z.object({
  source_name: z.string(),
  filter_name: z.string(),
  state: z.enum(['disabled', 'covered', 'removed']),
  reason: z.string(),
  go_live_guard: z.enum(goLiveGuards),
});

const guardian = z.object({
  is_panicked: z.boolean(),
  cover_up: z.boolean(),
  cover_reason: z.enum(canvasCoverReasons),
  message: z.string(),
  live: z.array(z.object({ output: z.enum(liveOutputs), is_being_stopped: z.boolean() })),
  unhealthy: z.array(unhealthyMask),
});
export type GuardianStatus = z.infer<typeof guardian>;

export const pluginStatus = z.object({
  plugin_version: z.string(),
  guardian,
  filters: z.array(
    z.object({
      kind: z.enum(maskCarriers),
      filter_name: z.string(),
      source_name: z.string(),
      mode: z.string(),
      mask_type: z.string(),
      intensity: z.number(),
      state: z.string(),
      reason: z.string(),
      go_live_guard: z.enum(goLiveGuards),
      frames: frameCounts,
      delay_frames: z.number(),
      /** How late the picture is, and the sound with it. */
      delay_ms: z.number(),
      graphics_cpu_ms: quantiles.optional(),
      graphics_total_cpu_ms: quantiles.optional(),
      /** The longest gap between two ticks of OBS's graphics thread: of ten seconds, of the last two. */
      tick_gap_ms_max: z.number().optional(),
      tick_gap_ms_recent: z.number().optional(),
      /** 0 until a daemon has answered. */
      daemon_pid: z.number().optional(),
      /** To a daemon, so far. */
      connections: z.number().optional(),
      width: z.number().optional(),
      channel_code: z.string().optional(),
      daemon: daemonStatus.optional(),
    }),
  ),
});
export type PluginStatus = z.infer<typeof pluginStatus>;
export type FilterStatus = PluginStatus['filters'][number];
