// Every request that the plugin answers: as obs-websocket's vendor `playalter`, and over the plugin
// link. One table; `codes` is how each can fail.

import { z } from 'zod';
import { destinationId, destinationList, oneDestination, setDestination } from './destinations.ts';
import { guardianReport, maskId, maskInfo, maskReport, maskStats } from './mask-info.ts';
import { someMaskSettings } from './mask-settings.ts';
import { limit, type RequestError, requestErrors, vendorRequest } from './names.ts';
import { preset, presetName } from './presets.ts';

export { pluginEvents } from './events.ts';

const nothing = z.strictObject({});
const name = z.string().min(1).max(limit.nameBytesMax);
const count = z.number().int().nonnegative();
const panicState = z.object({ is_panicked: z.boolean() });
const oneMask = z.object({ mask: maskInfo });
const presetList = z.object({ presets: z.array(preset) });

/** What obs-websocket's responseData holds instead of a reply when a request has failed. */
export const requestFailure = z.object({
  error_code: z.enum(requestErrors),
  /** One sentence for the user. */
  error_message: z.string(),
});
export type RequestFailure = z.infer<typeof requestFailure>;

/** A source of this OBS that a mask may sit on. */
export const maskableSource = z.object({
  source_name: z.string(),
  /** As OBS shows it, in its language. */
  kind_name: z.string(),
  /** Whether any mask is on it, the Private Camera's own included. */
  has_mask: z.boolean(),
  /** On the program now. */
  is_active: z.boolean(),
  width: count,
  height: count,
});
export type MaskableSource = z.infer<typeof maskableSource>;

const maskIdErrors = ['mask_id_missing', 'mask_not_found', 'mask_ambiguous'] as const;
const settingErrors = ['setting_unknown', 'setting_invalid'] as const;
const destinationStoreErrors = [
  'destination_store_failed',
  'destination_version_unsupported',
] as const;
const presetStoreErrors = ['preset_version_unsupported', 'preset_store_failed'] as const;

interface RequestEntry {
  readonly request: z.ZodType;
  readonly reply: z.ZodType;
  /** Besides `request_invalid`, for data that is no such request, and `internal_error`. */
  readonly codes: readonly RequestError[];
}

export const pluginRequests = {
  [vendorRequest.getVersion]: {
    request: nothing,
    reply: z.object({
      plugin_version: z.string(),
      protocol_major: z.number().int(),
      protocol_minor: z.number().int(),
      obs_version: z.string(),
    }),
    codes: [],
  },
  [vendorRequest.getStatus]: {
    request: nothing,
    reply: z.object({
      plugin_version: z.string(),
      guardian: guardianReport,
      filters: z.array(maskReport),
    }),
    codes: [],
  },
  [vendorRequest.getStats]: {
    request: nothing,
    reply: z.object({
      obs: z.object({
        active_fps: z.number(),
        frames_drawn: count,
        frames_lagged: count,
        /** Of OBS's graphics thread. */
        average_frame_ms: z.number(),
      }),
      masks: z.array(maskStats),
    }),
    codes: [],
  },
  [vendorRequest.listMasks]: {
    request: nothing,
    reply: z.object({ masks: z.array(maskInfo) }),
    codes: [],
  },
  [vendorRequest.listSources]: {
    request: nothing,
    reply: z.object({ sources: z.array(maskableSource) }),
    codes: [],
  },
  [vendorRequest.addMask]: {
    request: z.strictObject({ source_name: name, settings: someMaskSettings.optional() }),
    reply: oneMask,
    codes: [
      'source_not_found',
      'source_not_maskable',
      'already_masked',
      'mask_create_failed',
      ...settingErrors,
    ],
  },
  [vendorRequest.removeMask]: {
    request: maskId,
    reply: z.object({ filter_uuid: z.string() }),
    codes: ['mask_not_a_filter', ...maskIdErrors],
  },
  [vendorRequest.getMask]: { request: maskId, reply: oneMask, codes: maskIdErrors },
  [vendorRequest.setMask]: {
    request: maskId.extend({
      is_covered: z.boolean().optional(),
      is_enabled: z.boolean().optional(),
      settings: someMaskSettings.optional(),
    }),
    reply: oneMask,
    codes: ['mask_not_a_filter', ...maskIdErrors, ...settingErrors],
  },
  [vendorRequest.listPresets]: { request: nothing, reply: presetList, codes: presetStoreErrors },
  [vendorRequest.savePreset]: {
    /** Either `settings` or a mask whose settings are taken. */
    request: maskId.extend({
      name: presetName,
      settings: someMaskSettings.optional(),
      /** Overwrite one of the same name; otherwise `preset_exists`. */
      replace: z.boolean().optional(),
    }),
    reply: z.object({ preset }),
    codes: [
      'preset_name_invalid',
      'preset_exists',
      'presets_full',
      ...maskIdErrors,
      ...settingErrors,
      ...presetStoreErrors,
    ],
  },
  [vendorRequest.renamePreset]: {
    request: z.strictObject({ name, new_name: presetName }),
    reply: z.object({ preset }),
    codes: ['preset_not_found', 'preset_name_invalid', 'preset_exists', ...presetStoreErrors],
  },
  [vendorRequest.deletePreset]: {
    request: z.strictObject({ name }),
    reply: presetList,
    codes: ['preset_not_found', ...presetStoreErrors],
  },
  [vendorRequest.applyPreset]: {
    /** To one mask, or to all there are. */
    request: maskId.extend({ name, all: z.boolean().optional() }),
    reply: z.object({ masks: z.array(maskInfo) }),
    codes: ['preset_not_found', ...maskIdErrors, ...presetStoreErrors],
  },
  [vendorRequest.importPresets]: {
    request: z.strictObject({
      text: z.string().max(limit.presetTextBytesMax),
      /** Overwrite those of the same name; otherwise they get a new name: "Talk (2)". */
      replace: z.boolean().optional(),
    }),
    /** Those that were imported, with the names they have now. */
    reply: presetList,
    codes: ['preset_text_invalid', 'presets_full', ...presetStoreErrors],
  },
  [vendorRequest.exportPresets]: {
    /** Without `names`: all. Objects, because OBS's arrays hold nothing else. */
    request: z.strictObject({ names: z.array(z.strictObject({ name })).optional() }),
    reply: z.object({ text: z.string() }),
    codes: ['preset_not_found', ...presetStoreErrors],
  },
  [vendorRequest.moveToPrivateCamera]: {
    request: z.strictObject({ source_name: name }),
    reply: z.object({
      source_name: z.string(),
      scene_items: z.array(z.object({ scene_name: z.string(), scene_item_id: z.number().int() })),
    }),
    codes: ['source_not_found', 'not_an_input', 'already_private', 'camera_create_failed'],
  },
  [vendorRequest.panic]: { request: nothing, reply: panicState, codes: [] },
  [vendorRequest.resume]: { request: nothing, reply: panicState, codes: [] },
  [vendorRequest.listDestinations]: { request: nothing, reply: destinationList, codes: [] },
  [vendorRequest.setDestination]: {
    request: setDestination,
    reply: oneDestination,
    codes: [
      'destination_not_found',
      'destinations_full',
      'destination_invalid',
      'destination_name_taken',
      'destination_is_running',
      'server_invalid',
      'stream_key_invalid',
      ...destinationStoreErrors,
    ],
  },
  [vendorRequest.removeDestination]: {
    request: destinationId,
    reply: destinationList,
    codes: ['destination_not_found', ...destinationStoreErrors],
  },
  [vendorRequest.startDestination]: {
    request: destinationId,
    reply: oneDestination,
    codes: ['destination_not_found', 'destination_key_missing', 'stream_not_live'],
  },
  [vendorRequest.stopDestination]: {
    request: destinationId,
    reply: oneDestination,
    codes: ['destination_not_found'],
  },
  /** The video encoders that this OBS could use. */
  [vendorRequest.listEncoders]: {
    request: nothing,
    reply: z.object({
      encoders: z.array(z.object({ encoder_id: z.string(), codec: z.string() })),
    }),
    codes: [],
  },
} as const satisfies Record<string, RequestEntry>;

export type PluginRequestName = keyof typeof pluginRequests;
export type PluginRequestData<Name extends PluginRequestName> = z.input<
  (typeof pluginRequests)[Name]['request']
>;
export type PluginReply<Name extends PluginRequestName> = z.output<
  (typeof pluginRequests)[Name]['reply']
>;
