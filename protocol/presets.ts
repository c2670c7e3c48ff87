// Presets: named settings, kept by the plugin in one file and carried between machines as text. The
// file and the text are the same thing.

import { z } from 'zod';
import { someMaskSettings } from './mask-settings.ts';
import { limit, presetFileType, presetFileVersion } from './names.ts';

const utf8 = new TextEncoder();

/** Printable, not empty, no space at either end. */
export const presetName = z
  .string()
  .min(1)
  .refine((text) => utf8.encode(text).length <= limit.presetNameBytesMax, 'too long')
  .refine((text) => !/^\s|\s$|\p{Cc}/u.test(text), 'spaces at an end, or control characters');

export const preset = z.object({ name: presetName, settings: someMaskSettings });
export type Preset = z.infer<typeof preset>;

export const presetFile = z.object({
  type: z.literal(presetFileType),
  version: z.literal(presetFileVersion),
  presets: z.array(preset).max(limit.presetsMax),
});
export type PresetFile = z.infer<typeof presetFile>;
