// The plugin link: newline-delimited compact JSON over the Unix stream socket `control.sock`, one
// connection per OBS process. The plugin speaks first; either side drops a peer that breaks a rule.

import { z } from 'zod';
import { limit, linkRefuseCodes, requestErrors } from './names.ts';

const protocol = z.object({ major: z.number().int(), minor: z.number().int() });
const data = z.record(z.string(), z.unknown());
const requestId = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const messageName = z.string().min(1).max(64);

export const fromPlugin = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('plugin.hello'),
    protocol,
    plugin_version: z.string().max(64),
    obs_version: z.string().max(64),
    pid: z.number().int().positive(),
  }),
  /** `data` is checked further by the schema of the request that it answers. */
  z.discriminatedUnion('ok', [
    z.object({ type: z.literal('reply'), id: requestId, ok: z.literal(true), data }),
    z.object({
      type: z.literal('reply'),
      id: requestId,
      ok: z.literal(false),
      code: z.enum(requestErrors),
      message: z.string().max(1024),
    }),
  ]),
  z.object({ type: z.literal('event'), event: messageName, data }),
]);
export type FromPlugin = z.infer<typeof fromPlugin>;

export const toPlugin = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('daemon.welcome'),
    protocol,
    daemon_version: z.string().max(64),
    pid: z.number().int().positive(),
  }),
  z.object({
    type: z.literal('daemon.refuse'),
    code: z.enum(linkRefuseCodes),
    message: z.string().max(1024),
  }),
  z.object({ type: z.literal('request'), id: requestId, request: messageName, data }),
]);
export type ToPlugin = z.infer<typeof toPlugin>;

/** Of one message, its newline included. */
export const linkMessageBytesMax = limit.linkMessageBytesMax;
