// Every name and default that crosses a process boundary, written once. The C++ counterpart is
// generated from this file into protocol/generated/names.gen.h (`npm run generate`).

export { type MaskType, maskTypes } from './mask-types.ts';

export const filterId = 'playalter_privacy_mask';
/** The source that owns a camera, or wraps another source, with the mask built in. */
export const privateCameraId = 'playalter_private_camera';
export const canvasCoverId = 'playalter_canvas_cover';
export const pluginName = 'playalter';
export const vendorName = 'playalter';

/** Control channel: same major on both sides or refused. Kept equal to the mapping's version. */
export const protocolVersion = { major: 2, minor: 0 } as const;

/** Keys of the filter's OBS settings. Retired, never renamed. */
export const settingKey = {
  maskType: 'mask_type',
  intensity: 'intensity',
  maskColor: 'mask_color',
  mode: 'mode',
  lookAheadMs: 'look_ahead_ms',
  coverStyle: 'cover_style',
  coverColor: 'cover_color',
  coverImage: 'cover_image',
  delayAudio: 'delay_audio',
  goLiveGuard: 'go_live_guard',
  /** The streamer's own cover of that source, on or off. */
  isCovered: 'is_covered',
} as const;

/** Followed by the name of an OBS audio input: true if that input's sound is delayed with the picture. */
export const delayInputKeyPrefix = 'delay_input:';
/** In a source's private settings: our share of its sync offset, in nanoseconds. */
export const audioShareKey = 'playalter_audio_delay_ns';
/** Keys that the Private Camera has besides the mask's. */
export const privateCameraKey = {
  /** Name of a source in this OBS; empty: a camera of its own. */
  wrappedSource: 'wrapped_source',
  /** OBS's id of the owned source's kind. */
  cameraKind: 'camera_kind',
  /** The owned source's own settings, as one object. */
  cameraSettings: 'camera_settings',
  /** What else OBS saves of a source: its filters, deinterlacing. */
  cameraState: 'camera_state',
} as const;

/** Order is the protocol's numeric value where one is sent; so it is with the mask types. */
export const maskModes = ['guard', 'exact', 'live'] as const;
export const coverStyles = ['stripes', 'color', 'image'] as const;
/** What happens when something goes live while a mask is not healthy; strictest first. */
export const goLiveGuards = ['stop', 'warn', 'off'] as const;
/** What becomes of the source's own sound: delayed with the picture, or left alone. */
export const audioDelays = ['own', 'off'] as const;

export type MaskMode = (typeof maskModes)[number];
export type CoverStyle = (typeof coverStyles)[number];
export type AudioDelay = (typeof audioDelays)[number];

/** Colours are OBS's: 0xAABBGGRR. */
export const settingDefault = {
  maskType: 'pixelate',
  intensity: 70,
  maskColor: 0xff1f1f1f,
  mode: 'guard',
  lookAheadMs: 250,
  coverStyle: 'stripes',
  coverColor: 0xff241a17,
  coverImage: '',
  goLiveGuard: 'stop',
  delayAudio: 'own',
  isCovered: false,
} as const satisfies Record<keyof typeof settingKey, string | number | boolean>;

export const limit = {
  /** Percent. */
  intensityMin: 10,
  intensityMax: 100,
  lookAheadMsMin: 100,
  lookAheadMsMax: 1000,
  /** Ticks that the pipeline itself is given: staging, transfer, inference, upload. */
  pipelineFrames: 4,
  /** A late mask is bridged by the last masked frame for this long, then the picture is covered. */
  repeatMs: 250,
  /** GPU memory for delayed frames, per filter. */
  ringBytesMax: 512 * 1024 * 1024,
  /** Longest side of the analysis copy, pixels. */
  analysisSide: 640,
  /** Longest side of a preview, pixels. */
  previewSide: 320,
  previewFpsMax: 15,
  /** A wish for previews that is not renewed ends after this. */
  previewLeaseMs: 3000,
  /** Bytes of one control message. */
  messageBytesMax: 16 * 1024,
  /** The daemon speaks at least this often; silence three times as long means it hangs. */
  heartbeatMs: 1000,
  /** A mask that is covered because it starts counts as healthy for this long. */
  goLiveSettleMs: 10_000,
  /** And because masks are late, for this long: a busy moment, not a daemon that hangs. */
  goLiveLateMs: 2000,
  /** Bytes of one message of the plugin link, its newline included. */
  linkMessageBytesMax: 1024 * 1024,
  /** A mask's events of one kind come at least this far apart; what changed meanwhile is told then. */
  eventIntervalMs: 100,
  /** Percent, per press of the intensity hotkeys. */
  intensityStep: 10,
  presetsMax: 100,
  /** UTF-8. */
  presetNameBytesMax: 128,
  presetTextBytesMax: 256 * 1024,
  /** UTF-8, of a source's or filter's name in a request. */
  nameBytesMax: 512,
  pathBytesMax: 4096,
  /** Further platforms beside OBS's own stream. */
  destinationsMax: 8,
  /** UTF-8. */
  destinationNameBytesMax: 128,
  serverBytesMax: 1024,
  streamKeyBytesMax: 2048,
} as const;

/** Frame channel and masks: one connection per filter. */
export const socketName = 'daemon.sock';
/** Requests and events: one connection per OBS process. */
export const controlSocketName = 'control.sock';
/** Of the control server's pages, on the loopback; where it is taken, another. */
export const defaultControlPort = 47_820;
export const runtimeFolderName = 'playalter';
/** In the plugin's data folder, written at install: how to start the daemon. */
export const daemonFileName = 'daemon.json';

/** In the plugin's own configuration folder. */
export const presetFileName = 'presets.json';
export const presetFileType = 'playalter.presets';
export const presetFileVersion = 1;
/** Beside it: names, platforms and servers, never a key. */
export const destinationFileName = 'destinations.json';
export const destinationFileType = 'playalter.destinations';
export const destinationFileVersion = 1;

export const vendorRequest = {
  getVersion: 'GetVersion',
  getStatus: 'GetStatus',
  getStats: 'GetStats',
  listMasks: 'ListMasks',
  listSources: 'ListSources',
  addMask: 'AddMask',
  removeMask: 'RemoveMask',
  getMask: 'GetMask',
  setMask: 'SetMask',
  listPresets: 'ListPresets',
  savePreset: 'SavePreset',
  renamePreset: 'RenamePreset',
  deletePreset: 'DeletePreset',
  applyPreset: 'ApplyPreset',
  importPresets: 'ImportPresets',
  exportPresets: 'ExportPresets',
  moveToPrivateCamera: 'MoveToPrivateCamera',
  panic: 'Panic',
  resume: 'Resume',
  listDestinations: 'ListDestinations',
  setDestination: 'SetDestination',
  removeDestination: 'RemoveDestination',
  startDestination: 'StartDestination',
  stopDestination: 'StopDestination',
  listEncoders: 'ListEncoders',
} as const;

export const vendorEvent = {
  statusChanged: 'StatusChanged',
  facesChanged: 'FacesChanged',
  maskChanged: 'MaskChanged',
  presetsChanged: 'PresetsChanged',
  panicChanged: 'PanicChanged',
  goLiveStopped: 'GoLiveStopped',
  goLiveWarning: 'GoLiveWarning',
  /** Something is live, and a mask went. */
  maskLost: 'MaskLost',
  /** A destination's state or settings; every two seconds while one runs. */
  destinationsChanged: 'DestinationsChanged',
} as const;

/** On libobs's own procedure handler, for scripts and other plugins; no arguments. */
export const procedure = { panic: 'playalter_panic', resume: 'playalter_resume' } as const;

/** As obs-websocket's TriggerHotkeyByName and the profile's settings spell them. */
export const hotkey = {
  panic: 'playalter_panic',
  resume: 'playalter_resume',
  /** One of each per masked source; from obs-websocket 5.4 on with the source's name as contextName. */
  toggleCover: 'playalter_toggle_cover',
  nextMaskType: 'playalter_next_mask_type',
  intensityUp: 'playalter_intensity_up',
  intensityDown: 'playalter_intensity_down',
} as const;

/** What can show the canvas to others. */
export const liveOutputs = ['stream', 'record', 'replay_buffer', 'virtual_camera'] as const;
export type LiveOutput = (typeof liveOutputs)[number];

/** What a filter did with a frame. Order is the channel's numeric value. */
export const outputStates = ['masked', 'repeated', 'extrapolated', 'covered'] as const;
export type OutputState = (typeof outputStates)[number];

/** Why an output frame was covered; stable, shown to users through localised strings. */
export const coverReasons = [
  'none',
  'starting',
  'size_changed',
  'source_returned',
  'settings_changed',
  'mask_late',
  'mask_missing',
  'daemon_missing',
  'daemon_refused',
  'daemon_requested',
  'record_invalid',
  'unsupported_size',
  'graphics_failure',
  'panic',
  /** The streamer's own wish: the setting is_covered. */
  'user_covered',
] as const;
export type CoverReason = (typeof coverReasons)[number];

/** Why the whole canvas is covered. */
export const canvasCoverReasons = [
  'none',
  'panic',
  'go_live_stopped',
  'filter_disabled',
  'filter_removed',
] as const;

/** Codes of `daemon.refuse`. */
export const refuseCodes = [
  'protocol_mismatch',
  'hello_invalid',
  'mapping_invalid',
  'too_many_streams',
] as const;

/** What carries a mask. */
export const maskCarriers = ['filter', 'private_camera'] as const;

/** How a mask's last frame went out; `disabled`: not at all, the source is shown as it is. */
export const maskStates = [...outputStates, 'disabled'] as const;
export type MaskStateName = (typeof maskStates)[number];

/** What happened to a mask, in MaskChanged. */
export const maskChanges = ['added', 'changed', 'removed'] as const;

/** Codes of MoveToPrivateCamera. */
export const migrationErrors = [
  'source_not_found',
  'not_an_input',
  'already_private',
  'camera_create_failed',
] as const;

/** Where a further destination streams to. */
export const destinationPlatforms = ['twitch', 'youtube', 'custom'] as const;
export type DestinationPlatform = (typeof destinationPlatforms)[number];

/**
 * off -> starting, with OBS's stream -> live <-> reconnecting; each -> stopping -> off, with OBS's
 * stream or on its own; each -> failed, when trying again would not help.
 */
export const destinationStates = [
  'off',
  'starting',
  'live',
  'reconnecting',
  'stopping',
  'failed',
] as const;
export type DestinationStateName = (typeof destinationStates)[number];

/** Why a destination failed, or reconnects. */
export const destinationErrors = [
  'key_missing',
  'server_invalid',
  'connect_failed',
  /** The server took the connection and not the stream: mostly a wrong key. */
  'stream_refused',
  'disconnected',
  /** This OBS has no output of that kind, or it does not take what the main stream's encoders make. */
  'output_unavailable',
  'encoder_unsupported',
  'encode_failed',
  'start_failed',
] as const;

/** How a request can fail; protocol/requests.ts says which of them which request has. */
export const requestErrors = [
  'internal_error',
  /** The plugin link only: obs-websocket answers such a request itself, with code 600. */
  'request_unknown',
  'request_invalid',
  'mask_id_missing',
  'mask_not_found',
  'mask_ambiguous',
  'mask_not_a_filter',
  'mask_create_failed',
  'source_not_maskable',
  'already_masked',
  'setting_unknown',
  'setting_invalid',
  'preset_not_found',
  'preset_exists',
  'preset_name_invalid',
  'presets_full',
  'preset_text_invalid',
  'preset_version_unsupported',
  'preset_store_failed',
  'destination_not_found',
  'destinations_full',
  'destination_invalid',
  'destination_name_taken',
  'destination_is_running',
  'destination_key_missing',
  'destination_store_failed',
  'destination_version_unsupported',
  'server_invalid',
  'stream_key_invalid',
  'stream_not_live',
  ...migrationErrors,
] as const;
export type RequestError = (typeof requestErrors)[number];

/** Codes of `daemon.refuse` on the plugin link. */
export const linkRefuseCodes = ['protocol_mismatch', 'hello_invalid', 'too_many_links'] as const;
