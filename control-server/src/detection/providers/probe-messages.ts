// What the daemon and the child process that tries a provider tell each other.

import { z } from 'zod';

export interface ProbeOrder {
  readonly provider: string;
  readonly modelFolder: string;
  readonly threads: number;
}

export const probeOrder = z.object({
  provider: z.string(),
  modelFolder: z.string(),
  threads: z.number().int().positive(),
}) satisfies z.ZodType<ProbeOrder>;

export const probeReply = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('measured'),
    /** Of the main pass, the middle of several runs, milliseconds. */
    cpuMs: z.number().nonnegative(),
    providerMs: z.number().nonnegative(),
    /** Of all outputs of all built models; see `outputTolerance`. Null: some are no numbers. */
    worstError: z.number().nonnegative().nullable(),
  }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
export type ProbeReply = z.infer<typeof probeReply>;

/** How a probe ended. */
export type ProbeEnd =
  | ProbeReply
  /** The process ended without a word. */
  | { readonly type: 'crashed'; readonly how: string }
  | { readonly type: 'hung'; readonly afterMs: number };
