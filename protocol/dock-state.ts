// What the control server tells every page: one snapshot of all that can be seen and steered. Sent whole, so that a page
// that missed some has missed nothing.

import { z } from 'zod';
import { finding } from './findings.ts';
import { guardianReport, maskInfo } from './mask-info.ts';
import { frameCounts, qualitySteps, quantiles, streamStates } from './messages.ts';
import { coverReasons, maskStates as pluginMaskStates } from './names.ts';
import { outputsState } from './outputs.ts';
import { preset } from './presets.ts';
import { maskableSource } from './requests.ts';

export { type MaskSettings, maskSettings } from './mask-settings.ts';

const count = z.number().int().nonnegative();

/** One word on whether the stream is safe; the colour follows from it. */
export const safetyLevels = ['safe', 'attention', 'unsafe', 'unknown'] as const;
export type SafetyLevel = (typeof safetyLevels)[number];

/** Why; the first that holds counts. */
export const safetyCodes = [
  'plugin_refused',
  'obs_missing',
  'obs_silent',
  'panic',
  'canvas_covered',
  'mask_disabled',
  'mask_lost',
  'egress_raw',
  'no_mask',
  'daemon_failed',
  'mask_unhealthy',
  'mask_covered',
  'mask_starting',
  'live_mode',
  'egress_risk',
  'user_covered',
  'all_masked',
] as const;
export type SafetyCode = (typeof safetyCodes)[number];

export const safety = z.object({
  level: z.enum(safetyLevels),
  code: z.enum(safetyCodes),
  /** For the streamer, one sentence. */
  sentence: z.string(),
  /** The source it is about; empty where it is about all. */
  source_name: z.string(),
});
export type Safety = z.infer<typeof safety>;

/** `unknown`: OBS has not said yet. */
export const maskStates = [...pluginMaskStates, 'unknown'] as const;

/** Figures of one mask, new twice a second. */
export const maskStats = z.object({
  filter_uuid: z.string(),
  /** Frames that the filter drew, a second. */
  fps: z.number().nonnegative(),
  /** Faces in the newest frame, as far as known. */
  faces: count,
  /** Distinct faces so far. */
  faces_masked: count,
  /** Analyses of the daemon so far; of those, the ones whose picture was that of the frame before. */
  analysed: count,
  unchanged: count,
  /** Frames between analyses, which were interpolated. */
  skipped: count,
  frames: frameCounts,
  frame_to_mask_ms: quantiles,
  detect_ms: quantiles,
  paint_ms: quantiles,
  /** How often the daemon looks: 1 is at every frame, 3 at every third. */
  frames_per_analysis: z.number().nonnegative(),
});
export type MaskStats = z.infer<typeof maskStats>;

export const maskState = maskInfo.extend({
  state: z.enum(maskStates),
  /** Why it is covered; `none` while it is not. */
  reason: z.enum(coverReasons),
  /** The source's, pixels; 0: not known yet. */
  width: count,
  height: count,
  /** How late the picture is. */
  delay_ms: z.number().nonnegative(),
  is_look_ahead_shortened: z.boolean(),
  /** The daemon's stream for it; null while there is none. */
  stream: z
    .object({
      state: z.enum(streamStates),
      /** Empty while all is well. */
      code: z.string(),
      message: z.string(),
      provider: z.string(),
      quality_step: z.enum(qualitySteps),
      /** A sentence; empty at the full step. */
      quality_reason: z.string(),
    })
    .nullable(),
  stats: maskStats,
});
export type MaskState = z.infer<typeof maskState>;

export const sourceState = maskableSource;
export type SourceState = z.infer<typeof sourceState>;

export const presetState = preset;
export type PresetState = z.infer<typeof presetState>;

export const guardianState = guardianReport;
export type GuardianState = z.infer<typeof guardianState>;

const problem = z.object({ code: z.string(), message: z.string() });

export const dockState = z.object({
  /** Grows with each snapshot. */
  revision: count,
  safety,
  daemon: z.object({
    version: z.string(),
    pid: z.number().int(),
    /** ISO 8601. */
    started_at: z.string(),
    uptime_s: z.number().nonnegative(),
    /** Empty while the detectors are being loaded. */
    provider: z.string(),
    /** Providers that were wanted more and are not to be had here. */
    refused_providers: z.array(z.object({ provider: z.string(), reason: z.string() })),
    /** What looks at every frame: the name of a model of the user's, or of a built-in one; empty as above. */
    model: z.string(),
    /** The model that the user chose and that can't be used, so that a built-in one is. */
    refused_model: z.object({ name: z.string(), reason: z.string() }).nullable(),
    rss_mb: z.number().nonnegative(),
    /** Pages and programs that are connected now. */
    connections: count,
  }),
  obs: z.object({
    is_connected: z.boolean(),
    /** Of the OBS that is steered; empty and 0 while none is connected. */
    plugin_version: z.string(),
    obs_version: z.string(),
    pid: count,
    /** Further OBS processes that are connected, and not steered. */
    others: count,
    problem: problem.nullable(),
  }),
  masks: z.array(maskState),
  sources: z.array(sourceState),
  presets: z.array(presetState),
  /** Null until OBS has told. */
  guardian: guardianState.nullable(),
  /** OBS's outputs and the further destinations; null until known. */
  outputs: outputsState.nullable(),
  /** The egress check: each way in which a raw frame could leave. */
  egress: z.object({
    /** ISO 8601; null: not checked yet. */
    checked_at: z.string().nullable(),
    is_running: z.boolean(),
    findings: z.array(finding),
    problem: problem.nullable(),
  }),
});
export type DockState = z.infer<typeof dockState>;
