// What obs-websocket answers and tells, as far as outputs need it.

import { z } from 'zod';

const count = z.number().nonnegative().catch(0);

export const streamStatus = z.object({
  outputActive: z.boolean(),
  outputReconnecting: z.boolean().catch(false),
  outputDuration: count,
  outputCongestion: z.number().min(0).max(1).catch(0),
  outputBytes: count,
  outputSkippedFrames: count,
  outputTotalFrames: count,
});
export type StreamStatus = z.infer<typeof streamStatus>;

export const recordStatus = z.object({
  outputActive: z.boolean(),
  outputPaused: z.boolean().catch(false),
  outputDuration: count,
  outputBytes: count,
});
export type RecordStatus = z.infer<typeof recordStatus>;

export const activeStatus = z.object({ outputActive: z.boolean() });

export const videoSettings = z.object({
  baseWidth: z.number(),
  baseHeight: z.number(),
  outputWidth: z.number(),
  outputHeight: z.number(),
  fpsNumerator: z.number().positive(),
  fpsDenominator: z.number().positive(),
});
export type VideoSettings = z.infer<typeof videoSettings>;

export const profileParameter = z.object({
  parameterValue: z.string().nullable().catch(null),
  defaultParameterValue: z.string().nullable().catch(null),
});

/** Handled with care: the key is in it. */
export const serviceReply = z.object({
  streamServiceType: z.string().catch(''),
  streamServiceSettings: z
    .object({
      service: z.string().catch(''),
      server: z.string().catch(''),
      key: z.string().catch(''),
      bearer_token: z.string().catch(''),
    })
    .catch({ service: '', server: '', key: '', bearer_token: '' }),
});

export const outputEvent = z.object({
  outputActive: z.boolean().catch(false),
  /** Empty for the virtual camera of early versions. */
  outputState: z.string().catch(''),
});
export type OutputEvent = z.infer<typeof outputEvent>;

export const vendorEventMessage = z.object({
  vendorName: z.string(),
  eventType: z.string(),
  eventData: z.unknown(),
});
