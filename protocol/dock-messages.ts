// The WebSocket between the control server and its pages: JSON text, one message a frame; pictures are binary
// (preview-frame.ts). First comes the login (dock-login.ts), then what the page wants to watch.

import { z } from 'zod';
import { dockState, maskStats } from './dock-state.ts';
import { limit } from './names.ts';

export { dockProtocol } from './dock-login.ts';

export const dockLimit = {
  /** Of a page's message; presets travel in one. */
  messageBytesMax: limit.presetTextBytesMax + 64 * 1024,
  /** Pages and programs at once. */
  connectionsMax: 100,
  /** Snapshots are at least this far apart, milliseconds; the newest wins. */
  stateIntervalMs: 100,
  statsIntervalMs: 500,
  previewFpsMax: limit.previewFpsMax,
  /** For a page to log in. */
  loginMs: 5000,
} as const;

export const dockTopics = ['state', 'stats', 'events'] as const;
export type DockTopic = (typeof dockTopics)[number];

export const previewWatch = z.strictObject({
  filter_uuid: z.string().min(1).max(128),
  /** Only after the user asked to see it. */
  with_original: z.boolean(),
  /** Comes back in each picture's header: tells late pictures of an earlier wish apart. */
  tag: z.number().int().min(0).max(0xffffffff).default(0),
});
export type PreviewWatch = z.infer<typeof previewWatch>;

/** 32 bytes. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const fromDock = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    nonce: digest,
    /** For the log: which page or program this is. */
    client: z.string().max(64).optional(),
  }),
  z.strictObject({ type: z.literal('login'), proof: digest }),
  z.strictObject({
    type: z.literal('command'),
    /** Comes back in the reply. */
    id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    name: z.string().max(64),
    input: z.unknown(),
  }),
  /** Replaces what was watched before. */
  z.strictObject({
    type: z.literal('watch'),
    topics: z.array(z.enum(dockTopics)).max(dockTopics.length),
    preview: previewWatch.nullable(),
  }),
]);
export type FromDock = z.infer<typeof fromDock>;

/** A connection that breaks a rule gets `error` with one of these, and is closed. */
export const dockErrors = [
  'token_wrong',
  'login_missing',
  'message_invalid',
  'message_too_large',
  'too_many_messages',
  'too_many_connections',
  'too_slow',
] as const;
export type DockError = (typeof dockErrors)[number];

/** Close codes of the WebSocket that go with them. */
export const dockCloseCode: Readonly<Record<DockError, number>> = {
  token_wrong: 4401,
  login_missing: 4408,
  message_invalid: 4400,
  message_too_large: 1009,
  too_many_messages: 4429,
  too_many_connections: 4503,
  too_slow: 4413,
};

export const toDock = z.discriminatedUnion('type', [
  /** The answer to `hello`; a page checks the proof before it goes on. */
  z.object({ type: z.literal('challenge'), nonce: digest, proof: digest }),
  z.object({
    type: z.literal('welcome'),
    protocol: z.object({ major: z.number().int(), minor: z.number().int() }),
    daemon_version: z.string(),
    /** Names of the commands there are. */
    commands: z.array(z.string()),
  }),
  z.object({ type: z.literal('error'), code: z.enum(dockErrors), message: z.string() }),
  z.object({ type: z.literal('state'), state: dockState }),
  z.object({
    type: z.literal('stats'),
    /** ISO 8601. */
    at: z.string(),
    uptime_s: z.number().nonnegative(),
    rss_mb: z.number().nonnegative(),
    connections: z.number().int().nonnegative(),
    masks: z.array(maskStats),
  }),
  z.discriminatedUnion('ok', [
    z.object({
      type: z.literal('reply'),
      id: z.number().int(),
      ok: z.literal(true),
      data: z.unknown(),
    }),
    z.object({
      type: z.literal('reply'),
      id: z.number().int(),
      ok: z.literal(false),
      code: z.string(),
      message: z.string(),
    }),
  ]),
  /** As the plugin and the server report them: MaskChanged, PanicChanged, GoLiveStopped, ... */
  z.object({ type: z.literal('event'), event: z.string(), data: z.unknown() }),
]);
export type ToDock = z.infer<typeof toDock>;
