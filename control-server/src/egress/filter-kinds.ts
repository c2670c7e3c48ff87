// Filters that send or store the picture of the source they are on, by their ids. What each takes was read from
// the plugin's sources.

/**
 * frames: the source's own frames, before any effect filter whatever the order. position: the picture where the
 * filter stands in the chain. finished: the picture after all filters. none: sends nothing.
 */
export type FilterTap = 'frames' | 'position' | 'finished' | 'none';

const taps: Readonly<Record<string, FilterTap>> = {
  // Async filters: OBS hands them the source's frames, and effect filters such as ours come after.
  'teleport-filter': 'frames',
  'teleport-video-filter': 'frames',
  replay_filter_async: 'frames',
  'gstreamer-filter-video': 'frames',
  // Draw their target, which is what stands before them.
  ndi_filter: 'position',
  replay_filter: 'position',
  // Draw their parent, with all its filters.
  source_record_filter: 'finished',
  osi_branch_output: 'finished',
  win_spout_filter: 'finished',
  virtual_cam_filter: 'finished',
};

/** Words in the ids of filters that are not listed above, and that probably do what the word says. */
const sendingWord =
  /record|ndi(?![a-z])|spout|syphon|teleport|decklink|stream|output|virtual.?cam|replay|branch|send|broadcast|rtmp|rtsp|whip|dedicated/i;

const ownKinds = new Set([
  // OBS's own video filters: they change the picture and keep nothing of it beyond a delay.
  'async_delay_filter',
  'chroma_key_filter',
  'clut_filter',
  'color_filter',
  'color_key_filter',
  'crop_filter',
  'gpu_delay',
  'hdr_tonemap_filter',
  'luma_key_filter',
  'mask_filter',
  'nv_background_blur_filter',
  'nv_blur_filter',
  'nv_greenscreen_filter',
  'scale_filter',
  'scroll_filter',
  'sdr_on_hdr_filter',
  'sharpness_filter',
]);

const soundKinds = new Set([
  'basic_eq_filter',
  'compressor_filter',
  'expander_filter',
  'gain_filter',
  'invert_polarity_filter',
  'limiter_filter',
  'ndi_audiofilter',
  'noise_gate_filter',
  'noise_suppress_filter',
  'nvidia_audiofx_filter',
  'replay_filter_audio',
  'teleport-audio-filter',
  'gstreamer-filter-audio',
  'upward_compressor_filter',
  'vst_filter',
]);

export function isSoundFilter(kind: string): boolean {
  return soundKinds.has(kind);
}

export function filterTap(kind: string, takesOwnInput: boolean): FilterTap {
  const listed = taps[kind];
  if (listed === 'finished' && takesOwnInput) return 'position';
  if (listed) return listed;
  if (ownKinds.has(kind) || soundKinds.has(kind)) return 'none';
  return sendingWord.test(kind) ? 'position' : 'none';
}
