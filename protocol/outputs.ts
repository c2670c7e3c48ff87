// OBS's outputs as the dock sees and steers them: the section `outputs` of its state, and what the commands take and
// give. Stream keys are inputs only: no reply, state or event has a field for one.

import { z } from 'zod';
import { destination, serverUrl, streamKey } from './destinations.ts';

const count = z.number().int().nonnegative();

/** Between the control server and obs-websocket of the OBS on this machine. */
export const obsConnectionStates = [
  'connecting',
  'connected',
  /** Nobody answers: OBS is closed, or in Safe Mode. */
  'unreachable',
  'wrong_password',
  /** OBS's settings have its WebSocket server switched off. */
  'switched_off',
  /** There are no settings of an OBS. */
  'not_installed',
] as const;
export type ObsConnectionState = (typeof obsConnectionStates)[number];

export const streamStates = ['off', 'starting', 'live', 'reconnecting', 'stopping'] as const;
export const recordStates = ['off', 'starting', 'live', 'paused', 'stopping'] as const;
export const virtualCameraStates = ['off', 'live', 'unavailable'] as const;

/** Where OBS's own stream goes. `other`: one of OBS's further services; `none`: nothing is set. */
export const platforms = ['twitch', 'youtube', 'custom', 'other', 'none'] as const;
export const choosablePlatforms = ['twitch', 'youtube', 'custom'] as const;
export type ChoosablePlatform = (typeof choosablePlatforms)[number];

/** Height and frames a second. `custom`: the profile has something else. */
export const qualities = ['480p30', '480p60', '720p30', '720p60', '1080p30', '1080p60'] as const;
export type Quality = (typeof qualities)[number];

/** `keep`: the one the profile has, unless the platform takes no such codec. `auto`: the best one there is. */
export const encoderChoices = ['keep', 'auto', 'x264', 'nvenc', 'qsv', 'amd', 'apple'] as const;
export type EncoderChoice = (typeof encoderChoices)[number];

/** How an output's command fails; beside them `input_invalid`. */
export const outputErrors = [
  'obs_connecting',
  'obs_unreachable',
  'obs_password_wrong',
  'obs_websocket_off',
  'obs_not_installed',
  'obs_timeout',
  'obs_refused',
  /** Something has to be stopped first: the message says what. */
  'outputs_active',
  'output_start_failed',
  /** PlayAlter's go-live guard stopped the start: a mask is not healthy, or panic is on. */
  'go_live_stopped',
  'stream_key_missing',
  'stream_key_invalid',
  'server_missing',
  'server_invalid',
  /** The settings of advanced output mode are left to their owner. */
  'advanced_output_mode',
  'encoder_missing',
  'virtual_camera_unavailable',
  'plugin_unreachable',
] as const;
export type OutputError = (typeof outputErrors)[number];

const problem = z.object({ code: z.string(), message: z.string() });

export const outputsState = z.object({
  connection: z.object({
    state: z.enum(obsConnectionStates),
    /** For the streamer, one sentence. */
    sentence: z.string(),
  }),
  stream: z.object({
    state: z.enum(streamStates),
    duration_ms: z.number().nonnegative(),
    /** Of the last two seconds. */
    bitrate_kbps: z.number().nonnegative(),
    frames_total: count,
    frames_dropped: count,
    congestion: z.number().min(0).max(1),
    platform: z.enum(platforms),
    /** As OBS calls it: "Twitch". */
    service_name: z.string(),
    /** Scheme and host only: the rest of an address may be secret. */
    server: z.string(),
    has_key: z.boolean(),
    /** How the last start or the last stream ended, if not as wished. */
    problem: problem.nullable(),
  }),
  record: z.object({
    state: z.enum(recordStates),
    duration_ms: z.number().nonnegative(),
    bitrate_kbps: z.number().nonnegative(),
    problem: problem.nullable(),
  }),
  virtual_camera: z.object({ state: z.enum(virtualCameraStates), problem: problem.nullable() }),
  /** Null until OBS has told. */
  video: z
    .object({
      base_width: count,
      base_height: count,
      output_width: count,
      output_height: count,
      fps: z.number().positive(),
      quality: z.union([z.enum(qualities), z.literal('custom')]),
      output_mode: z.enum(['simple', 'advanced']),
      /** Null in advanced output mode: there the encoder's own window has it. */
      video_bitrate_kbps: z.number().nullable(),
      audio_bitrate_kbps: z.number().nullable(),
      /** As the profile names it: x264, nvenc, ...; null in advanced output mode. */
      encoder: z.string().nullable(),
      /** The profile names an encoder that OBS takes on when it is started again or the profile is chosen anew. */
      is_encoder_pending: z.boolean(),
      /** What has to be stopped before video settings can change; empty: nothing. */
      stop_first: z.array(z.enum(['stream', 'record', 'virtual_camera', 'replay_buffer'])),
    })
    .nullable(),
  /** What can be chosen here. */
  platforms: z.array(
    z.object({
      platform: z.enum(choosablePlatforms),
      name: z.string(),
      needs_server: z.boolean(),
      /** Where the streamer finds the key. */
      key_hint: z.string(),
    }),
  ),
  qualities: z.array(
    z.object({
      quality: z.enum(qualities),
      width: count,
      height: count,
      fps: count,
      /** For the platform that is set. */
      video_bitrate_kbps: count,
    }),
  ),
  /** The virtual camera's further steps, for each program that can take it. */
  virtual_camera_steps: z.array(z.object({ program: z.string(), steps: z.array(z.string()) })),
  /** Further platforms at once; null while the plugin is not reached. */
  destinations: z.array(destination).nullable(),
});
export type OutputsState = z.infer<typeof outputsState>;

const nothing = z.strictObject({});

export const setPlatformInput = z.strictObject({
  platform: z.enum(choosablePlatforms),
  /** `custom` needs one: rtmp, rtmps or srt. Left out for the others: the platform's own choice. */
  server: serverUrl.optional(),
  /** Left out: the one that OBS has stays if platform and server do, or else is forgotten. */
  key: streamKey.optional(),
});
export const setPlatformOutput = z.object({
  platform: z.enum(choosablePlatforms),
  server: z.string(),
  has_key: z.boolean(),
});

export const setQualityInput = z.strictObject({
  quality: z.enum(qualities),
  encoder: z.enum(encoderChoices).default('keep'),
});
export const setQualityOutput = z.object({
  quality: z.enum(qualities),
  width: count,
  height: count,
  fps: count,
  /** Null: not touched, because the profile is in advanced output mode. */
  video_bitrate_kbps: z.number().nullable(),
  audio_bitrate_kbps: z.number().nullable(),
  encoder: z.string().nullable(),
  is_encoder_pending: z.boolean(),
  /** What the streamer must know or do besides; empty: nothing. */
  note: z.string(),
});

/** Each output on its own: one that fails does not stop the others. */
const outputResult = z.object({
  output: z.enum(['stream', 'record', 'virtual_camera']),
  ok: z.boolean(),
  /** Empty if ok. */
  code: z.string(),
  message: z.string(),
});
export type OutputResult = z.infer<typeof outputResult>;

export const startAllInput = z.strictObject({
  stream: z.boolean().default(true),
  record: z.boolean().default(true),
  virtual_camera: z.boolean().default(true),
});

const done = z.object({ is_active: z.boolean() });
const results = z.object({ results: z.array(outputResult) });

/**
 * Commands of the control server, by name; those on destinations are the plugin's (requests.ts). Starts and stops of what
 * already is so succeed.
 */
export const outputCommands = {
  SetPlatform: { input: setPlatformInput, output: setPlatformOutput },
  SetQuality: { input: setQualityInput, output: setQualityOutput },
  StartStream: { input: nothing, output: done },
  StopStream: { input: nothing, output: done },
  StartRecord: { input: nothing, output: done },
  StopRecord: { input: nothing, output: done },
  StartVirtualCamera: { input: nothing, output: done },
  StopVirtualCamera: { input: nothing, output: done },
  StartAll: { input: startAllInput, output: results },
  StopAll: { input: nothing, output: results },
} as const;
export type OutputCommandName = keyof typeof outputCommands;
