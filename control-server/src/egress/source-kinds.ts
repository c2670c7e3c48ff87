// What OBS's kinds of sources show, by their ids, and which of their settings says where the picture comes
// from. Read from the sources of OBS 29 to 32 and of the plugins named here.

import { canvasCoverId, privateCameraId } from '../../../protocol/names.ts';

/**
 * camera: a living picture of the room. The others may show faces, or not; `still` has no motion picture of its
 * own, `sound` has none at all, `unknown` is a plugin's that is not listed here.
 */
export type SourceCategory =
  | 'private_camera'
  | 'camera'
  | 'screen'
  | 'browser'
  | 'media'
  | 'feed'
  | 'still'
  | 'sound'
  | 'unknown';

interface KindEntry {
  readonly category: SourceCategory;
  /** Kinds of one family name the same devices by the same words. */
  readonly family?: string;
  readonly deviceKey?: string;
  /** OBS gives it frames one by one (OBS_SOURCE_ASYNC), so that async filters can be added. */
  readonly isAsync?: boolean;
}

function camera(family: string, deviceKey: string, isAsync = true): KindEntry {
  return { category: 'camera', family, deviceKey, isAsync };
}

const kinds: Readonly<Record<string, KindEntry>> = {
  [privateCameraId]: { category: 'private_camera' },
  [canvasCoverId]: { category: 'still' },
  v4l2_input: camera('v4l2', 'device_id'),
  dshow_input: camera('dshow', 'video_device_id'),
  dshow_input_replay: camera('dshow', 'video_device_id'),
  'win-ivcam': camera('ivcam', 'VideoDevice'),
  av_capture_input: camera('avfoundation', 'device'),
  'macos-avcapture': camera('avfoundation', 'device'),
  'macos-avcapture-fast': camera('avfoundation', 'device', false),
  'pipewire-camera-source': camera('pipewire', 'device_id'),
  'decklink-input': camera('decklink', 'device_hash'),
  aja_source: camera('aja', 'ui_prop_device'),
  ndi_source: camera('ndi', 'ndi_source_name'),
  droidcam_obs: { category: 'camera', isAsync: true },

  monitor_capture: { category: 'screen' },
  display_capture: { category: 'screen' },
  screen_capture: { category: 'screen' },
  window_capture: { category: 'screen' },
  game_capture: { category: 'screen' },
  xshm_input: { category: 'screen' },
  xcomposite_input: { category: 'screen' },
  'pipewire-desktop-capture-source': { category: 'screen' },
  'pipewire-window-capture-source': { category: 'screen' },
  'pipewire-screen-capture-source': { category: 'screen' },

  browser_source: { category: 'browser' },
  ffmpeg_source: { category: 'media', family: 'file', deviceKey: 'local_file', isAsync: true },
  vlc_source: { category: 'media', isAsync: true },

  'syphon-input': { category: 'feed' },
  spout_capture: { category: 'feed' },
  'teleport-source': { category: 'feed', isAsync: true },
  'gstreamer-source': { category: 'feed', isAsync: true },

  image_source: { category: 'still' },
  slideshow: { category: 'still' },
  color_source: { category: 'still' },
  text_ft2_source: { category: 'still' },
  text_gdiplus: { category: 'still' },

  alsa_input_capture: { category: 'sound' },
  audio_line: { category: 'sound' },
  coreaudio_input_capture: { category: 'sound' },
  coreaudio_output_capture: { category: 'sound' },
  jack_output_capture: { category: 'sound' },
  oss_input_capture: { category: 'sound' },
  pulse_input_capture: { category: 'sound' },
  pulse_output_capture: { category: 'sound' },
  sck_audio_capture: { category: 'sound' },
  sndio_output_capture: { category: 'sound' },
  wasapi_input_capture: { category: 'sound' },
  wasapi_output_capture: { category: 'sound' },
  wasapi_process_output_capture: { category: 'sound' },
  'pipewire-audio-application-capture': { category: 'sound' },
};

const unknownKind: KindEntry = { category: 'unknown' };

/** OBS appends a version to the ids of kinds that changed, as in "text_gdiplus_v3". */
export function unversionedKind(kind: string): string {
  return kind.replace(/_v\d+$/, '');
}

/** The Move transition, which draws each source of both scenes by itself (obs-move-transition). */
export function isMoveTransition(kind: string): boolean {
  return unversionedKind(kind) === 'move_transition';
}

export function sourceKind(kind: string): KindEntry {
  return kinds[unversionedKind(kind)] ?? unknownKind;
}
