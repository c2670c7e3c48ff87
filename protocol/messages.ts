// The control channel's messages: JSON text, one message a packet, over the Unix socket that also
// carries the mapping's descriptors. Parsed once, here, by the daemon; the filter reads the
// same fields through obs_data.

import { z } from 'zod';
import { coverReasons, limit, maskModes, maskTypes, refuseCodes } from './names.ts';

const protocol = z.object({ major: z.number().int(), minor: z.number().int() });

/** What the daemon needs of a filter's settings; the rest never leaves OBS. */
export const streamSettings = z.object({
  mask_type: z.enum(maskTypes),
  intensity: z.number().int().min(limit.intensityMin).max(limit.intensityMax),
  /** 0xAABBGGRR */
  mask_color: z.number().int().min(0).max(0xffffffff),
  mode: z.enum(maskModes),
  look_ahead_ms: z.number().int().min(0).max(limit.lookAheadMsMax),
});
export type StreamSettings = z.infer<typeof streamSettings>;

export const quantiles = z.object({
  p50: z.number().nonnegative(),
  p99: z.number().nonnegative(),
  n: z.number().int().nonnegative(),
});
export type Quantiles = z.infer<typeof quantiles>;

/** masked + repeated + extrapolated + covered = drawn, always. */
export const frameCounts = z.object({
  masked: z.number().int().nonnegative(),
  repeated: z.number().int().nonnegative(),
  extrapolated: z.number().int().nonnegative(),
  covered: z.number().int().nonnegative(),
  drawn: z.number().int().nonnegative(),
});
export type FrameCounts = z.infer<typeof frameCounts>;

export const fromFilter = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('filter.hello'),
    protocol,
    plugin_version: z.string().max(64),
    filter_uuid: z.string().min(1).max(128),
    filter_name: z.string().max(512),
    source_name: z.string().max(512),
    obs_version: z.string().max(64),
    settings: streamSettings,
  }),
  z.object({ type: z.literal('filter.settings'), settings: streamSettings }),
  z.object({
    type: z.literal('filter.stats'),
    frames: frameCounts,
    cover_reason: z.enum(coverReasons),
  }),
]);
export type FromFilter = z.infer<typeof fromFilter>;

export const streamStates = ['warming', 'running', 'failed'] as const;

/** How often a stream is looked at by further passes; what comes later finds new faces later. */
export const qualitySteps = ['full', 'fewer_looks', 'few_looks'] as const;
export type QualityStep = (typeof qualitySteps)[number];

export const toFilter = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('daemon.welcome'),
    protocol,
    daemon_version: z.string(),
    pid: z.number().int(),
    provider: z.string(),
  }),
  z.object({
    type: z.literal('daemon.refuse'),
    code: z.enum(refuseCodes),
    message: z.string(),
  }),
  z.object({
    /** Sent every heartbeat: the proof of life as well as the figures. */
    type: z.literal('stream.status'),
    state: z.enum(streamStates),
    /** Empty while all is well. */
    code: z.string(),
    message: z.string(),
    provider: z.string(),
    faces: z.number().int().nonnegative(),
    /** Distinct confirmed tracks since the stream began. */
    faces_masked: z.number().int().nonnegative(),
    analysed: z.number().int().nonnegative(),
    /** Of those: they showed what the frame before them showed, and were not computed again. */
    unchanged: z.number().int().nonnegative(),
    skipped: z.number().int().nonnegative(),
    frame_to_mask_ms: quantiles,
    detect_ms: quantiles,
    paint_ms: quantiles,
    quality_step: z.enum(qualitySteps),
    /** Why it is not the full one: a sentence with what was measured; empty at the full one. */
    quality_reason: z.string(),
    rss_mb: z.number().nonnegative(),
  }),
  z.object({
    /** Pictures of what is put out, at most so many a second; 0: none. Counts for `limit.previewLeaseMs`. */
    type: z.literal('stream.preview'),
    fps: z.number().int().min(0).max(limit.previewFpsMax),
  }),
]);
export type ToFilter = z.infer<typeof toFilter>;
