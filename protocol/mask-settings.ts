// A mask's settings as others may read and write them. The plugin's own check of what it is sent
// (setting_specs in names.gen.h) is generated from this schema.

import { z } from 'zod';
import { maskTypes } from './mask-types.ts';
import { audioDelays, coverStyles, goLiveGuards, limit, maskModes } from './names.ts';

/** OBS's colours: 0xAABBGGRR. */
const color = z.number().int().min(0).max(0xffffffff);

export const maskSettings = z.strictObject({
  mask_type: z.enum(maskTypes),
  /** Percent. */
  intensity: z.number().int().min(limit.intensityMin).max(limit.intensityMax),
  mask_color: color,
  mode: z.enum(maskModes),
  look_ahead_ms: z.number().int().min(limit.lookAheadMsMin).max(limit.lookAheadMsMax),
  cover_style: z.enum(coverStyles),
  cover_color: color,
  /** A picture file's path; empty for none. */
  cover_image: z.string().max(limit.pathBytesMax),
  go_live_guard: z.enum(goLiveGuards),
  delay_audio: z.enum(audioDelays),
});
export type MaskSettings = z.infer<typeof maskSettings>;
export type MaskSettingKey = keyof MaskSettings;

/** Some of them; the rest stays as it is. */
export const someMaskSettings = maskSettings.partial();
export type SomeMaskSettings = z.infer<typeof someMaskSettings>;
