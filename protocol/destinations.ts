// Extra platforms that the plugin streams to beside OBS's own stream, sharing its encoders. Keys travel one way: into
// SetDestination, and nowhere else.

import { z } from 'zod';
import { destinationErrors, destinationPlatforms, destinationStates, limit } from './names.ts';

const count = z.number().int().nonnegative();
const idText = z.string().min(1).max(64);

/** RTMP, RTMPS or SRT; what is secret in an address (user, password, everything after `?`) is refused in it. */
export const serverUrl = z.string().max(limit.serverBytesMax);

/** Goes to OBS and is never told again. */
export const streamKey = z.string().max(limit.streamKeyBytesMax);

export const destination = z.object({
  destination_id: z.string(),
  name: z.string(),
  platform: z.enum(destinationPlatforms),
  /** Empty: the platform's own. */
  server: z.string(),
  /** A key was entered since OBS has started; the key itself is told to nobody. */
  has_key: z.boolean(),
  /** Starts with OBS's stream. */
  is_enabled: z.boolean(),
  state: z.enum(destinationStates),
  /** Of the last two seconds. */
  bitrate_kbps: z.number().nonnegative(),
  duration_ms: z.number().nonnegative(),
  frames_total: count,
  frames_dropped: count,
  /** 0 to 1: how full the way to the server is. */
  congestion: z.number().min(0).max(1),
  /** Connections lost and made again since it was started. */
  reconnects: count,
  /** Why it failed or reconnects; empty while all is well. */
  error_code: z.union([z.enum(destinationErrors), z.literal('')]),
  error_message: z.string(),
});
export type Destination = z.infer<typeof destination>;

export const destinationList = z.object({ destinations: z.array(destination) });
export const oneDestination = z.object({ destination });

export const destinationId = z.strictObject({ destination_id: idText });

export const setDestination = z.strictObject({
  /** Left out: a new one. */
  destination_id: idText.optional(),
  /** What is left out stays as it is; a new one needs name and platform. */
  name: z.string().min(1).max(limit.destinationNameBytesMax).optional(),
  platform: z.enum(destinationPlatforms).optional(),
  /** Empty: the platform's own. `custom` needs one. Another platform or server forgets the key. */
  server: serverUrl.optional(),
  /** Empty: forget it. */
  key: streamKey.optional(),
  is_enabled: z.boolean().optional(),
});
